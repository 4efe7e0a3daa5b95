"""Reviews become classes: text → tokens → classifier → Parquet. Everybody tokenizes and classifies a batch with the same class."""

import json
import time

import numpy as np

from benchmarks.measure import BUILD, CORES, PROJECT
from benchmarks.stages import judged, reference, rows, written  # noqa: F401  `judged` is asked for here

REVIEWS = PROJECT / "data" / "shop" / "reviews"
CLASSIFIER = PROJECT / "data" / "models" / "reviews"


class Tokens:
    """Makes token ids of texts, cut at 128 and padded to the longest."""

    def __init__(self, model: str):
        from transformers import AutoTokenizer

        self.tokenizer = AutoTokenizer.from_pretrained(model)

    def __call__(self, texts: list[str]) -> dict:
        return dict(self.tokenizer(texts, truncation=True, max_length=128, padding=True, return_tensors="pt"))


class Network:
    """Makes logits (n, classes), float32, of token ids, on `threads` threads."""

    def __init__(self, model: str, threads: int):
        import torch
        from transformers import AutoModelForSequenceClassification

        torch.set_num_threads(threads)
        self.torch = torch
        self.model = AutoModelForSequenceClassification.from_pretrained(model, dtype=torch.float32).eval()

    def __call__(self, tokens: dict) -> np.ndarray:
        with self.torch.inference_mode():
            return self.model(**tokens).logits.numpy()


class Both:
    """Tokenizes a batch and runs the model; both are loaded with the first, in the process that has it."""

    def __init__(self, model: str, threads: int):
        self.model, self.threads, self.steps = model, threads, None

    def __call__(self, batch: dict) -> dict:
        tokens, network = self.steps = self.steps or (Tokens(self.model), Network(self.model, self.threads))
        return rows(batch["path"], network(tokens(list(batch["text"]))))


def course(table: str, model: str, out: str, batch: int) -> dict:
    """The lesson on text: an actor for each core holds tokenizer and model."""
    import ray

    import raycourse

    raycourse.connect()
    ray.data.DataContext.get_current().wait_for_min_actors_s = 600
    ready, pool = time.time(), ray.data.ActorPoolStrategy(size=CORES)
    ray.data.read_parquet(table).map_batches(
        Both, fn_constructor_kwargs={"model": model, "threads": 1}, batch_size=batch, compute=pool, num_cpus=0
    ).write_parquet(out)
    return {"ready": ready}


def read(table: str) -> tuple[list[str], list[str]]:
    """All paths and texts."""
    import pyarrow.parquet as pq

    found = pq.read_table(table)
    return found["path"].to_pylist(), found["text"].to_pylist()


def plain(table: str, model: str, out: str, batch: int) -> dict:
    """A loop, with a thread for each core."""
    ready, both, (paths, texts) = time.time(), Both(model, threads=CORES), read(table)
    written(out, (both({"path": paths[k : k + batch], "text": texts[k : k + batch]}) for k in range(0, len(paths), batch)))
    return {"ready": ready}


class Tokenized:
    """A dataset of PyTorch's whose items are batches: (paths, token ids)."""

    def __init__(self, table: str, model: str, batch: int):
        self.paths, self.texts = read(table)
        self.model, self.batch, self.tokens = model, batch, None

    def __len__(self) -> int:
        return -(-len(self.paths) // self.batch)

    def __getitem__(self, k: int):
        self.tokens = self.tokens or Tokens(self.model)
        some = slice(k * self.batch, (k + 1) * self.batch)
        return self.paths[some], self.tokens(self.texts[some])


def data_loader(table: str, model: str, out: str, batch: int) -> dict:
    """A worker for each core tokenizes while the model loads and runs, which has a thread for each core."""
    from torch.utils.data import DataLoader

    ready = time.time()
    batches = iter(DataLoader(Tokenized(table, model, batch), batch_size=None, num_workers=CORES, prefetch_factor=4))
    network = Network(model, threads=CORES)
    written(out, (rows(paths, network(tokens)) for paths, tokens in batches))
    return {"ready": ready}


def datasets_map(table: str, model: str, out: str, batch: int) -> dict:
    """Hugging Face `datasets`: a process for each core tokenizes and classifies its share."""
    from datasets import Dataset

    ready, (paths, texts) = time.time(), read(table)
    found = Dataset.from_dict({"path": paths, "text": texts})
    made = found.map(Both(model, threads=1), batched=True, batch_size=batch, num_proc=CORES, remove_columns="text")
    made.to_parquet(f"{out}/part.parquet")
    return {"ready": ready}


PEERS = CONTENDERS = {"course": course, "plain loop": plain, "DataLoader": data_loader, "datasets.map": datasets_map}


def reviews(copies: int) -> str:
    """A Parquet file of the course's reviews so many times: `path` and `text`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = BUILD / f"reviews-{copies}.parquet"
    lines = [line for path in sorted(REVIEWS.glob("*.jsonl")) for line in path.read_text(errors="replace").splitlines()]
    found = {}
    for line in lines:
        try:
            row = json.loads(line)
            found[row["id"]] = str(row["text"])
        except (ValueError, KeyError):  # planted for the lesson on text
            continue
    named = [(f"{copy:02d}/{name}", text) for copy in range(copies) for name, text in found.items()]
    pq.write_table(pa.table(dict(zip(("path", "text"), map(list, zip(*named, strict=True)), strict=True))), file, row_group_size=500)
    return str(file)


def cases(quick: bool) -> list[dict]:
    table = reviews(1 if quick else 6)
    job, number = {"table": table, "model": str(CLASSIFIER), "batch": 64}, len(read(table)[0])
    return [{"name": "reviews", "job": job, "contenders": list(CONTENDERS), "rounds": 2, "reference": reference("texts"), "rows": number}]
