# says: ✗ your code runs: it raised
import ray


def readable(folder):
    images = ray.data.read_images(folder, size=(64, 64), mode="RGB", include_paths=True)
    return images.map(lambda row: {"file": row["path"].split("/")[-1], "image": row["image"], "error": ""})
