# says: files are named by id, one for each row that is not black: missing: 130.png
import io

import pyarrow.fs
from PIL import Image


def save_pngs(pictures, folder):
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    filesystem.create_dir(path, recursive=True)
    filesystem.delete_dir_contents(path)

    rows = pictures.take_all()
    for place, row in enumerate(rows):
        out = io.BytesIO()
        Image.fromarray(row["image"]).save(out, "PNG")
        with filesystem.open_output_stream(f"{path}/{place}.png") as file:
            file.write(out.getvalue())
    return sorted(row["id"] for row in rows if not row["image"].any())
