"""Sounds: a small audio spectrogram transformer that tells voices, six animals' calls and silence apart, a second at a time, learned from sounds that are made anew at each step."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from transformers import ASTConfig, ASTFeatureExtractor, ASTForAudioClassification

from foundry.data.sounds import KINDS, RATE, SILENCE, SPEECH, resampled, sound
from foundry.kit import publish, seeds
from foundry.kit.publish import Figures, Wanted, figure
from foundry.kit.training import DEVICE
from foundry.kit.training import train as learn

NEEDS = ()
TELEPHONE = 8000  # Hz, the rate of the shop's line
BY_TELEPHONE, SHORT = 0.4, 0.15  # shares of windows: at that rate, and those that end early, as the last one of a file


@dataclass(frozen=True)
class Knobs:
    steps: int = 260
    batch: int = 32
    learning_rate: float = 2e-3
    weight_decay: float = 0.05
    ema: float = 0.98
    tested: int = 1200  # windows of throats and noise levels that it never met


WANTED = (
    Wanted("kind", "animal call, voice or silence", 0.95),
    Wanted("which", "which of eight sounds", 0.9),
    Wanted("weights", "weights, MB", 2, "{:.1f}", at_most=True),
)


def ears() -> ASTFeatureExtractor:
    """Log-mel spectrograms of a second: 96 frames of 10 ms, 48 bands."""
    return ASTFeatureExtractor(sampling_rate=RATE, num_mel_bins=48, max_length=96, mean=-8.0, std=3.0)


def build() -> ASTForAudioClassification:
    torch.manual_seed(seeds.WEIGHTS)
    return ASTForAudioClassification(
        ASTConfig(
            hidden_size=96, num_hidden_layers=3, num_attention_heads=4, intermediate_size=192, patch_size=16, frequency_stride=8, time_stride=8, max_length=96, num_mel_bins=48,
            id2label=dict(enumerate(KINDS)), label2id={name: k for k, name in enumerate(KINDS)},
        )
    )  # fmt: skip


def window(kind: str, rng: np.random.Generator, unseen: bool) -> np.ndarray:
    """A second out of a longer sound, float32 at RATE."""
    made, start = sound(kind, 1.5, rng, unseen), int(rng.integers(RATE // 2))
    made = made[start : start + RATE]
    if rng.random() < BY_TELEPHONE:
        made = resampled(resampled(made, TELEPHONE), RATE * RATE // TELEPHONE)
    if rng.random() < SHORT:
        made = np.concatenate([made[: (length := int(RATE * rng.uniform(0.4, 0.9)))], np.zeros(RATE - length, np.float32)])
    return made


def loss(model: ASTForAudioClassification, rng: np.random.Generator, *, knobs: Knobs, hear: ASTFeatureExtractor) -> torch.Tensor:
    drawn = rng.integers(len(KINDS), size=knobs.batch)
    inputs = hear([window(KINDS[k], rng, unseen=False) for k in drawn], sampling_rate=RATE, return_tensors="pt")
    return model(**inputs.to(DEVICE), labels=torch.from_numpy(drawn).to(DEVICE)).loss


def train(knobs: Knobs, key: str, folder: Path) -> None:
    hear = ears()
    model = learn(
        "sounds", key, build(), partial(loss, knobs=knobs, hear=hear), steps=knobs.steps, learning_rate=knobs.learning_rate, weight_decay=knobs.weight_decay, ema=knobs.ema
    )  # fmt: skip
    model.half().save_pretrained(folder)
    hear.save_pretrained(folder)


def broadly(name: str) -> str:
    return name if name in (SPEECH, SILENCE) else "animal call"


@torch.inference_mode()
def measure(knobs: Knobs, folder: Path) -> Figures:
    """Shares right on windows of throats, and with noise levels, that were kept from the training."""
    model, hear = ASTForAudioClassification.from_pretrained(folder, dtype=torch.float32).eval(), ASTFeatureExtractor.from_pretrained(folder)
    rng = np.random.default_rng(seeds.STREAM_SOUNDS_UNSEEN)
    truth = [KINDS[k % len(KINDS)] for k in range(knobs.tested)]
    found = []
    for start in range(0, len(truth), 32):
        inputs = hear([window(kind, rng, unseen=True) for kind in truth[start : start + 32]], sampling_rate=RATE, return_tensors="pt")
        found += [KINDS[k] for k in model(**inputs).logits.argmax(1).tolist()]
    wrong = [f"{is_} for {named}" for is_, named in zip(truth, found, strict=True) if is_ != named]
    return {
        "kind": figure(float(np.mean([broadly(a) == broadly(b) for a, b in zip(truth, found, strict=True)])), n=len(truth), examples=wrong[:10]),
        "which": figure(float(np.mean([a == b for a, b in zip(truth, found, strict=True)])), n=len(truth)),
    }


def card(knobs: Knobs, figures: Figures) -> str:
    return publish.card("sounds", knobs, figures, WANTED)
