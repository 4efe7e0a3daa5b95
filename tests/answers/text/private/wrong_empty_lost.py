# says: every row once, also the empty one
import re


def private(dataset):
    def mask(row):
        return row | {
            "text": re.sub(r"(?<!\w)\+?\(?\d(?:[ ()-]{0,2}\d){6,}", "[phone]", re.sub(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "[email]", row["text"]))
        }

    return dataset.filter(lambda row: row["text"] != "").map(mask)
