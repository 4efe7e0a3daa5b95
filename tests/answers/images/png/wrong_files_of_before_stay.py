# says: expected a new 5.png alone, got 130.png
import io

import pyarrow.fs
from PIL import Image


def save_pngs(pictures, folder):
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    filesystem.create_dir(path, recursive=True)

    def save(row):
        if not row["image"].any():
            return {"id": row["id"], "black": True}
        out = io.BytesIO()
        Image.fromarray(row["image"]).save(out, format="png")
        filesystem, path = pyarrow.fs.FileSystem.from_uri(f"{folder}/{row['id']}.png")
        with filesystem.open_output_stream(path) as file:
            file.write(out.getvalue())
        return {"id": row["id"], "black": False}

    return sorted(row["id"] for row in pictures.map(save).take_all() if row["black"])
