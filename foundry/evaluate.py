"""Measures the embedded models on prompts that they never saw, and publishes them to `data/models/` with a model card each.

Run as `python -m foundry.evaluate` after the four training scripts. Nothing in a card's table is typed: this script fills it.
"""

import argparse
import hashlib
import json
import shutil
import time
import tomllib
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoPipelineForText2Image
from PIL import Image
from transformers import pipeline

from foundry.pictures import BUILD, pictures
from foundry.train_enhancer import INSTRUCTIONS
from foundry.train_judge import accuracy, load_judge
from foundry.train_text_to_image import BATCH as TRAINING_BATCH
from foundry.train_text_to_image import TAUGHT
from foundry.world import SEASON_OF, SEASONS, Scene, caption, parse, scenes
from raycourse.models import CHECKSUMS, TABLE
from raycourse.places import PROJECT

PROMPTS = 200
BATCH = 8
STEPS = tomllib.loads(TABLE.read_text())["text_to_image"]["tiny"]["call"]["num_inference_steps"]  # as the lessons call it
MODELS = PROJECT / "data" / "models"
TARGETS = {"animal": 0.97, "garment": 0.95, "colour": 0.95, "season": 0.95}
FRONT = "---\nlicense: apache-2.0\npipeline_tag: {tag}\nlibrary_name: {library}\n---\n"


def megabytes(folder: Path) -> float:
    return sum(p.stat().st_size for p in folder.rglob("*.safetensors")) / 1e6


def prompts() -> list[Scene]:
    """Scenes whose (animal, garment, colour) no model trained on, each with two elements of a season, as the enhancer writes them."""
    found = (scene for scene in scenes(10 * PROMPTS, seed=77, unseen=True) if len(scene.elements) == 2)
    return [next(found) for _ in range(PROMPTS)]


def measure_text_to_image(folder: Path, steps: int) -> dict:
    """Judge's accuracy on `prompts()` at `steps` steps, and seconds a picture at batch 8 on two threads."""
    pipe = AutoPipelineForText2Image.from_pretrained(folder, dtype=torch.float32)
    pipe.set_progress_bar_config(disable=True)
    wanted = prompts()
    texts = [caption(scene) for scene in wanted]
    generator = torch.Generator().manual_seed(1)
    painted, seconds = [], []
    for k in range(0, PROMPTS, BATCH):
        start = time.perf_counter()
        painted += pipe(prompt=texts[k : k + BATCH], num_inference_steps=steps, guidance_scale=0.0, generator=generator).images
        seconds.append((time.perf_counter() - start) / BATCH)
    pixels = np.stack([np.asarray(picture) for picture in painted])
    shares = accuracy(load_judge().read(pixels), wanted)
    grid = Image.fromarray(np.concatenate([np.concatenate(list(pixels[k : k + 8]), 1) for k in (0, 8, 16)], 0))
    return {"shares": shares, "seconds": float(np.median(seconds)), "grid": grid}


def measure_enhancer(folder: Path) -> dict:
    """The share of answers that keep animal, outfit and medium and name exactly two elements of the season; new tokens a second at batch 8."""
    chat = pipeline("text-generation", model=str(folder), dtype=torch.float32, device="cpu")
    rng = np.random.default_rng(5)
    right, tokens, seconds, wrong = 0, 0, 0.0, []
    plain = [Scene(s.animal, s.garment, s.colour, s.medium) for s in prompts()]
    for k in range(0, PROMPTS, BATCH):
        batch, seasons = plain[k : k + BATCH], rng.choice(list(SEASONS), BATCH)
        chats = [
            [{"role": "system", "content": INSTRUCTIONS[0].format(season=season)}, {"role": "user", "content": caption(scene)}]
            for scene, season in zip(batch, seasons, strict=True)
        ]
        start = time.perf_counter()
        answers = [out[0]["generated_text"][-1]["content"] for out in chat(chats, max_new_tokens=60, do_sample=False, batch_size=BATCH)]
        seconds += time.perf_counter() - start
        tokens += sum(len(chat.tokenizer(answer).input_ids) for answer in answers)
        for scene, season, answer in zip(batch, seasons, answers, strict=True):
            ok = keeps(scene, str(season), answer)
            right += ok
            if not ok:
                wrong.append((season, caption(scene), answer))
    return {"share": right / PROMPTS, "rate": tokens / seconds, "wrong": wrong}


def keeps(scene: Scene, season: str, answer: str) -> bool:
    try:
        got = parse(answer)
    except ValueError:
        return False
    same = (got.animal, got.garment, got.colour, got.medium) == (scene.animal, scene.garment, scene.colour, scene.medium)
    return same and scene.medium in answer and len(got.elements) == 2 and {SEASON_OF[e] for e in got.elements} == {season}


def row(what: str, value: float, target: float, form: str, *, at_most: bool = False) -> str:
    met = value <= target if at_most else value >= target
    return f"| {what} | {form.format(value)} | {'at most' if at_most else 'at least'} {form.format(target)} | {'yes' if met else '**no**'} |\n"


def text_to_image_card(folder: Path, taught: dict, four: dict, judge: dict, steps: int) -> str:
    table = "".join(row(f"{name} as asked", taught["shares"][name], target, "{:.1%}") for name, target in TARGETS.items())
    table += row("seconds a picture at batch 8, two threads", taught["seconds"], 0.3, "{:.3f}", at_most=True)
    table += row("weights, MB", megabytes(folder), 30, "{:.1f}", at_most=True)
    in_four = ", ".join(f"{name} {share:.1%}" for name, share in four["shares"].items())
    of_judge = ", ".join(f"{name} {share:.1%}" for name, share in judge.items())
    return f"""{FRONT.format(tag="text-to-image", library="diffusers")}
# The course's text-to-image model

A `diffusers` pipeline that paints 128x128 pictures in one to four steps. **It was trained by this project on drawings that `foundry/draw.py`
makes, and knows nothing but that small world**: the animals, garments, colours, media and seasons of `foundry/world.py`. It is not a
general image model, and no substitute for one; the course uses it so that every lesson runs on a laptop with no network.

| measured on {PROMPTS} prompts, no combination of animal, garment and colour seen in training | figure | wanted | reached |
|---|---|---|---|
{table}
In {STEPS} step{"s" * (STEPS > 1)}, as the course calls it. The judge (`foundry/train_judge.py`), a classifier that took no part in this training, reads each picture; on unseen renders it
is right in: {of_judge}. Colour counts where the medium has colours. In four steps the figures are: {in_four}; {four["seconds"]:.3f} s a picture.

![24 pictures for held-out prompts](samples.png)

**How it was made.** Autoencoder: the encoder is the principal component analysis of 8x8 patches written into convolutions, only the decoder
learns (L1 of pixels and edges, 64x64 crops). Denoiser: a UNet on 16x16 latents of 32 channels with a three-layer text encoder, trained together
as a rectified flow for {steps} steps of {TRAINING_BATCH} pictures, out of {len_of_training()} renders. Noise and picture are drawn together:
see `foundry/train_text_to_image.py`. Of what a caption leaves open, the model has learned to vary {" and ".join(TAUGHT)}; position, size and pose are always the same. Remake it with `make models`. Licence: Apache-2.0, as the project's code; the data are the project's own drawings.
"""


def enhancer_card(folder: Path, found: dict, steps: int) -> str:
    table = row("animal, outfit, medium kept and exactly two elements of the season", found["share"], 0.95, "{:.1%}")
    table += row("new tokens a second at batch 8, two threads", found["rate"], 200, "{:.0f}")
    table += row("weights, MB", megabytes(folder), 20, "{:.1f}", at_most=True)
    return f"""{FRONT.format(tag="text-generation", library="transformers")}
# The course's prompt enhancer

A small chat model (Llama architecture, 4 layers) for `pipeline("text-generation")`. Asked in its system message for two elements of a season, it
returns the image description with two of them added. **It was trained by this project on sentences that `foundry/train_enhancer.py` writes, and
does nothing else**: it holds no conversation and knows only the words of `foundry/world.py` (it copies words that it does not know, as well as it can).

| measured on {PROMPTS} prompts, no combination of animal, garment and colour seen in training | figure | wanted | reached |
|---|---|---|---|
{table}
**How it was made.** {steps} steps of 16 conversations, loss on the answer alone. Which two elements an animal gets is fixed by rule, so that
greedy decoding gives variety and repeats itself. Remake it with `make models`. Licence: Apache-2.0, as the project's code; the sentences are the project's own.
"""


def len_of_training() -> int:
    return len(torch.load(BUILD / "latents.pt", weights_only=True))


def publish(name: str, card: str) -> None:
    """Copies `build/foundry/<name>` to `data/models/<name>`, with its card, and without the folder where it was made."""
    shutil.rmtree(MODELS / name, ignore_errors=True)
    shutil.copytree(BUILD / name, MODELS / name)
    for path in (MODELS / name).rglob("config.json"):
        config = json.loads(path.read_text())
        config.pop("_name_or_path", None)
        path.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    (MODELS / name / "README.md").write_text(card)


def write_checksums() -> None:
    files = sorted(p for p in MODELS.rglob("*") if p.is_file() and p != CHECKSUMS and p.suffix in (".safetensors", ".json"))
    CHECKSUMS.write_text("".join(f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(MODELS).as_posix()}\n" for p in files))


def steps_of(name: str) -> int:
    return torch.load(BUILD / f"{name}.pt", weights_only=True)["step"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    torch.set_num_threads(2)
    MODELS.mkdir(parents=True, exist_ok=True)
    unseen, renders = pictures(1024, seed=3, unseen=True)
    judge = accuracy(load_judge().read(renders), unseen)
    folder = BUILD / "text_to_image"
    taught, four = measure_text_to_image(folder, STEPS), measure_text_to_image(folder, 4)
    taught["grid"].save(folder / "samples.png")
    publish("text_to_image", text_to_image_card(folder, taught, four, judge, steps_of("text_to_image")))
    found = measure_enhancer(BUILD / "enhancer")
    publish("enhancer", enhancer_card(BUILD / "enhancer", found, steps_of("enhancer")))
    write_checksums()
    print(json.dumps({"judge": judge, f"{STEPS} steps": taught["shares"], "4 steps": four["shares"], "seconds": taught["seconds"],
                      "enhancer": found["share"], "tokens/s": found["rate"], "wrong": found["wrong"][:5]}, indent=1, default=str))  # fmt: skip


if __name__ == "__main__":
    main()
