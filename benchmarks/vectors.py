"""JPEG files go through a model, CLIP or a ViT, into Parquet. What a contender needs is imported when it runs: each has its own cold start."""

import io
import json
import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.measure import BUILD, CORES, PROJECT
from benchmarks.stages import judged, reference, rows, together, written  # noqa: F401  `judged` is asked for here

PICTURES = PROJECT / "data" / "doggos" / "train"
EMBEDDED = PROJECT / "data" / "models" / "clip"
CLASSIFIER = PROJECT / "data" / "models" / "vit"


def files(folder: str) -> list[str]:
    return sorted(map(str, Path(folder).rglob("*.jpg")))


def processor(model: str) -> dict:
    """How `model` wants its pictures; a ViT's file says it without CLIP's `image_processor`."""
    (file,) = Path(model).glob("*processor_config.json")
    said = json.loads(file.read_text())
    return said.get("image_processor", said)


def side(model: str) -> int:
    how = processor(model)
    return how.get("crop_size", how["size"])["height"]


def decoded(file, side: int) -> np.ndarray:
    """The picture in `file` (a path or a file object), its shorter edge resized to `side` and its middle cropped, as CLIP's processor does: uint8
    (side, side, 3)."""
    picture = Image.open(file).convert("RGB")
    width, height = (side * edge // min(picture.size) for edge in picture.size)
    left, top = (width - side) // 2, (height - side) // 2
    return np.asarray(picture.resize((width, height), Image.Resampling.BICUBIC).crop((left, top, left + side, top + side)))


class Network:
    """Makes of uint8 pictures (n, side, side, 3) what the model says, on `threads` threads: CLIP vectors of length 1, or a ViT's logits; float32 (n, numbers)."""

    def __init__(self, model: str, threads: int):
        import torch
        from transformers import CLIPModel, ViTForImageClassification

        torch.set_num_threads(threads)
        self.torch, how = torch, processor(model)
        self.mean, self.std = (torch.tensor(how[key]).view(3, 1, 1) for key in ("image_mean", "image_std"))
        self.is_clip = json.loads((Path(model) / "config.json").read_text())["model_type"] == "clip"
        self.model = (CLIPModel if self.is_clip else ViTForImageClassification).from_pretrained(model).eval()

    def __call__(self, images) -> np.ndarray:
        pixels = (self.torch.as_tensor(images).permute(0, 3, 1, 2) / 255 - self.mean) / self.std
        with self.torch.inference_mode():
            if not self.is_clip:
                return self.model(pixel_values=pixels).logits.numpy()
            vectors = self.model.get_image_features(pixel_values=pixels).pooler_output
        return self.torch.nn.functional.normalize(vectors).numpy()


class Both:
    """Decodes a batch of paths and runs the model; it is loaded with the first, in the process that has it."""

    def __init__(self, model: str, threads: int):
        self.model, self.threads, self.network = model, threads, None

    def __call__(self, batch: dict) -> dict:
        self.network = self.network or Network(self.model, self.threads)
        return rows(batch["path"], self.network(np.stack([decoded(path, side(self.model)) for path in batch["path"]])))


# The contenders. Each has the cores of the machine, by processes or by threads, and no more.


class Model:
    """The course's second operator: decoded pictures become vectors."""

    def __init__(self, model: str):
        self.network = Network(model, threads=1)

    def __call__(self, batch: dict) -> dict:
        return rows(batch["path"], self.network(batch["image"]))


def decodes(batch: dict, side: int) -> dict:
    return {"path": batch["path"], "image": np.stack([decoded(io.BytesIO(content), side) for content in batch["bytes"]])}


def course(folder: str, model: str, out: str, batch: int) -> dict:
    """*Embeddings* and *Performance*: tasks decode, an actor for each core embeds, small uint8 pictures travel between them; in ten blocks for each core, so that an
    actor that has run out of blocks waits for the last one no longer than that takes, and written in four files, since each costs a task."""
    import ray

    import raycourse

    raycourse.connect()
    ray.data.DataContext.get_current().wait_for_min_actors_s = 600
    ready = time.time()
    number = len(files(folder))
    blocks = min(10 * CORES, number // (2 * batch))  # of two whole batches or more
    found = ray.data.read_binary_files(folder, include_paths=True, override_num_blocks=max(1, blocks))
    found.map_batches(decodes, fn_kwargs={"side": side(model)}).map_batches(
        Model, fn_constructor_args=[model], batch_size=batch, compute=ray.data.ActorPoolStrategy(size=CORES), num_cpus=0
    ).write_parquet(out, min_rows_per_file=number // 4)
    return {"ready": ready}


def add_class(row):
    row["class"] = row["path"].rsplit("/", 3)[-2]
    return row


class EmbeddingGenerator:
    def __init__(self, model_id):
        from transformers import CLIPModel, CLIPProcessor

        self.model = CLIPModel.from_pretrained(model_id)
        self.processor = CLIPProcessor.from_pretrained(model_id)

    def __call__(self, batch, device="cpu"):
        import torch

        images = [Image.fromarray(np.uint8(img)).convert("RGB") for img in batch["image"]]
        inputs = self.processor(images=images, return_tensors="pt", padding=True).to(device)
        self.model.to(device)
        with torch.inference_mode():
            batch["embedding"] = self.model.get_image_features(**inputs).pooler_output.cpu().numpy()  # changed: .pooler_output
        batch["done"] = np.full(len(images), time.time())  # added
        return batch


def printed(folder: str, model: str, out: str, batch: int) -> dict:
    """The source document's code with its own settings (two actors, batches of two). Changed: Ray's CPUs, for with two the readers would wait
    for the actors for ever; `.pooler_output`, which transformers 5 asks for; the model's name; and the column `done`."""
    import ray

    import raycourse

    raycourse.connect()
    ready = time.time()
    ds = ray.data.read_images(folder, include_paths=True)
    ds = ds.map(add_class, num_cpus=1, num_gpus=0, concurrency=2)
    embeddings_ds = ds.map_batches(EmbeddingGenerator, fn_constructor_kwargs={"model_id": model}, concurrency=2, batch_size=2, num_cpus=1, num_gpus=0)
    embeddings_ds = embeddings_ds.drop_columns(["image"])
    embeddings_ds.write_parquet(out)
    return {"ready": ready}


def plain(folder: str, model: str, out: str, batch: int) -> dict:
    """A loop: decode a batch on one core, embed it on all."""
    ready, paths, both = time.time(), files(folder), Both(model, threads=CORES)
    written(out, (both({"path": paths[k : k + batch]}) for k in range(0, len(paths), batch)))
    return {"ready": ready}


class Files:
    """A map-style dataset of PyTorch's: (path, picture)."""

    def __init__(self, folder: str, side: int):
        self.paths, self.side = files(folder), side

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, k: int):
        return self.paths[k], decoded(self.paths[k], self.side)


def data_loader(folder: str, model: str, out: str, batch: int) -> dict:
    """A worker for each core decodes while the model loads and runs, which has a thread for each core."""
    from torch.utils.data import DataLoader

    ready = time.time()
    batches = iter(DataLoader(Files(folder, side(model)), batch_size=batch, num_workers=CORES, prefetch_factor=2))
    network = Network(model, threads=CORES)
    written(out, (rows(paths, network(images)) for paths, images in batches))
    return {"ready": ready}


def datasets_map(folder: str, model: str, out: str, batch: int) -> dict:
    """Hugging Face `datasets`: a process for each core decodes and embeds its share of the files."""
    from datasets import Dataset

    ready = time.time()
    found = Dataset.from_dict({"path": files(folder)})
    found.map(Both(model, threads=1), batched=True, batch_size=batch, num_proc=CORES).to_parquet(f"{out}/part.parquet")
    return {"ready": ready}


def daft(folder: str, model: str, out: str, batch: int) -> dict:
    """Daft's own engine: a process for each core decodes and embeds, in one class."""
    import daft
    from daft import DataType, col

    ready = time.time()
    returns = DataType.struct({"embedding": DataType.list(DataType.float32()), "done": DataType.float64()})

    @daft.cls(max_concurrency=CORES, use_process=True)
    class Pictures:
        def __init__(self):
            self.both = Both(model, threads=1)

        @daft.method.batch(return_dtype=returns, unnest=True, batch_size=batch)
        def __call__(self, path):
            made = self.both({"path": path.to_pylist()})
            return [{"embedding": vector.tolist(), "done": done} for vector, done in zip(made["embedding"], made["done"], strict=True)]

    daft.from_pydict({"path": files(folder)}).select(col("path"), Pictures()(col("path"))).write_parquet(out)
    return {"ready": ready}


# The ceilings: one stage alone, with nothing in its way.


def _decodes(paths: list[str], side: int) -> Callable[[], int]:
    return lambda: len([decoded(path, side) for path in paths])


def _runs(paths: list[str], model: str, threads: int) -> Callable[[], int]:
    network, images = Network(model, threads), np.stack([decoded(path, side(model)) for path in paths])
    return lambda: len(network(images))


def decode_ceiling(folder: str, model: str, out: str, batch: int) -> dict:
    return {"teams": [together(partial(_decodes, files(folder)[:64], side(model)), CORES)]}


def model_ceiling(folder: str, model: str, out: str, batch: int) -> dict:
    """The better of one copy with a thread for each core, and a copy with one thread for each core."""
    paths = files(folder)[:batch]
    return {"teams": [together(partial(_runs, paths, model, threads), CORES // threads) for threads in {1, CORES}]}


CEILINGS = {"decode only": decode_ceiling, "model only": model_ceiling}
PEERS = {"course": course, "printed code": printed, "plain loop": plain, "DataLoader": data_loader, "datasets.map": datasets_map, "Daft": daft}
CONTENDERS = PEERS | CEILINGS


# What is run, and what came out.


def pictures(number: int, copies: int) -> str:
    """A folder of `number` of the course's pictures, some of each breed, in folders by breed; the whole of it `copies` times."""
    folder, there = BUILD / f"pictures-{number}-{copies}", files(PICTURES)
    chosen = [Path(path) for path in there[:: max(1, len(there) // number)][:number]]
    if len(files(folder)) != number * copies:
        shutil.rmtree(folder, ignore_errors=True)
        for copy in range(copies):
            for source in chosen:
                target = folder / f"{copy:02d}" / source.parent.name / source.name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, target)
    for path in files(folder):
        Path(path).read_bytes()  # into the page cache, for everybody
    return str(folder)


def true_shaped() -> str:
    """A folder with a CLIP whose picture half has the shape of ViT-B/32 and random weights, made once; its text half is the embedded model's."""
    folder = BUILD / "vit-b-32"
    if not (folder / "model.safetensors").exists():
        import torch
        from transformers import CLIPConfig, CLIPModel, CLIPProcessor, CLIPVisionConfig

        torch.manual_seed(0)
        text = CLIPConfig.from_pretrained(EMBEDDED).text_config.to_dict()
        CLIPModel(CLIPConfig(vision_config=CLIPVisionConfig().to_dict(), text_config=text, projection_dim=512)).save_pretrained(folder)
        CLIPProcessor.from_pretrained(EMBEDDED).save_pretrained(folder)
        config = json.loads((folder / "processor_config.json").read_text())
        config["image_processor"] |= {"crop_size": {"height": 224, "width": 224}, "size": {"shortest_edge": 224}}
        (folder / "processor_config.json").write_text(json.dumps(config))
    return str(folder)


def cases(quick: bool) -> list[dict]:
    """What to run: `name`, `job`, `contenders`, in how many `rounds` at most, `reference` and number of `rows` for `judged`."""
    true, small = (48, 48) if quick else (320, 1200)
    no_printed = [who for who in CONTENDERS if who != "printed code"]  # that is CLIP's
    table = [
        ("ViT-B/32 shape", true_shaped(), true, 1, 8, list(CONTENDERS), 3),
        ("embedded", str(EMBEDDED), small, 4, 32, list(CONTENDERS), 2),  # at 1x it is over before Ray Data has found its stride
        ("embedded, 1x", str(EMBEDDED), small, 1, 32, ["course"], 1),
        ("embedded, 16x", str(EMBEDDED), small, 16, 32, ["course"], 1),
        ("classes by an embedded ViT", str(CLASSIFIER), small, 4, 32, no_printed, 2),
    ]
    made, references = [], {model: reference(Path(model).name) for _, model, *_ in table}
    for name, model, number, copies, batch, contenders, rounds in table:
        job = {"folder": pictures(number, copies), "model": model, "batch": batch}
        made.append({"name": name, "job": job, "contenders": contenders, "rounds": rounds, "reference": references[model], "rows": number * copies})
    return made
