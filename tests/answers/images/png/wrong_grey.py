# says: other pixels than in the row
import io

import pyarrow.fs
from PIL import Image


def save_pngs(pictures, folder):
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    filesystem.create_dir(path, recursive=True)
    filesystem.delete_dir_contents(path)

    def save(row):
        if not row["image"].any():
            return {"id": row["id"], "black": True}
        out = io.BytesIO()
        Image.fromarray(row["image"]).convert("L").convert("RGB").save(out, format="png")
        with filesystem.open_output_stream(f"{path}/{row['id']}.png") as file:
            file.write(out.getvalue())
        return {"id": row["id"], "black": False}

    return sorted(row["id"] for row in pictures.map(save).take_all() if row["black"])
