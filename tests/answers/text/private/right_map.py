import re


def private(dataset):
    def mask(row):
        row["text"] = re.sub(r"(?<!\w)\+?\(?\d(?:[ ()-]{0,2}\d){6,}", "[phone]", re.sub(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "[email]", row["text"]))
        return row

    return dataset.map(mask)
