"""Measures the course's CLIP on pictures that it never saw, and publishes it with its card.

Run as `python -m foundry.evaluate_clip` after `foundry.train_clip` and `foundry.make_data`.
"""

import argparse
import json
import time
from dataclasses import replace

import numpy as np
import torch
from PIL import Image
from transformers import CLIPModel, CLIPProcessor

from foundry.breeds import BREEDS, photograph, scene
from foundry.evaluate import FRONT, megabytes, prompts, publish, row, steps_of, write_checksums
from foundry.make_data import DATA
from foundry.pictures import BUILD, drawn, pictures, pixels
from foundry.train_clip import BATCH, DOGS, SIDE, WIDTH
from foundry.world import ANIMALS, COLOURS, GARMENTS, Scene, article, caption


class Clip:
    """The model as the course calls it: pictures and texts in, unit vectors out."""

    def __init__(self):
        self.model = CLIPModel.from_pretrained(BUILD / "clip").eval()
        self.processor = CLIPProcessor.from_pretrained(BUILD / "clip")

    @torch.inference_mode()
    def of_pictures(self, found: list[Image.Image]) -> torch.Tensor:
        """Shape (pictures, WIDTH)."""
        parts = [self.processor(images=found[k : k + 64], return_tensors="pt") for k in range(0, len(found), 64)]
        vectors = torch.cat([self.model.get_image_features(**part).pooler_output for part in parts])
        return torch.nn.functional.normalize(vectors, dim=1)

    @torch.inference_mode()
    def of_texts(self, texts: list[str]) -> torch.Tensor:
        """Shape (texts, WIDTH)."""
        vectors = self.model.get_text_features(**self.processor(text=texts, return_tensors="pt", padding=True)).pooler_output
        return torch.nn.functional.normalize(vectors, dim=1)


def named(names: list[str]) -> list[str]:
    return [f"a photo of {article(name)} {name}" for name in names]


def dressed_dogs(count: int) -> list[tuple[Scene, Image.Image]]:
    """Dogs of all breeds that wear something, by a seed that neither training nor `data/doggos` has."""
    found, k = [], 0
    while len(found) < count:
        rng = np.random.default_rng((10, k))
        shown = scene(rng)
        if shown.garment:
            found.append((shown, photograph(replace(shown, animal=list(BREEDS)[k % len(BREEDS)]), rng)))
        k += 1
    return found


def measure() -> dict:
    clip, breeds = Clip(), list(BREEDS)
    files = sorted((DATA / "doggos" / "test").rglob("*.jpg"))
    start = time.perf_counter()
    dogs = clip.of_pictures([Image.open(path).convert("RGB") for path in files])
    seconds = (time.perf_counter() - start) / len(files)
    labels = torch.tensor([breeds.index(path.parent.name.replace("_", " ")) for path in files])
    breed = ((dogs @ clip.of_texts(named(breeds)).T).argmax(1) == labels).float().mean().item()

    scenes, renders = pictures(1024, seed=3, unseen=True)
    shown = clip.of_pictures([Image.fromarray(picture) for picture in renders])
    labels = torch.tensor([list(ANIMALS).index(scene.animal) for scene in scenes])
    animal = ((shown @ clip.of_texts(named(list(ANIMALS))).T).argmax(1) == labels).float().mean().item()

    dressed = dressed_dogs(400)
    outfits = [(colour, garment) for colour in COLOURS for garment in GARMENTS]
    asked = clip.of_texts([f"a photo of a dog wearing a {colour} {garment}" for colour, garment in outfits])
    best = (clip.of_pictures([picture for _, picture in dressed]) @ asked.T).argmax(1).tolist()
    worn = np.mean([outfits[k] == (shown.colour, shown.garment) for k, (shown, _) in zip(best, dressed, strict=True)])

    scenes = prompts()
    asked = clip.of_texts([caption(scene) for scene in scenes])
    shown = clip.of_pictures([Image.fromarray(picture) for picture in drawn("prompts-77", pixels, scenes, 128)])
    recall = ((asked @ shown.T).argmax(1) == torch.arange(len(scenes))).float().mean().item()
    return {
        "breed": breed,
        "animal": animal,
        "recall": recall,
        "worn": float(worn),
        "dressed": len(dressed),
        "seconds": seconds,
        "breeds": len(files),
        "animals": len(renders),
        "pairs": len(scenes),
    }


def card(found: dict) -> str:
    table = row(f"zero-shot breed, of {len(BREEDS)}: {found['breeds']} pictures of `data/doggos/test`", found["breed"], 0.9, "{:.1%}")
    table += row(f"zero-shot animal, of {len(ANIMALS)}: {found['animals']} renders", found["animal"], 0.9, "{:.1%}")
    table += row(f"the right picture first for a caption, among {found['pairs']}", found["recall"], 0.8, "{:.1%}")
    table += row("weights, MB", megabytes(BUILD / "clip"), 20, "{:.1f}", at_most=True)
    return f"""{FRONT.format(tag="zero-shot-image-classification", library="transformers")}
# The course's CLIP

A `CLIPModel` with its `CLIPProcessor`: pictures of {SIDE}x{SIDE} pixels, captions of up to 32 words, embeddings of {WIDTH} numbers. **It was trained by this project on drawings that
`foundry/draw.py` makes, and knows nothing but that small world**: its animals, garments, colours, media and seasons, and {len(BREEDS)} breeds of dogs. It is no general
image model.

| measured on pictures it never saw | figure | wanted | reached |
|---|---|---|---|
{table}
**What it is weak at**: which of {len(COLOURS) * len(GARMENTS)} outfits a dog of any breed wears. It is right for {found["worn"]:.1%} of {found["dressed"]} new pictures; near colours (red and pink) and
near garments (tie and bow tie) get mixed.

The animals and the captions show combinations of animal, garment and colour that no training picture had. A picture takes {1000 * found["seconds"]:.1f} ms on two threads, reading the file included.

**How it was made.** Its image tower starts from the layers of the course's vision transformer, its text tower and words from nothing; {steps_of("clip")} steps of {BATCH} pictures
and captions, drawn from 12,288 animals and {DOGS} dogs, often with only a part of what there is to see in the caption (`foundry/train_clip.py`). Remake it with
`make models`. Licence: Apache-2.0, as the project's code; the data are the project's own drawings.
"""


def main():
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    torch.set_num_threads(2)
    found = measure()
    publish("clip", card(found))
    write_checksums()
    print(json.dumps({name: round(value, 4) for name, value in found.items()}))


if __name__ == "__main__":
    main()
