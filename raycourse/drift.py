"""A stream of pictures that changes, for the lesson *Monitoring and drift*: which picture comes on which day, and in which light."""

import random

import pandas as pd
import pyarrow.fs

PICTURES = (".jpg", ".jpeg", ".png", ".JPEG")
TRAIN, TEST = 20, 8  # archive pictures of each known breed
# From day `DUSK` the pictures have half their light; from `ARRIVAL` breeds come that nobody has seen; from `CAST` the camera is another one.
DUSK, ARRIVAL, CAST = 5, 15, 26
LIGHT = {0: (1.0, 1.0, 1.0), DUSK: (0.5, 0.5, 0.5), CAST: (0.5, 0.42, 0.3)}
DAYS, NEWCOMERS, PER_DAY, NEW_PER_DAY = 28, 4, 68, 24
# One record in so many has this fault; the numbers share no factor, so that a few records have two.
BLACK, NAMELESS, UNTIMED = 41, 53, 67


def stream(folder: str, seed: int = 0) -> pd.DataFrame:
    """The records of all pictures below `folder` (a path or URI with a folder for each breed) that the story of the lesson needs.

    Columns: `file` ("breed/name.jpg"), `breed`, `part` ("train", "test" or "stream"), `day` (-1 in the archive), `light` (what red, green and blue
    are multiplied by; 0 is a covered lens), `camera` and `exposure_ms`. The first breeds of the alphabet are the newcomers, and in no archive.
    Every picture comes once. Some records of the stream are faulty: black pictures, no camera, an exposure of less than nothing.

    Raises:
        ValueError: there are too few pictures for the story.
    """
    filesystem, root = pyarrow.fs.FileSystem.from_uri(folder)
    found: dict[str, list[str]] = {}
    for info in filesystem.get_file_info(pyarrow.fs.FileSelector(root, recursive=True)):
        if info.is_file and info.base_name.endswith(PICTURES):
            breed = info.path.split("/")[-2]
            found.setdefault(breed, []).append(f"{breed}/{info.base_name}")
    draw = random.Random(seed)
    breeds = {breed: draw.sample(sorted(files), len(files)) for breed, files in sorted(found.items()) if len(files) > TRAIN + TEST}
    new = sorted(breeds)[:NEWCOMERS]
    archive, known, strange = [], [], []
    for breed, files in breeds.items():
        if breed in new:
            strange += files
        else:
            archive += [(file, "train") for file in files[:TRAIN]] + [(file, "test") for file in files[TRAIN : TRAIN + TEST]]
            known += files[TRAIN + TEST :]
    draw.shuffle(archive)
    draw.shuffle(known)
    draw.shuffle(strange)
    if len(strange) < NEW_PER_DAY * (DAYS - ARRIVAL) or len(known) < PER_DAY * DAYS - NEW_PER_DAY * (DAYS - ARRIVAL):
        raise ValueError(f"{folder} has too few pictures for {DAYS} days of {PER_DAY}: {len(known)} of known breeds, {len(strange)} of new ones")
    rows = [{"file": file, "part": part, "day": -1, "light": LIGHT[0]} for file, part in archive]
    for day in range(DAYS):
        light = LIGHT[max(since for since in LIGHT if since <= day)]
        some = [strange.pop() for _ in range(NEW_PER_DAY if day >= ARRIVAL else 0)]
        some += [known.pop() for _ in range(PER_DAY - len(some))]
        rows += [{"file": file, "part": "stream", "day": day, "light": light} for file in draw.sample(some, len(some))]
    for number, row in enumerate(rows):
        row |= {"breed": row["file"].split("/")[0], "camera": "yard", "exposure_ms": 4 + number % 9}
        if row["part"] == "stream":
            if number % BLACK == 0:
                row["light"] = (0.0, 0.0, 0.0)
            if number % NAMELESS == 0:
                row["camera"] = ""
            if number % UNTIMED == 0:
                row["exposure_ms"] = -1
    return pd.DataFrame(rows)
