import pyarrow.fs
from PIL import Image


def save_pngs(pictures, folder):
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    filesystem.create_dir(path, recursive=True)
    filesystem.delete_dir_contents(path)

    def save(batch):
        filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
        for k, image in zip(batch["id"], batch["image"], strict=True):
            with filesystem.open_output_stream(f"{path}/{k}.png") as file:
                Image.fromarray(image).save(file, format="png")
        return {"id": batch["id"]}

    for _ in pictures.map_batches(save, batch_size=8).iter_batches():
        pass
