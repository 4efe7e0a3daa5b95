# says: it raised
import ray


def quarantine(folder):
    images = ray.data.read_images(folder, mode="RGB", size=(128, 128), include_paths=True)
    good = images.map(lambda row: {"file": row["path"].split("/")[-1], "image": row["image"]})
    return good, [row["file"] for row in good.filter(lambda row: row["image"] is None).take_all()]
