"""Prompts become pictures: a language model adds a season, an image model paints. What is kept of a picture is its shrunken copy, 16 x 16 pixels."""

import time

import numpy as np

from benchmarks.measure import CORES, PROJECT
from benchmarks.stages import judged, reference, rows, written  # noqa: F401  `judged` is asked for here

MODELS = PROJECT / "data" / "models"
SYSTEM = (
    "You are a helpful assistant. Enhance the image description with two short elements corresponding to the {} season. Keep animal wearing "
    "clothing and retain image medium information (like photo or painting). Return new description only, no intro."
)
SEASONS = ("winter", "spring", "summer", "fall")
ENHANCERS, PAINTERS = 4, 8  # rows in a batch of each, those of the source document


class Enhancer:
    """Adds to each prompt two elements of a season, which follows from the row; `at_once` chats go through the model together (0: the whole batch)."""

    def __init__(self, threads: int, at_once: int = 0):
        import torch
        from transformers import pipeline

        torch.set_num_threads(threads)
        self.at_once = at_once
        self.chat = pipeline("text-generation", str(MODELS / "enhancer"), dtype=torch.float32, device="cpu")

    def __call__(self, batch: dict) -> dict:
        asked = zip(batch["id"], batch["prompt"], strict=True)
        chats = [[{"role": "system", "content": SYSTEM.format(SEASONS[int(k) % 4])}, {"role": "user", "content": str(prompt)}] for k, prompt in asked]
        answers = self.chat(chats, batch_size=self.at_once or len(chats), max_new_tokens=128, do_sample=False)
        return {"id": batch["id"], "prompt": [answer[0]["generated_text"][-1]["content"] for answer in answers]}


class Painter:
    """Paints each prompt, from the noise of its row."""

    def __init__(self, threads: int):
        import torch
        from diffusers import AutoPipelineForText2Image

        torch.set_num_threads(threads)
        self.torch = torch
        self.paint = AutoPipelineForText2Image.from_pretrained(MODELS / "text_to_image", dtype=torch.float32)
        self.paint.set_progress_bar_config(disable=True)

    def __call__(self, batch: dict) -> dict:
        noise = [self.torch.Generator().manual_seed(int(k)) for k in batch["id"]]
        images = self.paint(prompt=list(map(str, batch["prompt"])), generator=noise, num_inference_steps=1, guidance_scale=0.0).images
        small = np.stack([np.asarray(image.resize((16, 16)), np.float32).ravel() for image in images])
        return rows((f"0/{k}" for k in batch["id"]), small)


def table(prompts: int) -> dict[str, list]:
    """`id` and `prompt` of so many rows; Ray and the loop get them from memory, as the tables are tiny."""
    import pandas as pd

    animals, outfits = (pd.read_csv(PROJECT / "data" / f"{name}.csv") for name in ("animals", "outfits"))
    pairs = animals.merge(outfits, how="cross").iloc[::7].head(prompts)
    return {"id": list(range(len(pairs))), "prompt": list(pairs["animal"] + " wearing a " + pairs["outfit"])}


def course(prompts: int, out: str) -> dict:
    """*Prompt enhancement*: blocks of eight, an enhancer and a painter for each of two GPUs that are numbers only, and both pools wait for their models."""
    import pandas as pd
    import ray

    import raycourse

    cluster = raycourse.connect()
    ray.data.DataContext.get_current().wait_for_min_actors_s = 600
    ready, pool = time.time(), {"compute": ray.data.ActorPoolStrategy(size=cluster.gpus), "num_cpus": 0, "fn_constructor_kwargs": {"threads": 1}}
    eights = ray.data.from_pandas(pd.DataFrame(table(prompts))).repartition(target_num_rows_per_block=PAINTERS)
    enhanced = eights.map_batches(Enhancer, batch_size=PAINTERS, num_gpus=0.6, **pool)
    enhanced.map_batches(Painter, batch_size=PAINTERS, num_gpus=0.4, **pool).write_parquet(out)
    return {"ready": ready}


def printed(prompts: int, out: str) -> dict:
    """The source document's pipeline with its own settings: chats in twos, batches of four and of eight, `concurrency`. Changed: seasons and noise follow
    from the row, so that outputs can be compared; `num_cpus`, for with two CPUs a pool would wait for ever; models and devices."""
    import pandas as pd
    import ray

    import raycourse

    raycourse.connect()
    ready = time.time()
    seasonal_images = (
        ray.data.from_pandas(pd.DataFrame(table(prompts)))
        .map_batches(Enhancer, batch_size=ENHANCERS, concurrency=2, num_gpus=0.6, num_cpus=0, fn_constructor_kwargs={"threads": 1, "at_once": 2})
        .map_batches(Painter, batch_size=PAINTERS, concurrency=2, num_gpus=0.4, num_cpus=0, fn_constructor_kwargs={"threads": 1})
    )
    seasonal_images.write_parquet(out)
    return {"ready": ready}


def plain(prompts: int, out: str) -> dict:
    """A loop, with a thread for each core."""
    ready, enhance, paint, found = time.time(), Enhancer(CORES), Painter(CORES), table(prompts)
    parts = ({name: column[k : k + PAINTERS] for name, column in found.items()} for k in range(0, len(found["id"]), PAINTERS))
    written(out, (paint(enhance(part)) for part in parts))
    return {"ready": ready}


PEERS = CONTENDERS = {"course": course, "printed code": printed, "plain loop": plain}


def cases(quick: bool) -> list[dict]:
    number = 16 if quick else 96
    job, known = {"prompts": number}, reference("paintings")
    return [{"name": "prompts", "job": job, "contenders": list(CONTENDERS), "rounds": 2, "reference": known, "rows": number}]
