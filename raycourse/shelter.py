"""A dog shelter's raw folder, drawn when it is needed, for the capstone: a table, a note and a picture for each dog, and planted faults.

`plan` says what is true, and nothing of it that a learner must find out is written to the folder; `deliver` writes what a shelter would send. Each
dog has a size, which its picture shows, and a temper, which its note tells: lively ones go to a farm, calm ones to a flat where they are small, to a garden
where they are large. One litter in seventeen went anywhere. Litters share breed, temper, mother and home, so that a split by rows tells the answers.
"""

import io
import json
import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
from PIL import Image
from pyarrow.fs import FileSelector, FileSystem

from raycourse.places import data

HOMES = ("flat", "garden", "farm")
BREEDS = {"small": ("chihuahua", "dachshund", "pug"), "large": ("bernese_mountain_dog", "great_dane", "husky")}
NOTES = {
    "calm": ("Sleeps all day", "A slow walk is enough", "Gentle, quiet, never in a hurry"),
    "lively": ("Never stands still", "Runs and jumps over every fence", "Wild for a ball"),
}
AFTER = ("Good with children.", "Came in the rain.", "Eats well.", "Likes other dogs.", "Afraid of thunder.", "Brought by a neighbour.")
NAMES = (
    "Ada",
    "Bo",
    "Cleo",
    "Dot",
    "Emil",
    "Finn",
    "Gus",
    "Hera",
    "Ivo",
    "Juno",
    "Kit",
    "Lou",
    "Mo",
    "Nell",
    "Otis",
    "Pip",
    "Quin",
    "Rex",
    "Sal",
    "Tess",
)
SIDE = 96  # pixels, of every picture
# What is planted: the reason that a row is set aside for, or "" for what a good reader copes with, and how often.
FAULTS = {
    "truncated": ("picture", 3), "no picture": ("picture", 2), "a page of text": ("picture", 1), "heavy": ("weight", 2), "below nothing": ("weight", 1),
    "no weight": ("weight", 1), "too old": ("age", 2), "castle": ("home", 2), "latin-1": ("note", 2), "no note": ("note", 2),
    "turned": ("", 8), "png": ("", 4), "capitals": ("", 4), "grey": ("", 3),
}  # fmt: skip
DOUBLED, ORPHANS, CHAINS = 2, 3, 2


def plan(rows: int = 240, seed: int = 0, first: int = 0, waiting: bool = False, faults: bool = True, light: float = 1.0) -> pd.DataFrame:
    """The truth about a delivery of `rows` dogs in the table and a few pictures more.

    Columns: `item` (the entry in the table as text; for a picture without a row, its file), `entry`, `id`, `litter`, `weight_kg`, `age_months`, `home`
    (as the table has it; "" for a dog that waits), `truth` (the home that suits it), `note`, `source` (below `data/doggos/train`), `light` (what
    the pixels are multiplied by), `planted` (a name in `FAULTS`, or ""), `reason` (why the row must be set aside, or "").

    `first` is the number of the first entry: deliveries to one folder need numbers of their own. With `waiting`, all dogs wait, and were found one by one; else one litter in six waits.

    Raises:
        ValueError: there are too few pictures for so many rows, or too few rows for the faults.
    """
    draw = random.Random(f"{seed}-{first}")
    pictures = {breed: draw.sample(found, len(found)) for breed, found in _pictures().items()}
    dogs: list[dict] = []
    while len(dogs) < rows:
        litter, number = f"L{first + len(dogs):04d}", 1 if waiting else draw.randint(1, 3)
        size, temper = draw.choice(list(BREEDS)), draw.choice(list(NOTES))
        breed = draw.choice(BREEDS[size])
        truth = "farm" if temper == "lively" else "flat" if size == "small" else "garden"
        home = draw.choice(HOMES) if draw.random() < 0.06 else truth
        waits, mother = waiting or draw.random() < 1 / 6, f"{draw.choice(NAMES)}{draw.choice(('belle', 'wyn', 'mira', 'dora', 'lind'))}"
        for _ in range(min(number, rows - len(dogs))):
            if not pictures[breed]:
                raise ValueError(f"data/doggos/train/{breed} has too few pictures for {rows} rows: ask for fewer")
            months = draw.randint(2, 60)
            grown = min(1.0, 0.4 + months / 20) * draw.uniform(0.7, 1.5)
            text = f"Of {mother}. {'. '.join(draw.sample(NOTES[temper], 2))}. {draw.choice(AFTER)}"
            dogs.append({
                "litter": litter, "weight_kg": round((7 if size == "small" else 14) * grown, 1), "age_months": months, "home": "" if waits else home,
                "truth": truth, "note": text, "source": f"{breed}/{pictures[breed].pop()}", "light": light, "planted": "", "reason": "",
            })  # fmt: skip
    for number, dog in enumerate(dogs):
        dog |= {"entry": first + number, "id": f"d{first + number:04d}"}
    if faults:
        _plant(dogs, pictures, draw)
    table = pd.DataFrame(dogs)
    table.insert(0, "item", [str(dog["entry"]) if dog["entry"] >= 0 else f"{dog['id']}.jpg" for dog in dogs])
    return table


def deliver(folder: str, **how) -> None:
    """Writes what `plan(**how)` says into `folder`, a path or URI: `animals/*.csv`, `notes/ID.txt`, `pictures/ID.*`. What is there stays."""
    planned = plan(**how).to_dict("records")
    filesystem, root = FileSystem.from_uri(folder)
    for name in ("animals", "notes", "pictures"):
        filesystem.create_dir(f"{root}/{name}", recursive=True)

    def write(file: tuple[str, bytes]) -> None:
        with filesystem.open_output_stream(f"{root}/{file[0]}") as out:
            out.write(file[1])

    listed = [dog for dog in planned if dog["entry"] >= 0]
    columns = ["entry", "id", "litter", "weight_kg", "age_months", "home"]
    tables = [pd.DataFrame(part, columns=columns) for part in (listed[: len(listed) // 2], listed[len(listed) // 2 :]) if part]
    files = [(f"animals/from-{table['entry'].min():04d}.csv", table.to_csv(index=False).encode()) for table in tables]
    for dog in {dog["id"]: dog for dog in reversed(planned)}.values():
        files += _files(dog)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, files))


def upright(dog: dict) -> np.ndarray:
    """The picture of a row of `plan`, as a camera that is held straight sees it: uint8, (96, 96, 3)."""
    filesystem, root = FileSystem.from_uri(data("doggos/train"))
    with filesystem.open_input_stream(f"{root}/{dog['source']}") as file:
        image = Image.open(io.BytesIO(file.read())).convert("L" if dog["planted"] == "grey" else "RGB").resize((SIDE, SIDE))
    pixels = np.asarray(image.convert("RGB"))
    return (pixels * dog["light"]).astype(np.uint8)


def _pictures() -> dict[str, list[str]]:
    filesystem, root = FileSystem.from_uri(data("doggos/train"))
    listed = {breed: filesystem.get_file_info(FileSelector(f"{root}/{breed}")) for breeds in BREEDS.values() for breed in breeds}
    return {breed: sorted(info.base_name for info in infos if info.is_file) for breed, infos in listed.items()}


def _plant(dogs: list[dict], pictures: dict[str, list[str]], draw: random.Random) -> None:
    """Changes some `dogs`, one fault each at most, and adds rows that are there twice and pictures without a row."""
    settled, faulty = [dog for dog in dogs if dog["home"]], sum(number for _, number in FAULTS.values()) + DOUBLED
    if len(settled) < faulty:
        raise ValueError(
            f"{faulty} faults need as many dogs with a home, and {len(dogs)} rows have {len(settled)}: ask for more, or say `faults=False`"
        )
    chosen = draw.sample(settled, faulty)
    for planted, (reason, number) in FAULTS.items():
        for _ in range(number):
            chosen.pop().update(planted=planted, reason=reason)
    values = {"heavy": ("weight_kg", 4200.0), "below nothing": ("weight_kg", -3.0), "no weight": ("weight_kg", None), "too old": ("age_months", 2019), "castle": ("home", "castle")}  # fmt: skip
    for dog in dogs:
        if dog["planted"] in values:
            column, value = values[dog["planted"]]
            dog[column] = value
        elif dog["planted"] == "capitals":
            dog["home"] = f" {dog['home'].upper()}"
        elif dog["planted"] == "latin-1":
            dog["note"] += " Prefers a café."
    for dog in chosen:  # those that are left
        dog["reason"] = "id"
        dogs.append(dog | {"entry": max(other["entry"] for other in dogs) + 1, "weight_kg": dog["weight_kg"] + 1})
    # One picture in two litters, and another of the second one in a third: whoever is in one part of a split pulls the others along.
    litters: dict[str, list[dict]] = {}
    for dog in dogs:
        if dog["home"] and not dog["planted"] and not dog["reason"]:
            litters.setdefault(dog["litter"], []).append(dog)
    alike: dict[str, list[list[dict]]] = {}
    for litter in litters.values():
        if len(litter) > 1:
            alike.setdefault(litter[0]["source"].split("/")[0], []).append(litter)
    for one, two, three in [found[:3] for found in alike.values() if len(found) > 2][:CHAINS]:
        two[0]["source"], three[0]["source"] = one[0]["source"], two[1]["source"]
    for number in range(ORPHANS):
        breed = sorted(pictures)[number]
        dogs.append(dogs[0] | {"entry": -1, "id": f"x{number:04d}", "source": f"{breed}/{pictures[breed].pop()}", "planted": "", "reason": "row"})


def _files(dog: dict) -> list[tuple[str, bytes]]:
    """The note and the picture of a dog, each as (name, content)."""
    planted, files = dog["planted"], []
    if dog["entry"] >= 0 and planted != "no note":
        files.append((f"notes/{dog['id']}.txt", dog["note"].encode("latin-1" if planted == "latin-1" else "utf-8")))
    if planted == "no picture":
        return files
    image, options = Image.fromarray(upright(dog)), {"format": "PNG" if planted == "png" else "JPEG"}
    if planted == "grey":
        image = image.convert("L")
    elif planted == "turned":
        # The camera was held on its side, and says so: orientation 6 means "turn me clockwise by a quarter".
        exif = Image.Exif()
        exif[0x0112] = 6
        image, options = image.transpose(Image.Transpose.ROTATE_90), options | {"exif": exif}
    elif options["format"] == "JPEG":
        options["quality"] = 92
    with io.BytesIO() as out:
        image.save(out, **options)
        content = out.getvalue()
    if planted == "truncated":
        content = content[: len(content) // 3]
    elif planted == "a page of text":
        content = json.dumps({"error": "404", "picture": None}).encode()
    return [*files, (f"pictures/{dog['id']}.{'JPG' if dog['entry'] % 11 == 0 else 'jpg'}", content)]
