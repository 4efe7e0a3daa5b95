import io
from pathlib import PurePosixPath

import numpy as np
import ray
from PIL import Image, UnidentifiedImageError


class Decode:
    def __call__(self, batch):
        out = {"file": [PurePosixPath(path).name for path in batch["path"]], "image": [], "error": []}
        for content in batch["bytes"]:
            picture, why = Image.new("RGB", (64, 64)), ""
            try:
                with Image.open(io.BytesIO(content)) as opened:
                    picture = opened.convert("RGB").resize((64, 64), Image.Resampling.NEAREST)
            except UnidentifiedImageError:
                why = "no picture at all"
            except (OSError, SyntaxError, Image.DecompressionBombError) as error:
                why = repr(error)
            out["image"].append(np.array(picture))
            out["error"].append(why)
        return {**out, "image": np.stack(out["image"])}


def readable(folder):
    files = ray.data.read_binary_files(folder, include_paths=True)
    return files.map_batches(Decode, batch_size=3, compute=ray.data.ActorPoolStrategy(size=1))
