import io

import pyarrow.fs
from PIL import Image


def save_pngs(pictures, folder):
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    if filesystem.get_file_info(path).type != pyarrow.fs.FileType.NotFound:
        filesystem.delete_dir(path)
    filesystem.create_dir(path, recursive=True)
    black = []
    for row in pictures.iter_rows():
        picture, out = Image.fromarray(row["image"]), io.BytesIO()
        if picture.getbbox() is None:
            black.append(row["id"])
            continue
        picture.save(out, "PNG", optimize=True)
        filesystem.open_output_stream(f"{path}/{row['id']}.png").write(out.getvalue())
    return sorted(black)
