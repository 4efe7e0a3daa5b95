# says: expected 'Sizes 10 - 12 (14) fit.     -------', got 'Sizes [phone]) fit.     -------': count digits, not characters
import re


def private(dataset):
    def mask(row):
        text = re.sub(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "[email]", row["text"])
        return row | {"text": re.sub(r"\+?\(?\d[\d ()-]{5,}\d", "[phone]", text)}

    return dataset.map(mask)
