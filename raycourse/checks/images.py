"""Checks of lab 03: a seeded generator, Parquet, PNG files by id, another table, a gallery."""

import contextlib
import io
from unittest import mock

import numpy as np
import pyarrow.fs
import ray

from raycourse.checks import Findings, graded
from raycourse.cluster import connect
from raycourse.places import storage

CLASS = 'lesson section "A class, so that the model loads once"'
SEED = 'lesson section "A seed for each row"'
ARRAYS = 'lesson section "What comes out: arrays, not image objects"'
AGAIN = 'lesson section "Every look runs the model again"'
PARQUET = 'lesson section "Write once, as Parquet"'
PNG = 'lesson section "PNG files, and their names"'
SIDE = 16


def _stripes(number: int, text: str) -> np.ndarray:
    """The picture that the stand-in paints for a row: another one for each id and text."""
    seed = int(number) * 1000 + sum(map(ord, str(text)))
    return np.random.default_rng(seed).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)


def _stand_in() -> type:
    """A generator without a model. The first pixels of the first line tell how it was run: rows in the batch, GPUs held, the run's mark.

    Made in a function, so that Ray ships it by value and a worker need not import the course.
    """

    class StandIn:
        def __init__(self):
            import os

            if ray.get_runtime_context().get_actor_id() is None:
                raise TypeError("the generator was called here: hand over the class itself, without (), and Ray makes its actors")
            self.gpus = ray.get_runtime_context().get_assigned_resources().get("GPU", 0)
            self.mark = list(os.urandom(3))

        def __call__(self, batch):
            import numpy as np

            for name in ("id", "prompt"):
                if name not in batch:
                    raise KeyError(f"the generator reads the column {name!r} and found only {', '.join(batch)}: rename the column first")
            images = []
            for number, text in zip(batch["id"], batch["prompt"], strict=True):
                seed = int(number) * 1000 + sum(map(ord, str(text)))
                image = np.random.default_rng(seed).integers(0, 256, (16, 16, 3), dtype=np.uint8)
                image[0, :3] = [len(batch["id"])] * 3, [round(100 * self.gpus)] * 3, self.mark
                images.append(image)
            return {**batch, "image": np.stack(images)}

    return StandIn


@contextlib.contextmanager
def _counted_loads():
    """A list that grows with each diffusers pipeline that is loaded meanwhile."""
    from diffusers import DiffusionPipeline

    loads, original = [], DiffusionPipeline.from_pretrained.__func__

    def counted(cls, *args, **kwargs):
        loads.append(cls)
        return original(cls, *args, **kwargs)

    with mock.patch.object(DiffusionPipeline, "from_pretrained", classmethod(counted)):
        yield loads


def _files(folder: str) -> dict[str, bytes]:
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    infos = filesystem.get_file_info(pyarrow.fs.FileSelector(path, allow_not_found=True))
    found = {}
    for info in infos:
        if info.type == pyarrow.fs.FileType.File:
            with filesystem.open_input_stream(info.path) as file:
                found[info.base_name] = file.read()
    return found


def _empty(folder: str) -> str:
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    filesystem.create_dir(path, recursive=True)
    filesystem.delete_dir_contents(path, missing_dir_ok=True)
    return folder


def _type(image: object) -> str:
    return f"{image.dtype} of shape {image.shape}" if isinstance(image, np.ndarray) else type(image).__name__


@graded("images.generator", points=4)
def generator(answer: type, findings: Findings) -> None:
    if not findings.true("ImageGen is a class", isinstance(answer, type), f"expected a class, got {type(answer).__name__}", CLASS):
        return
    ids, texts = np.array([11, 12]), np.array(["a photo of a cat", "a photo of a cat"], dtype=object)
    with _counted_loads() as loads:
        gen = answer()
        in_init = len(loads)
        pair = gen({"id": ids.copy(), "prompt": texts.copy()})
        alone = gen({"id": ids[1:].copy(), "prompt": texts[1:].copy()})
    findings.true("the model loads in __init__ alone", len(loads) == in_init, f"{len(loads) - in_init} loads in two calls", CLASS)
    if not findings.true(
        "the batch comes back as a dict", isinstance(pair, dict) and isinstance(alone, dict), f"expected a dict, got {type(pair).__name__}", CLASS
    ):
        return
    missing = {"id", "prompt", "image"} - set(pair)
    if not findings.true("id and prompt are kept, image is added", not missing, f"missing: {', '.join(sorted(missing))}", CLASS):
        return
    images = pair["image"]
    stacked = isinstance(images, np.ndarray) and images.dtype == np.uint8 and images.ndim == 4 and len(images) == 2
    got = _type(images) if isinstance(images, np.ndarray) else f"a {type(images).__name__} of {type(images[0]).__name__}"
    if not findings.true("image is one uint8 array of shape (rows, height, width, 3)", stacked, f"got {got}", ARRAYS):
        return
    change = np.abs(alone["image"][0].astype(int) - images[1]).mean()
    findings.true("id 12 alone and id 12 beside id 11 give the same picture", change < 2, f"pixels differ by {change:.0f} of 255 on average", SEED)
    change = np.abs(images[0].astype(int) - images[1]).mean()
    findings.true("the same prompt with another id gives another picture", change > 0.1, "both are equal: seed by the id, not by one number", SEED)


@graded("images.parquet", points=4)
def parquet(answer, findings: Findings) -> None:
    folder, gpus = _empty(storage("03_images/check_parquet")), connect().gpus
    rows = [{"id": k, "animal": f"a drawing of creature {k}"} for k in range(21, 27)]
    made = ray.data.from_items(rows, override_num_blocks=1).materialize()
    stand_in = _stand_in()
    answer(made, stand_in, folder)
    files = _files(folder)
    if not findings.true(
        "Parquet files are in the folder", any(name.endswith(".parquet") for name in files), f"found {sorted(files) or 'nothing'}", PARQUET
    ):
        return
    answer(made, stand_in, folder)
    stored = ray.data.read_parquet(folder).take_all()
    problem = f"expected {len(rows)} rows, got {len(stored)}" + (": the second run was added to the first" if len(stored) == 2 * len(rows) else "")
    findings.true("after two runs, each prompt is there once", sorted(row["id"] for row in stored) == [row["id"] for row in rows], problem, PARQUET)
    if not findings.equal("the columns", sorted(stored[0]), ["id", "image", "prompt"], see='lesson section "What goes in: a list of texts"'):
        return
    image = stored[0]["image"]
    if isinstance(image, np.ndarray) and image.ndim == 3 and image.shape != (SIDE, SIDE, 3):
        findings.true("`generator` paints", False, f"pictures have the shape {image.shape}: paint with the argument, not with a class of your own")
        return
    tensor = isinstance(image, np.ndarray) and image.dtype == np.uint8 and image.shape == (SIDE, SIDE, 3)
    if not findings.true("pictures are uint8 tensors", tensor, f"expected uint8 of shape {(SIDE, SIDE, 3)}, got {_type(image)}", ARRAYS):
        return
    equal = all(np.array_equal(row["image"][1:], _stripes(row["id"], row["prompt"])[1:]) for row in stored)
    findings.true("every picture belongs to its id and prompt", equal, "pictures and rows do not match", PARQUET)
    largest, held = max(int(row["image"][0, 0, 0]) for row in stored), {int(row["image"][0, 1, 0]) / 100 for row in stored}
    findings.true("batches have at most four rows", largest <= 4, f"one had {largest}: set batch_size", CLASS)
    findings.true(
        "each actor holds a GPU", held == {1.0}, f"expected num_gpus=1, got {', '.join(f'{h:g}' for h in held)} ({gpus} in the cluster)", CLASS
    )


@graded("images.png", points=4)
def png(answer, findings: Findings) -> None:
    from PIL import Image

    folder = _empty(storage("03_images/check_png"))
    pictures = {k: _stripes(k, "png") for k in (5, 17, 130)}
    answer(ray.data.from_items([{"id": k, "image": image} for k, image in pictures.items()], override_num_blocks=2).materialize(), folder)
    files = _files(folder)
    expected = sorted(f"{k}.png" for k in pictures)
    if not files:
        findings.true("there are files", False, "the folder is empty: a map is lazy until something asks for its rows, as `materialize()` does", PNG)
        return
    if not findings.equal("files are named by id", sorted(files), expected, PNG):
        return
    opened = {k: Image.open(io.BytesIO(files[f"{k}.png"])) for k in pictures}
    findings.equal("the format inside the files", sorted({image.format for image in opened.values()}), ["PNG"], PNG)
    equal = all(np.array_equal(np.asarray(opened[k]), image) for k, image in pictures.items())
    if not findings.true("every pixel is as it was", equal, "at least one file holds other pixels than its row", PNG):
        return
    answer(ray.data.from_items([{"id": 5, "image": pictures[17]}]).materialize(), folder)
    files = _files(folder)
    clean = sorted(files) == ["5.png"] and np.array_equal(np.asarray(Image.open(io.BytesIO(files["5.png"]))), pictures[17])
    findings.true(
        "a second run with one row leaves its one file",
        clean,
        f"expected a new 5.png alone, got {', '.join(sorted(files))}: empty the folder first",
        PNG,
    )


@graded("images.illustrated", points=3)
def illustrated(answer, findings: Findings) -> None:
    rows = [{"id": k, "shelf": f"shelf {k % 2}", "what": f"picture book {k}"} for k in range(31, 36)]
    result = answer(ray.data.from_items(rows, override_num_blocks=2).materialize(), _stand_in(), "what")
    if not findings.true("a dataset comes back", isinstance(result, ray.data.Dataset), f"expected a Dataset, got {type(result).__name__}", AGAIN):
        return
    once, twice = (sorted(result.take_all(), key=lambda row: row["id"]) for _ in range(2))
    expected = ["id", "picture", "shelf", "what"]
    if not findings.equal("the columns", sorted(once[0]), expected, 'lesson section "What goes in: a list of texts"'):
        return
    kept = [{name: row[name] for name in ("id", "shelf", "what")} for row in once] == rows
    findings.true("the other columns are as they were", kept, "rows or values have changed")
    right = all(np.array_equal(row["picture"][1:], _stripes(row["id"], row["what"])[1:]) for row in once)
    findings.true("every picture belongs to its text", right, "pictures and texts do not match", CLASS)
    same = all(np.array_equal(a["picture"], b["picture"]) for a, b in zip(once, twice, strict=True))
    findings.true("two looks, one run of the model", same, "the second look started the generator again", AGAIN)


@graded("images.gallery", points=2)
def gallery(answer, findings: Findings) -> None:
    result = answer()
    pair = isinstance(result, tuple | list) and len(result) == 2
    if not findings.true("pictures and captions come back", pair, f"expected two lists, got {type(result).__name__}"):
        return
    pictures, captions = list(result[0]), list(result[1])
    if not findings.true("four to eight pictures", 4 <= len(pictures) <= 8, f"got {len(pictures)}"):
        return
    arrays = all(isinstance(p, np.ndarray) and p.dtype == np.uint8 and p.ndim == 3 and p.shape[2] == 3 for p in pictures)
    one_shape = arrays and len({p.shape for p in pictures}) == 1
    if not findings.true("pictures are uint8 arrays of one shape", one_shape, f"got {', '.join(sorted({_type(p) for p in pictures}))}", ARRAYS):
        return
    findings.equal("one caption for each", len(captions), len(pictures))
    findings.equal("different pictures", len({p.tobytes() for p in pictures}), len(pictures), SEED)
