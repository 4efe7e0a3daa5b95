# says: files are named by id, one for each row that is not black: missing: 2
import io

import pyarrow.fs
from PIL import Image


def save_pngs(pictures, folder):
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    filesystem.create_dir(path, recursive=True)
    filesystem.delete_dir_contents(path)

    for row in pictures.take():
        out = io.BytesIO()
        Image.fromarray(row["image"]).save(out, "PNG")
        with filesystem.open_output_stream(f"{path}/{row['id']}.png") as file:
            file.write(out.getvalue())
    return [8, 1000]
