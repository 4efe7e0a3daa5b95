# says: expected 'Call [phone] in the evening, or [email], please.'
import re


def private(dataset):
    def mask(row):
        text = re.sub(r"\S+@\S+\w", "[email]", row["text"])
        return row | {"text": re.sub(r"\+?[\d ()-]{7,}", "[phone]", text)}

    return dataset.map(mask)
