"""Draws `data/shop/calls/`: what customers left on the shop's answering machine, voices, animals' calls and silence, as FLAC; `calls.parquet` says who called.

Every sound is made by formulas: pulses at a pitch go through a few resonances, as in a throat. A voice babbles syllables and has no words; nobody would take it for a person, and everybody tells
it from a cow. Whose throat it is, and how loud the noise is, belongs to one of two parts: models learn from one (`unseen=False`), the shop's calls are of the other alone.

Faults are planted, and `.calls.csv` names what each file really is.
"""

import csv
import io
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import soundfile
from scipy.signal import lfilter, resample_poly

from foundry.data.orders import CUSTOMERS, START, animal_of, picture

RATE = 16_000  # at which everything is made; files have other rates besides
# Names of kinds, as AudioSet has them: so has the public model that takes this one's place in the full profile.
CALL_OF = {"dog": "Bark", "frog": "Croak", "cow": "Moo", "duck": "Quack", "owl": "Hoot", "sheep": "Bleat"}
SPEECH, SILENCE = "Speech", "Silence"
KINDS = (SPEECH, *CALL_OF.values(), SILENCE)
NOISE_DB = {False: (-75, -65, -55, -45), True: (-70, -60, -50, -40)}  # seen and unseen levels below full scale
LOUD_DB = (-18, -4)  # peaks of what is no silence
CELLS = 6  # into which pitch and size are cut; every third cell is for `unseen`

# Resonances in Hz of eight vowels.
VOWELS = (
    (730, 1090, 2440),
    (530, 1840, 2480),
    (390, 1990, 2550),
    (270, 2290, 3010),
    (570, 840, 2410),
    (440, 1020, 2240),
    (300, 870, 2240),
    (490, 1350, 1690),
)


@dataclass(frozen=True)
class Throat:
    """Who makes a sound: numbers in (0, 1) for pitch, size and pace."""

    pitch: float
    size: float
    pace: float

    def between(self, low: float, high: float) -> float:
        """A pitch of this throat."""
        return low * (high / low) ** self.pitch

    @property
    def scale(self) -> float:
        """By which resonances are higher: a small throat has high ones."""
        return 1.2 - 0.35 * self.size


def throat(rng: np.random.Generator, unseen: bool) -> Throat:
    while True:
        found = Throat(*rng.random(3))
        if ((int(CELLS * found.pitch) + int(CELLS * found.size)) % 3 == 0) == unseen:
            return found


# --- how a throat sounds ----------------------------------------------------------------------------------------------------------


def curve(points: Sequence[float], samples: int) -> np.ndarray:
    """`points`, spread evenly over so many samples, with straight lines between them."""
    return np.interp(np.linspace(0, len(points) - 1, samples), np.arange(len(points)), points)


def resonated(source: np.ndarray, formants: np.ndarray, width: float = 0.09) -> np.ndarray:
    """`source` through resonances side by side. `formants`, shape (points, n), are their frequencies in Hz over the time of the sound; `width` is a bandwidth's share of its frequency."""
    out, piece = np.zeros(len(source)), RATE // 50
    tracks = np.stack([curve(track, len(source) // piece + 1) for track in formants.T])
    for place, track in enumerate(tracks):
        state = np.zeros(2)
        for k, hertz in enumerate(track):
            r, angle = np.exp(-np.pi * (60 + width * hertz) / RATE), 2 * np.pi * hertz / RATE
            gain = (1 - r) * np.sqrt(1 - 2 * r * np.cos(2 * angle) + r * r) / (1 + 0.7 * place)
            part = slice(k * piece, (k + 1) * piece)
            rung, state = lfilter([gain], [1, -2 * r * np.cos(angle), r * r], source[part], zi=state)
            out[part] += rung
    return out


def voiced(
    seconds: float, pitch: Sequence[float], formants: Sequence[Sequence[float]], rng: np.random.Generator, rough: float = 0.02, breath: float = 0.05
) -> np.ndarray:
    """A sound of pulses at `pitch` (Hz, points over time) through `formants`; `rough` shakes the pitch, `breath` adds noise."""
    samples = int(seconds * RATE)
    shaken = 1 + rough * curve(rng.normal(size=max(2, int(seconds * 60))), samples)
    phase = np.cumsum(curve(pitch, samples) * shaken) / RATE
    source = 1 - 2 * (phase % 1) + breath * rng.normal(size=samples)
    return resonated(source, np.atleast_2d(np.array(formants, float)))


def swelled(sound: np.ndarray, attack: float = 0.15, release: float = 0.35) -> np.ndarray:
    """`sound` that rises over the first and falls over the last share of its time."""
    place = np.linspace(0, 1, len(sound))
    return sound * np.minimum(1, np.minimum(place / attack, (1 - place) / release))


def gap(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * RATE))


# --- who makes which sound --------------------------------------------------------------------------------------------------------


def syllable(who: Throat, pitch: float, rng: np.random.Generator) -> np.ndarray:
    """Perhaps a consonant, which is noise around some kilohertz, and a vowel that turns into another."""
    parts = []
    if rng.random() < 0.6:
        hiss = rng.normal(size=int(rng.uniform(0.03, 0.09) * RATE))
        parts.append(0.5 * swelled(resonated(hiss, np.array([[rng.uniform(2200, 5500)]]), 0.3)))
    vowels = np.array(VOWELS)[rng.choice(len(VOWELS), 2)] * who.scale
    parts.append(swelled(voiced(rng.uniform(0.09, 0.2) / (0.8 + 0.5 * who.pace), [pitch, pitch * rng.uniform(0.92, 1.05)], vowels, rng)))
    return np.concatenate(parts)


def speech(who: Throat, rng: np.random.Generator) -> np.ndarray:
    """A phrase: some syllables whose pitch falls, and a pause."""
    count, base = int(rng.integers(4, 9)), who.between(85, 260)
    said = [syllable(who, base * (1.15 - 0.3 * k / count) * rng.uniform(0.95, 1.08), rng) for k in range(count)]
    return np.concatenate([*said, gap(rng.uniform(0.1, 0.3))])


def bark(who: Throat, rng: np.random.Generator) -> np.ndarray:
    pitch = who.between(240, 620)
    shout = voiced(
        rng.uniform(0.13, 0.24), [pitch * 0.8, pitch * 1.3, pitch * 0.6], np.array([[500, 1300, 2500], [900, 1700, 2900]]) * who.scale, rng, 0.12, 0.4
    )
    return np.concatenate([swelled(shout, 0.08, 0.5), gap(rng.uniform(0.12, 0.4))])


def croak(who: Throat, rng: np.random.Generator) -> np.ndarray:
    pitch, mouth = who.between(60, 120), np.array([[450, 1000, 2300], [600, 1300, 2500]]) * who.scale
    seconds, beats = rng.uniform(0.25, 0.45), rng.uniform(24, 34)
    one = voiced(seconds, [pitch * 0.9, pitch * 1.15], mouth, rng, 0.1, 0.1)
    return np.concatenate([swelled(one * (1 + 0.9 * np.sin(2 * np.pi * beats * np.arange(len(one)) / RATE)), 0.15, 0.2), gap(rng.uniform(0.08, 0.3))])


def moo(who: Throat, rng: np.random.Generator) -> np.ndarray:
    pitch = who.between(75, 150)
    mouth = np.array([[220, 600, 1900], [420, 900, 2200], [300, 700, 2000]]) * who.scale
    return np.concatenate(
        [swelled(voiced(rng.uniform(0.8, 1.4), [pitch, pitch * 1.25, pitch * 0.95], mouth, rng, 0.02, 0.03)), gap(rng.uniform(0.1, 0.3))]
    )


def quack(who: Throat, rng: np.random.Generator) -> np.ndarray:
    pitch, mouth = who.between(150, 260), np.array([[1000, 2100, 3300]]) * who.scale
    one = [
        np.concatenate([swelled(voiced(rng.uniform(0.12, 0.2), [pitch * fall, pitch * fall * 0.85], mouth, rng, 0.05, 0.1), 0.1, 0.25), gap(0.05)])
        for fall in (1.1, 1, 0.9)
    ]
    return np.concatenate([*one, gap(rng.uniform(0.1, 0.3))])


def hoot(who: Throat, rng: np.random.Generator) -> np.ndarray:
    pitch = who.between(260, 480)
    one = [
        swelled(voiced(seconds, [pitch * 0.97, pitch, pitch * 0.96], [[pitch]], rng, 0.003, 0.01), 0.3, 0.4) for seconds in rng.uniform(0.22, 0.45, 2)
    ]
    return np.concatenate([one[0], gap(0.1), one[1], gap(rng.uniform(0.15, 0.4))])


def bleat(who: Throat, rng: np.random.Generator) -> np.ndarray:
    pitch, seconds, beats = who.between(260, 460), rng.uniform(0.5, 0.9), rng.uniform(7, 11)
    trembling = np.sin(2 * np.pi * beats * np.linspace(0, seconds, 200))
    cry = voiced(seconds, pitch * (1 + 0.07 * trembling), np.array([[750, 1600, 2800]]) * who.scale, rng, 0.03)
    return np.concatenate([swelled(cry * curve(1 + 0.6 * trembling, len(cry)), 0.1, 0.25), gap(rng.uniform(0.1, 0.35))])


MAKE = {SPEECH: speech, "Bark": bark, "Croak": croak, "Moo": moo, "Quack": quack, "Hoot": hoot, "Bleat": bleat}


def noise(samples: int, decibels: float, rng: np.random.Generator) -> np.ndarray:
    """Hiss, rumble or hum, at `decibels` of full scale."""
    kind = rng.integers(3)
    made = rng.normal(size=samples)
    if kind == 1:
        made = lfilter([1], [1, -0.97], made)
    elif kind == 2:
        made = 0.3 * made + sum(np.sin(2 * np.pi * 50 * k * np.arange(samples) / RATE) / k for k in (1, 2, 3, 5))
    return made / made.std() * 10 ** (decibels / 20)


def sound(kind: str, seconds: float, rng: np.random.Generator, unseen: bool) -> np.ndarray:
    """So many seconds of one throat of `kind`, with noise: float32 at RATE, within -1 and 1."""
    samples = int(seconds * RATE)
    made = np.zeros(samples)
    if kind != SILENCE:
        who, parts = throat(rng, unseen), []
        while sum(map(len, parts)) < samples:
            parts.append(MAKE[kind](who, rng))
        made = np.concatenate(parts)[:samples]
        made *= 10 ** (rng.uniform(*LOUD_DB) / 20) / np.abs(made).max()
    made = made + noise(samples, float(rng.choice(NOISE_DB[unseen])), rng)
    return np.clip(made, -1, 1).astype(np.float32)


def resampled(made: np.ndarray, rate: int) -> np.ndarray:
    """`made`, at RATE, at another rate."""
    part = np.gcd(rate, RATE)
    return resample_poly(made, rate // part, RATE // part).astype(np.float32)


# --- the shop's calls -------------------------------------------------------------------------------------------------------------

CLIPS = 10  # the first calls were recorded with a clip each, of `clips`
SWAPPED = (1, 4)  # of those, two whose sounds were swapped
CALLS = 62
SILENT, EMPTY, PICTURE, MISNAMED, OPPOSED = (12, 20, 33, 47, 58), 31, 40, 25, 16  # which call is what


def kind_of(k: int) -> str:
    """Of the `k`-th call: with clips, and every third time, the caller's animal, if it has a call; else a voice; sometimes nobody."""
    if k in SILENT:
        return SILENCE
    animal = CALL_OF.get(animal_of(owner(k)))
    return animal if animal and (k < CLIPS or k % 3 == 0) else SPEECH


def owner(k: int) -> int:
    """The customer who made the `k`-th call: those of clips are of as many animals; the last two customers never call."""
    return k if k < CLIPS else (k * 11) % (CUSTOMERS - 2)


def file_of(k: int) -> str:
    return f"call-{k:02d}.{'tmp' if k == MISNAMED else 'flac'}"


def recorded(kind: str, rng: np.random.Generator, opposed: bool) -> tuple[np.ndarray, int]:
    """A call as it lies on the machine: shape (samples, channels), and its rate. Some voices are cut short by an animal; stereo hears another noise on each side."""
    seconds = rng.uniform(1.6, 2.6) if kind != SPEECH else rng.uniform(2.4, 3.8)
    made, rate = sound(kind, seconds, rng, unseen=True), int(rng.choice((8000, 16000, 22050, 44100), p=(0.5, 0.35, 0.1, 0.05)))
    sides = [made]
    if opposed:
        sides = [made, -made]
    elif rng.random() < 0.2:
        sides = [made, np.clip(0.7 * np.roll(made, 8) + noise(len(made), -60, rng), -1, 1)]
    return np.stack([resampled(side, rate) for side in sides], 1), rate


def flac(samples: np.ndarray, rate: int) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, samples, rate, format="FLAC", subtype="PCM_16")
    return out.getvalue()


def write(folder: Path, seed: int) -> None:
    """Writes `calls/`, `calls.parquet` and `.calls.csv` of `folder`/shop anew."""
    home, rng = folder / "shop", np.random.default_rng(seed)
    shutil.rmtree(home / "calls", ignore_errors=True)
    (home / "calls").mkdir(parents=True)
    rows, truth = [], []
    for k in range(CALLS):
        kind, planted = kind_of(k), {EMPTY: "empty", PICTURE: "a picture", MISNAMED: "another extension", OPPOSED: "opposite sides"}.get(k, "")
        samples, rate = recorded(kind, rng, k == OPPOSED)
        content = b"" if k == EMPTY else picture(0, rng) if k == PICTURE else flac(samples, rate)
        (home / "calls" / file_of(k)).write_bytes(content)
        at = START + timedelta(hours=float(rng.uniform(0, 90 * 24)))
        rows.append({"file": file_of(k), "customer": f"k{owner(k):02d}", "received": at.replace(microsecond=0)})
        heard = "" if k in (EMPTY, PICTURE) else kind
        truth.append(
            {
                "file": file_of(k),
                "kind": heard,
                "seconds": round(len(samples) / rate, 3),
                "rate": rate,
                "channels": samples.shape[1],
                "planted": planted,
            }
        )
    pd.DataFrame(rows).to_parquet(home / "calls.parquet", index=False)
    with open(home / ".calls.csv", "w", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([tuple(truth[0]), *[tuple(row.values()) for row in truth]])
