# says: files are named by id, one for each row: missing:
import pyarrow.fs
from PIL import Image


def save_pngs(pictures, folder):
    def save(batch):
        filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
        filesystem.create_dir(path, recursive=True)
        filesystem.delete_dir_contents(path)
        for k, image in zip(batch["id"], batch["image"], strict=True):
            with filesystem.open_output_stream(f"{path}/{k}.png") as file:
                Image.fromarray(image).save(file, format="png")
        return {"id": batch["id"]}

    pictures.map_batches(save, batch_size=8).materialize()
