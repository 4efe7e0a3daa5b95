# says: expected 'Call [phone] in the evening, or [email], please.'
import re


def private(dataset):
    def mask(row):
        text = re.sub(r"\S+@\S+", "[email]", row["text"])
        return row | {"text": re.sub(r"(?<!\w)\+?\(?\d(?:[ ()-]{0,2}\d){6,}", "[phone]", text)}

    return dataset.map(mask)
