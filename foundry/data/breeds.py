"""Draws `data/doggos/`: 36 dog breeds in class folders, for the lesson on embeddings. Each breed has a coat, ears, a tail and marks of its own."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance

from foundry.world.draw import render
from foundry.world.looks import near
from foundry.world.scenes import Animal, Colour, Scene, random_scene

PER_BREED = {"train": 80, "test": 6}
SIDES = (96, 112, 128)  # pixels

_WHITE, _CREAM, _SAND, _GOLD, _TAN = (250, 248, 244), (240, 222, 186), (222, 190, 142), (226, 166, 84), (204, 146, 88)
_RED, _RUST, _BROWN, _LIVER, _BLACK = (186, 96, 52), (214, 124, 58), (132, 84, 50), (98, 60, 40), (50, 48, 54)
_GREY, _SILVER, _BLUE, _SLATE = (140, 142, 150), (194, 198, 206), (112, 130, 158), (86, 92, 108)


def _dog(coat: Colour, ear: str, marks: str = "", *, belly: Colour = _CREAM, accent: Colour = _BLACK, inner: Colour | None = None, **rest) -> Animal:
    rest = {"tail": "thin", "muzzle_colour": belly} | rest
    return Animal(coat, belly, ear, inner or accent, accent=accent, marks=tuple(marks.split()), **rest)


BREEDS: dict[str, Animal] = {
    "akita": _dog(_RUST, "point", "cheeks", belly=_WHITE, accent=_WHITE, inner=_CREAM, tail="curl", head=(1.1, 0.95)),
    "australian shepherd": _dog(_BLUE, "floppy", "patches spots", belly=_WHITE, accent=_SLATE, tail="none"),
    "basenji": _dog(_RED, "point", "bands", belly=_WHITE, accent=_WHITE, inner=_CREAM, tail="curl", ear_size=1.25, head=(0.88, 1.0)),
    "basset hound": _dog(_WHITE, "floppy", "patches", belly=_WHITE, accent=_TAN, inner=_BROWN, ear_size=2.0, muzzle="broad"),
    "beagle": _dog(_TAN, "floppy", "hood", belly=_WHITE, accent=_WHITE, inner=_BROWN, ear_size=1.2),
    "bernese mountain dog": _dog(_BLACK, "floppy", "cheeks bands", belly=_WHITE, accent=_RUST, inner=_BLACK, tail="bushy", feet=_RUST),
    "bichon frise": _dog(_WHITE, "round", "wool", belly=_WHITE, accent=_WHITE, inner=_WHITE, tail="puff", ear_size=1.2),
    "bloodhound": _dog(_RED, "floppy", "", belly=_TAN, inner=_LIVER, ear_size=2.1, muzzle="broad", head=(0.9, 1.05)),
    "border collie": _dog(_BLACK, "flap", "cheeks", belly=_WHITE, accent=_WHITE, inner=_BLACK, tail="bushy"),
    "boston terrier": _dog(_BLACK, "point", "hood", belly=_WHITE, accent=_WHITE, inner=(240, 170, 178), tail="none", head=(1.05, 0.9)),
    "boxer": _dog(_GOLD, "flap", "mask", belly=_WHITE, accent=_BLACK, inner=_BROWN, muzzle="broad", muzzle_colour=_SLATE, tail="none"),
    "brittany": _dog(_WHITE, "floppy", "patch spots", belly=_WHITE, accent=_RUST, inner=_RUST, tail="none"),
    "bulldog": _dog(_SAND, "flap", "patches", belly=_WHITE, accent=_WHITE, inner=_TAN, muzzle="broad", head=(1.16, 0.9), tail="none"),
    "cairn terrier": _dog(_SLATE, "point", "mane", belly=_GREY, accent=_GREY, inner=_BLACK, ear_size=0.8),
    "chihuahua": _dog(_SAND, "point", "", belly=_CREAM, inner=(244, 170, 178), ear_size=1.9, head=(0.82, 0.86)),
    "chow chow": _dog(_RUST, "round", "mane", belly=_GOLD, accent=_RED, inner=_BROWN, tail="bushy", ear_size=0.75),
    "cocker spaniel": _dog(_GOLD, "floppy", "curl", belly=_CREAM, accent=_RUST, inner=_RUST, ear_size=1.8, tail="none"),
    "corgi": _dog(_GOLD, "point", "hood", belly=_WHITE, accent=_WHITE, inner=_CREAM, ear_size=1.5, tail="none", feet=_WHITE),
    "dachshund": _dog(_LIVER, "floppy", "", belly=_RUST, inner=_LIVER, accent=_RUST, muzzle_colour=_RUST, ear_size=1.3, head=(0.8, 1.08)),
    "dalmatian": _dog(_WHITE, "floppy", "spots eyepatch", belly=_WHITE, accent=_BLACK, inner=_BLACK, ear_size=1.0),
    "doberman": _dog(_BLACK, "point", "cheeks", belly=_RUST, accent=_RUST, inner=_LIVER, ear_size=1.7, tail="none", head=(0.84, 1.06)),
    "german shepherd": _dog(_TAN, "point", "mask chest", belly=_SAND, accent=_BLACK, inner=_BLACK, ear_size=1.35, tail="bushy"),
    "golden retriever": _dog(_GOLD, "floppy", "", belly=_CREAM, inner=_TAN, accent=_CREAM, tail="bushy", ear_size=0.9),
    "great dane": _dog(_GREY, "flap", "patches spots", belly=_SILVER, accent=_BLACK, inner=_SLATE, muzzle="broad", muzzle_colour=_SILVER),
    "husky": _dog(_SLATE, "point", "hood", belly=_WHITE, accent=_WHITE, inner=_WHITE, tail="bushy"),
    "irish setter": _dog(_RED, "floppy", "curl", belly=_RUST, inner=_RED, accent=_RED, tail="bushy", ear_size=1.6, muzzle_colour=_RUST),
    "labrador": _dog(_BLACK, "floppy", "", belly=_SLATE, inner=_BLACK, muzzle_colour=_GREY),
    "maltese": _dog(_WHITE, "floppy", "curl", belly=_WHITE, accent=_SILVER, inner=_SILVER, tail="puff", ear_size=1.6, head=(0.9, 0.94)),
    "old english sheepdog": _dog(_GREY, "side", "wool", belly=_WHITE, accent=_WHITE, inner=_GREY, tail="none"),
    "papillon": _dog(_WHITE, "fan", "cheeks", belly=_WHITE, accent=_TAN, inner=_RED, tail="bushy"),
    "pomeranian": _dog(_RUST, "point", "mane", belly=_CREAM, accent=_GOLD, inner=_CREAM, ear_size=0.6, tail="bushy", head=(0.9, 0.9)),
    "poodle": _dog(_LIVER, "fluff", "wool", belly=_BROWN, accent=_BROWN, inner=_LIVER, tail="puff", muzzle_colour=_TAN),
    "pug": _dog(_CREAM, "flap", "mask", belly=_CREAM, accent=_BLACK, inner=_BLACK, muzzle="flat", tail="curl", head=(1.1, 0.95)),
    "samoyed": _dog(_WHITE, "point", "mane", belly=_WHITE, accent=_WHITE, inner=(244, 190, 196), tail="bushy"),
    "shiba inu": _dog(_RUST, "point", "hood", belly=_CREAM, accent=_CREAM, inner=_CREAM, tail="swirl", ear_size=0.9),
    "weimaraner": _dog(_SILVER, "floppy", "", belly=_GREY, inner=_GREY, nose=(170, 130, 130), muzzle_colour=_SILVER, ear_size=1.4),
}  # fmt: skip


def look(breed: str, rng: np.random.Generator) -> Animal:
    """A dog of `breed`: no two have quite the same coat and head."""
    kind = BREEDS[breed]
    return replace(
        kind,
        coat=near(kind.coat, rng, 7),
        accent=near(kind.accent, rng, 7),
        ear_size=kind.ear_size * rng.uniform(0.93, 1.07),
        head=tuple(side * rng.uniform(0.97, 1.03) for side in kind.head),
    )


def scene(rng: np.random.Generator) -> Scene:
    """A photo of a dog; every other one wears nothing."""
    found = replace(random_scene(rng), animal="dog", medium="photo")
    return found if rng.random() < 0.5 else replace(found, garment=None, colour=None)


def photograph(shown: Scene, rng: np.random.Generator) -> Image.Image:
    """`shown`, whose animal is a breed, as an RGB picture, 96 to 128 pixels wide and not quite square."""
    found = render(replace(shown, animal="dog"), 128, look(shown.animal, rng))
    crop = rng.integers(0, 10, 4)
    side = int(rng.choice(SIDES))
    found = found.resize((side, round(side * rng.uniform(0.9, 1.1))), Image.Resampling.LANCZOS, box=(crop[0], crop[1], 128 - crop[2], 128 - crop[3]))
    return ImageEnhance.Brightness(found).enhance(rng.uniform(0.85, 1.1))


def write(folder: Path, seed: int) -> None:
    """Writes `folder`/doggos/train/<breed>/ and `folder`/doggos/test/<breed>/ anew, JPEG. Every picture has a stream of its own."""
    shutil.rmtree(folder / "doggos", ignore_errors=True)
    for s, (split, count) in enumerate(PER_BREED.items()):
        for b, breed in enumerate(BREEDS):
            home = folder / "doggos" / split / breed.replace(" ", "_")
            home.mkdir(parents=True)
            for k in range(count):
                rng = np.random.default_rng((seed, s, b, k))
                found = photograph(replace(scene(rng), animal=breed), rng)
                found.save(home / f"{home.name}_{k:02d}.jpg", quality=80, optimize=True)
