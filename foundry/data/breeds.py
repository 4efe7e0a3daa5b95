"""Draws `data/doggos/`: 36 dog breeds in class folders, for the lesson on embeddings. Each breed has a coat, a build, ears, a tail and marks of its own.

Faults are planted (`PLANTED`, and a `RARE` breed); `faults.LIST` says where.
"""

import io
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance

from foundry.data import faults
from foundry.world.animals import Animal
from foundry.world.draw import render
from foundry.world.looks import near
from foundry.world.scenes import Scene, random_scene
from foundry.world.words import Colour

PER_BREED = {"train": 80, "test": 6}
SIDES = (96, 112, 128)  # pixels
RARE, RARELY = "papillon", 8  # this breed has so many training pictures
# In train, how many files have each fault. Wrong labels are 2 %; duplicates are of pictures in test.
PLANTED = {"turned": 16, "four inks": 8, "duplicate": 12, "near duplicate": 12, "wrong label": 56}

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
    "basset hound": _dog(_WHITE, "floppy", "patches", belly=_WHITE, accent=_TAN, inner=_BROWN, ear_size=2.0, muzzle="broad", legs=0.5, long=1.35),
    "beagle": _dog(_TAN, "floppy", "hood", belly=_WHITE, accent=_WHITE, inner=_BROWN, ear_size=1.2),
    "bernese mountain dog": _dog(_BLACK, "floppy", "cheeks bands", belly=_WHITE, accent=_RUST, inner=_BLACK, tail="bushy", feet=_RUST, girth=1.15),
    "bichon frise": _dog(_WHITE, "floppy", "fringe ruff", belly=_WHITE, accent=_WHITE, inner=_WHITE, tail="puff", ear_size=1.2),
    "bloodhound": _dog(_RED, "floppy", "", belly=_TAN, inner=_LIVER, ear_size=2.1, muzzle="broad", head=(0.9, 1.05), legs=1.1),
    "border collie": _dog(_BLACK, "flap", "cheeks", belly=_WHITE, accent=_WHITE, inner=_BLACK, tail="bushy", reach=1.4),
    "boston terrier": _dog(_BLACK, "point", "hood", belly=_WHITE, accent=_WHITE, inner=(240, 170, 178), tail="none", head=(1.05, 0.9), reach=0.45, legs=0.85),
    "boxer": _dog(_GOLD, "flap", "mask", belly=_WHITE, accent=_BLACK, inner=_BROWN, muzzle="broad", muzzle_colour=_SLATE, tail="none", legs=1.1),
    "brittany": _dog(_WHITE, "floppy", "patch spots", belly=_WHITE, accent=_RUST, inner=_RUST, tail="none"),
    "bulldog": _dog(_SAND, "flap", "patches", belly=_WHITE, accent=_WHITE, inner=_TAN, muzzle="broad", head=(1.16, 0.9), tail="none", girth=1.25, legs=0.75, reach=0.5),
    "cairn terrier": _dog(_SLATE, "point", "fringe rosy", belly=_GREY, accent=_GREY, inner=_BLACK, ear_size=0.8, legs=0.65),
    "chihuahua": _dog(_SAND, "point", "", belly=_CREAM, inner=(244, 170, 178), ear_size=1.9, head=(0.82, 0.86), girth=0.8, reach=0.6, eye_size=1.2),
    "chow chow": _dog(_RUST, "round", "mane", belly=_GOLD, accent=_RUST, inner=_BROWN, tail="bushy", ear_size=0.75, girth=1.15, reach=0.6),
    "cocker spaniel": _dog(_GOLD, "floppy", "curl", belly=_CREAM, accent=_RUST, inner=_RUST, ear_size=1.8, tail="none"),
    "corgi": _dog(_GOLD, "point", "hood", belly=_WHITE, accent=_WHITE, inner=_CREAM, ear_size=1.5, tail="none", feet=_WHITE, legs=0.5, long=1.2),
    "dachshund": _dog(_LIVER, "floppy", "", belly=_RUST, inner=_LIVER, accent=_RUST, muzzle_colour=_RUST, ear_size=1.3, head=(0.8, 1.08), legs=0.45, long=1.5, girth=0.85, reach=1.4),
    "dalmatian": _dog(_WHITE, "floppy", "spots eyepatch", belly=_WHITE, accent=_BLACK, inner=_BLACK, ear_size=1.0),
    "doberman": _dog(_BLACK, "point", "cheeks", belly=_RUST, accent=_RUST, inner=_LIVER, ear_size=1.7, tail="none", head=(0.84, 1.06), legs=1.25, reach=1.6),
    "german shepherd": _dog(_TAN, "point", "mask chest", belly=_SAND, accent=_BLACK, inner=_BLACK, ear_size=1.35, tail="bushy", legs=1.1, reach=1.5),
    "golden retriever": _dog(_GOLD, "floppy", "", belly=_CREAM, inner=_TAN, accent=_CREAM, tail="bushy", ear_size=0.9),
    "great dane": _dog(_GREY, "flap", "patches spots", belly=_SILVER, accent=_BLACK, inner=_SLATE, muzzle="broad", muzzle_colour=_SILVER, legs=1.4, girth=0.95),
    "husky": _dog(_SLATE, "point", "hood", belly=_WHITE, accent=_WHITE, inner=_WHITE, tail="bushy", reach=1.3),
    "irish setter": _dog(_RED, "floppy", "curl", belly=_RUST, inner=_RED, accent=_RED, tail="bushy", ear_size=1.6, muzzle_colour=_RUST, legs=1.2, reach=1.5),
    "labrador": _dog(_BLACK, "floppy", "", belly=_SLATE, inner=_BLACK, muzzle_colour=_GREY, girth=1.08),
    "maltese": _dog(_WHITE, "floppy", "curl", belly=_WHITE, accent=_SILVER, inner=_SILVER, tail="puff", ear_size=1.6, head=(0.9, 0.94), legs=0.6, reach=0.5),
    "old english sheepdog": _dog(_GREY, "floppy", "fringe patches", belly=_WHITE, accent=_WHITE, inner=_GREY, tail="none", girth=1.15),
    "papillon": _dog(_WHITE, "fan", "cheeks", belly=_WHITE, accent=_TAN, inner=_RED, tail="bushy"),
    "pomeranian": _dog(_GOLD, "point", "mane", belly=_CREAM, accent=_GOLD, inner=_CREAM, ear_size=0.6, tail="bushy", head=(0.9, 0.9), legs=0.7, reach=0.6),
    "poodle": _dog(_LIVER, "fluff", "wool", belly=_BROWN, accent=_BROWN, inner=_LIVER, tail="puff", muzzle_colour=_TAN, legs=1.15, reach=1.3),
    "pug": _dog(_CREAM, "flap", "mask", belly=_CREAM, accent=_BLACK, inner=_BLACK, muzzle="flat", tail="curl", head=(1.1, 0.95), legs=0.75, girth=1.1),
    "samoyed": _dog(_WHITE, "point", "mane", belly=_WHITE, accent=_WHITE, inner=(244, 190, 196), tail="bushy"),
    "shiba inu": _dog(_RUST, "point", "hood", belly=_CREAM, accent=_CREAM, inner=_CREAM, tail="swirl", ear_size=0.9, reach=0.8),
    "weimaraner": _dog(_SILVER, "floppy", "", belly=_GREY, inner=_GREY, nose=(170, 130, 130), muzzle_colour=_SILVER, ear_size=1.4, legs=1.25),
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
    found = replace(random_scene(rng), animal="dog", medium="photo", other=None)
    return found if rng.random() < 0.5 else replace(found, garment=None, colour=None)


def photograph(shown: Scene, rng: np.random.Generator) -> Image.Image:
    """`shown`, whose animal is a breed, as an RGB picture, 96 to 128 pixels wide and not quite square."""
    found = render(replace(shown, animal="dog"), 128, look(shown.animal, rng))
    crop = rng.integers(0, 10, 4)
    side = int(rng.choice(SIDES))
    found = found.resize((side, round(side * rng.uniform(0.9, 1.1))), Image.Resampling.LANCZOS, box=(crop[0], crop[1], 128 - crop[2], 128 - crop[3]))
    return ImageEnhance.Brightness(found).enhance(rng.uniform(0.85, 1.1))


def write(folder: Path, seed: int) -> None:
    """Writes `folder`/doggos/train/<breed>/ and `folder`/doggos/test/<breed>/ anew, JPEG, with the list of what was planted.

    Every picture has a stream of its own.
    """
    home = folder / "doggos"
    shutil.rmtree(home, ignore_errors=True)
    counts = {
        (split, breed): min(count, RARELY) if (split, breed) == ("train", RARE) else count for split, count in PER_BREED.items() for breed in BREEDS
    }
    kept = [(breed, k) for breed in BREEDS for k in range(counts["train", breed]) if breed != RARE]
    dealt = faults.dealt(kept, PLANTED, np.random.default_rng(seed))
    planted, splits, breeds = [], list(PER_BREED), list(BREEDS)
    tested: dict[str, list[Path]] = {breed: [] for breed in breeds}  # those that were not copied yet
    for split in reversed(splits):  # test first: training files are copied from it
        for b, breed in enumerate(breeds):
            name = breed.replace(" ", "_")
            (home / split / name).mkdir(parents=True)
            for k in range(counts[split, breed]):
                rng = np.random.default_rng((seed, splits.index(split), b, k))
                fault = dealt.get((breed, k), "") if split == "train" else ""
                path, detail = home / split / name / f"{name}_{k:02d}.jpg", ""
                if fault in ("duplicate", "near duplicate"):
                    source = tested[breed].pop(rng.integers(len(tested[breed])))
                    detail = source.relative_to(home).as_posix()
                    data = source.read_bytes()
                    data = data if fault == "duplicate" else faults.nearly(Image.open(io.BytesIO(data)))
                else:
                    shown = breeds[(b + rng.integers(1, len(breeds))) % len(breeds)] if fault == "wrong label" else breed
                    found = photograph(replace(scene(rng), animal=shown), rng)
                    if fault == "turned":
                        orientation = int(rng.choice(list(faults.TURNS)))
                        data, detail = faults.turned(found, 80, orientation), f"EXIF orientation {orientation}"
                    elif fault == "four inks":
                        data, detail = faults.four_inks(found, 80), "CMYK"
                    else:
                        data, detail = faults.jpeg(found, 80), f"shows a {shown}" if fault else ""
                path.write_bytes(data)
                if split == "test":
                    tested[breed].append(path)
                if fault:
                    planted.append((path.relative_to(home).as_posix(), fault, detail))
    planted.append((f"train/{RARE.replace(' ', '_')}", "rare class", f"{counts['train', RARE]} pictures"))
    faults.write_list(home, planted)
