"""What the full profile needs of a machine beside what every profile does: the public models and pictures, cards with memory, room for checkpoints.

The doctor asks here. A finding is (True, what is there), (None, what may not be enough) or (False, what is missing, and the cure).
"""

import shutil
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

from raycourse.catalogue import lesson
from raycourse.models import TABLE
from raycourse.places import PUBLIC, storage
from raycourse.settings import settings

GIB = 2**30
Finding = tuple[bool | None, str]


@dataclass(frozen=True)
class Need:
    """GiB of a card's memory that a lesson with its lab takes in the full profile.

    `weights` of all that lies on the first card at once: the notebook's own copies, which Ray does not count, and one actor of each pool. `first` is
    the same card with all else, `others` every further card, which holds actors alone.
    """

    weights: float
    first: float
    others: float


# Nothing here was seen on a card. Weights are parameters × bytes: SDXL-Turbo 6.5 GiB (of its 3.5 billion, the UNet's 2,567,463,684 were counted from a
# model built in that shape), Qwen2.5-0.5B 0.9, CLIP ViT-B/32 0.6, ViT-B/16 0.3, and four times that with its gradients and AdamW's two averages.
# Activations are arithmetic. SDXL-Turbo decodes in 4 bytes and holds about four maps of 256 channels at 512 × 512 for each picture: 1 GiB. ViT-B/16 in
# training holds 197 · 768 · (34 + 5 · 12 · 197 / 768) · 2 bytes for each picture in each of its 12 layers: 2.7 GiB for 16. The rest is small.
# Each process adds 0.7 GiB for its CUDA context and the libraries' workspaces, which is a guess: 0.3 to 1 is common.
NEEDS = {
    # A ResNet-18 in an actor.
    "ingest": Need(weights=0.1, first=0.8, others=0.8),
    # A chat model and a painter of 4 in actors; then the same two in the notebook, when those have gone.
    "start": Need(weights=7.4, first=12.8, others=12.8),
    # Two painters in the notebook, which paint 4 at a time; one in the actor, likewise (the lab's).
    "images": Need(weights=19.4, first=28.8, others=11.2),
    # Two chat models in the notebook; a chat model and a painter of 4 in actors.
    "enhance": Need(weights=9.2, first=15.5, others=13.0),
    # A network in training and a frozen one in the notebook; a network in training in the worker.
    "finetune": Need(weights=2.9, first=9.7, others=4.7),
    # One network in an actor; the notebook's own stays on the CPU.
    "predict": Need(weights=0.3, first=1.3, others=1.3),
    # Two CLIPs and a painter of 12 in the notebook, after the actors with their CLIPs have gone.
    "embeddings": Need(weights=7.6, first=20.6, others=1.6),
    # A CLIP in the notebook and one in the actor.
    "performance": Need(weights=1.2, first=3.0, others=1.5),
    # A network in training, four copies of its gradients and two more networks in the notebook; one that trains its detours in the worker, and one that tests a checkpoint.
    "training": Need(weights=3.9, first=11.7, others=3.7),
    # A chat model in the notebook, one in an actor and one in a replica; before them a BERT of 167 million parameters in an actor.
    "text": Need(weights=2.7, first=5.2, others=2.3),
    # An audio transformer of 87 million parameters, 32 windows at a time, in an actor; then a CLIP and a BERT, or that one again, in actors, and a CLIP in the notebook.
    "multimodal": Need(weights=1.9, first=6.8, others=4.6),
    # One classifier, in an actor and then in a replica.
    "endpoint": Need(weights=0.3, first=1.3, others=1.3),
    # In replicas: a classifier, a CLIP, a chat model and a painter of one, side by side.
    "serving": Need(weights=8.3, first=12.2, others=8.2),
    # A CLIP in an actor.
    "monitoring": Need(weights=0.6, first=1.5, others=1.5),
    # A CLIP in the notebook and one in an actor or a replica.
    "capstone": Need(weights=1.2, first=3.0, others=1.5),
}
# *Fine-tuning* makes two runs. Each keeps its two best checkpoints and the latest, of three times a ViT-B/16's 0.32 GiB (the weights and AdamW's averages); one
# more is on its way, and the model is published: 7 GiB. The rest is for *Image generation* and *Embeddings*.
CHECKPOINTS_GIB = 8
# The weights above, with those of the lessons on text and on sound and film (0.6 and 0.3): 9.2. The rest is for tokenizers and what a download leaves beside them.
MODELS_GIB = 10


def hub() -> Finding:
    """Is each public model in the hub's cache, or on a hub that answers?"""
    from huggingface_hub import HfApi, constants

    cached, answering = [], []
    for name, load in public_models():
        if _in_cache(name, load):
            cached.append(name)
            continue
        try:
            HfApi().model_info(name, revision=load.get("revision"), timeout=10)
        except Exception as error:  # the hub's own, and those of the HTTP client below it
            if constants.HF_HUB_OFFLINE:
                cure = f"HF_HUB_OFFLINE is set and the cache, {constants.HF_HUB_CACHE}, has no whole copy: unset it, or name by HF_HOME a cache that has one"
            else:
                cure = "The models come from a hub: look at the network and its proxy, set HF_TOKEN where it asks for a login, or name by HF_HOME a cache that has it"
            return False, f"{name} cannot be had ({_first_line(error)}). {cure}"
        answering.append(name)
    found = f"public models: {len(cached)} of {len(cached) + len(answering)} whole in {constants.HF_HUB_CACHE}"
    if not answering:
        return True, found
    cache = Path(constants.HF_HUB_CACHE)
    free = shutil.disk_usage(next(folder for folder in (cache, *cache.parents) if folder.exists())).free
    room = (
        ""
        if free >= MODELS_GIB * GIB
        else f", but there are {free / GIB:.0f} GiB free of the {MODELS_GIB} that all take: name a larger place by HF_HOME"
    )
    return None if room else True, f"{found}; the hub has {', '.join(answering)}, to be downloaded{room}"


def public_models() -> list[tuple[str, dict]]:
    """(name on the hub, options for `from_pretrained`) of each model that the full profile downloads, as `models.toml` says."""
    rows = [role["full"] for role in tomllib.loads(TABLE.read_text()).values()]
    return [(row["source"], row["load"]) for row in rows if not row["source"].startswith("storage/")]


def _in_cache(name: str, load: dict) -> bool:
    """Is every part of the model there, with its weights? A part is a folder with a `config.json`."""
    from huggingface_hub import snapshot_download

    try:
        folder = Path(snapshot_download(name, revision=load.get("revision"), local_files_only=True))
    except OSError:
        return False
    endings = (f".{load['variant']}.safetensors",) if "variant" in load else (".safetensors", ".bin")
    parts = [config.parent for config in folder.rglob("config.json")]
    return bool(parts) and all(any(file.name.endswith(endings) and file.exists() for file in part.iterdir()) for part in parts)


def buckets() -> Finding:
    """Can the public folders of pictures be listed? Raises nothing."""
    from raycourse.expect import PICTURES, expect_files

    start = time.monotonic()
    for folder in PUBLIC.values():
        try:
            expect_files(folder, *PICTURES)
        except OSError as error:
            return False, f"{_first_line(error)}. The public pictures lie in buckets on S3: look at the network, its proxy and AWS_ENDPOINT_URL"
    return True, f"{len(PUBLIC)} folders of public pictures listed in {time.monotonic() - start:.0f} s"


@dataclass(frozen=True)
class Card:
    """A GPU that PyTorch can use; `total` and `free` memory in GiB."""

    name: str
    total: float
    free: float

    def __str__(self) -> str:
        return f"{self.name}, {self.free:.1f} of {self.total:.1f} GiB free"


def cards_here() -> list[Card]:
    """The GPUs that PyTorch can use on this machine."""
    import torch

    found = []
    for k in range(torch.cuda.device_count()):
        free, total = torch.cuda.mem_get_info(k)
        found.append(Card(torch.cuda.get_device_name(k), total / GIB, free / GIB))
    return found


def card_memory() -> Finding:
    """Is there enough free memory on the cards for each lesson?"""
    cards = cards_here()
    if not cards:
        if settings().cluster:
            return (
                None,
                "no GPU on this machine: what a notebook loads for itself runs on its CPU, for minutes; run notebooks on a node that has a card",
            )
        return False, "no GPU: the public models take minutes for a picture on a CPU. Use a machine that has one, or set COURSE_PROFILE=tiny"
    first, rest = cards[0].free, min((card.free for card in cards[1:]), default=float("inf"))
    lacking = {slug: need for slug, need in NEEDS.items() if first < need.first or rest < need.others}
    if not lacking:
        return True, "enough free GPU memory for every lesson, by an estimate"
    hopeless = any(first < need.weights for need in lacking.values())
    said = ", ".join(f"{lesson(slug).number} ({need.first:.0f} GiB)" for slug, need in lacking.items())
    cure = "close what else holds memory (nvidia-smi lists it), or take a larger card; in the notebook, `del pipe` and torch.cuda.empty_cache() before a pipeline"
    return (False if hopeless else None), f"too little free GPU memory, by an estimate, for lesson {said}, first card: {cure}"


def checkpoints() -> Finding:
    """Is there room for the checkpoints of *Fine-tuning* where storage is?"""
    try:
        where = storage()
    except OSError as error:
        return False, str(error)
    if "://" in where:
        return True, f"checkpoints go to {where}, {CHECKPOINTS_GIB} GiB of them"
    free = shutil.disk_usage(where).free / GIB
    ok = free >= CHECKPOINTS_GIB
    cure = (
        ""
        if ok
        else f": lesson {lesson('finetune').number} keeps {CHECKPOINTS_GIB} GiB of checkpoints; free some space, or name a larger place by COURSE_STORAGE"
    )
    return ok, f"{free:.0f} GiB free for checkpoints in {where}{cure}"


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200].rstrip(".")


CHECKS = (hub, buckets, card_memory, checkpoints)
