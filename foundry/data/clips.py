"""Draws `data/shop/clips/`: short films that customers sent, H.264 in MP4, of their dressed animals in a few scenes each, with hard cuts; `clips.parquet` says who sent which, and
in which call its sound lies.

Planted: two clips whose sounds were swapped, one that is cut off, one that has a sound track and no picture. `.clips.csv` has every shot with its times.
"""

import csv
import io
import shutil
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pandas as pd

from foundry.data import sounds
from foundry.data.orders import ANIMALS
from foundry.world.draw import render
from foundry.world.scenes import FREE, Scene
from foundry.world.words import COLOURS, GARMENTS, SEASONS

SIDE, FPS = 128, 8
SHOTS = (2, 3)  # in a clip
FRAMES = (14, 24)  # in a shot: 1.75 to 3 seconds
CUT_OFF, NO_PICTURE = sounds.CLIPS, sounds.CLIPS + 1  # two more files than there are clips
# What the published CLIP has words for: garments and colours, as in `data/outfits.csv`.
WORN, DYED = GARMENTS[:10], list(COLOURS)[:8]


def shots(animal: str, rng: np.random.Generator) -> list[tuple[Scene, int]]:
    """The scenes of a clip and how many frames each lasts: one animal, in another outfit and another season each time."""
    found = []
    for season in rng.choice(list(SEASONS), int(rng.integers(SHOTS[0], SHOTS[1] + 1)), replace=False):
        element = str(rng.choice(SEASONS[str(season)]))
        scene = Scene(animal, str(rng.choice(WORN)), str(rng.choice(DYED)), "photo", str(season), (element,), tuple(rng.random(len(FREE))))
        found.append((replace(scene, pose="walking", view="front"), int(rng.integers(FRAMES[0], FRAMES[1] + 1))))
    return found


def moved(scene: Scene, share: float) -> Scene:
    """`scene` when so much of its time has gone by: the animal walks across, and sways."""
    there = {
        "x": share,
        "stride": (3 * share) % 1,
        "arms": 0.5 + 0.5 * np.sin(12 * share),
        "tilt": 0.5 + 0.2 * np.sin(9 * share),
        "size": 0.3 + 0.5 * share,
    }
    return replace(scene, free=tuple(there.get(name, value) for name, value in zip(FREE, scene.free, strict=True)))


def frames(film: list[tuple[Scene, int]]) -> list[np.ndarray]:
    """Every frame of a clip, uint8 of shape (SIDE, SIDE, 3)."""
    return [np.asarray(render(moved(scene, k / count), SIDE)) for scene, count in film for k in range(count)]


def mp4(pictures: list[np.ndarray]) -> bytes:
    """A film of `pictures`; without any, a film that has a silent sound track alone. One thread: the same film at each run."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as film:
        if pictures:
            stream = film.add_stream("libx264", rate=FPS, options={"crf": "26", "preset": "slow", "threads": "1"})
            stream.width, stream.height, stream.pix_fmt = SIDE, SIDE, "yuv420p"
            made = [av.VideoFrame.from_ndarray(picture, format="rgb24") for picture in pictures]
        else:
            stream = film.add_stream("aac", rate=sounds.RATE, layout="mono")
            made = [av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")]
            made[0].sample_rate = sounds.RATE
        for frame in [*made, None]:
            film.mux(stream.encode(frame))
    return out.getvalue()


def write(folder: Path, seed: int) -> None:
    """Writes `clips/`, `clips.parquet` and `.clips.csv` of `folder`/shop anew."""
    home, rng = folder / "shop", np.random.default_rng(seed)
    shutil.rmtree(home / "clips", ignore_errors=True)
    (home / "clips").mkdir(parents=True)
    rows, truth = [], []
    for k in range(sounds.CLIPS + 2):
        film = [] if k == NO_PICTURE else shots(ANIMALS[k % len(ANIMALS)], rng)
        content = mp4(frames(film))
        (home / "clips" / f"clip-{k:02d}.mp4").write_bytes(content[: len(content) // 2] if k == CUT_OFF else content)
        swapped = k in sounds.SWAPPED
        heard = sum(sounds.SWAPPED) - k if swapped else k
        call = sounds.file_of(heard) if k < sounds.CLIPS else None
        rows.append({"file": f"clip-{k:02d}.mp4", "customer": f"k{k:02d}", "sound": call})
        planted = "another's sound" if swapped else {CUT_OFF: "cut off", NO_PICTURE: "no picture"}.get(k, "")
        start = 0
        for number, (scene, count) in enumerate(film):
            times = {"start": start / FPS, "end": (start + count) / FPS}
            shown = {"animal": scene.animal, "colour": scene.colour, "garment": scene.garment, "season": scene.season, "element": scene.elements[0]}
            truth.append({"file": f"clip-{k:02d}.mp4", "shot": number, **times, **shown, "planted": planted})
            start += count
    pd.DataFrame(rows).to_parquet(home / "clips.parquet", index=False)
    with open(home / ".clips.csv", "w", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([tuple(truth[0]), *[tuple(row.values()) for row in truth]])
