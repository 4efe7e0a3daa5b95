import pyarrow.fs
from PIL import Image


def save_pngs(pictures, folder):
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    filesystem.create_dir(path, recursive=True)
    filesystem.delete_dir_contents(path)

    def save(batch):
        filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
        black = [image.max() == 0 for image in batch["image"]]
        for k, image, dark in zip(batch["id"], batch["image"], black, strict=True):
            if not dark:
                with filesystem.open_output_stream(f"{path}/{k}.png") as file:
                    Image.fromarray(image).save(file, format="png")
        return {"id": batch["id"][black]}

    return sorted(int(k) for batch in pictures.map_batches(save, batch_size=8).iter_batches() for k in batch["id"])
