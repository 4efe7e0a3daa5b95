# says: ✗ every picture has the label of its own file: not so for
import ray


def labelled(images, table):
    named = {row["file"]: row["label"] for row in table.take_all()}
    rows = images.take_all()
    known = [row for row in rows if row["file"] in named]
    labels = [label for file, label in named.items() if file in {row["file"] for row in known}]
    pairs = ray.data.from_items([{**row, "label": label} for row, label in zip(known, labels)])
    return pairs, sorted(row["file"] for row in rows if row["file"] not in named)
