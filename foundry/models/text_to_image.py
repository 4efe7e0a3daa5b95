"""The text-to-image model: a rectified flow on the autoencoder's latents, with a text encoder trained along with it.

A rectified flow (Liu et al. 2022, arXiv:2209.03003) follows straight paths from noise to a picture's latents. With noise drawn apart from
the picture, what a caption leaves open is averaged at the first step, and few steps give blurred pictures. Here the renderer tells what its
captions leave open (`Scene.free`), so noise and picture are drawn *together*: the mean of the noise's channel k says free number k. The
noise is still standard normal, nothing is left to average, and four steps (even one) are enough. The network predicts the picture rather
than the velocity: from pure noise, it need not carry the noise through to its output.
"""

import re
import time
import tomllib
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderTiny, AutoPipelineForText2Image, DPMSolverMultistepScheduler, StableDiffusionPipeline, UNet2DConditionModel
from PIL import Image
from torch import nn
from torch.nn import functional as F
from tqdm import tqdm
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from foundry.kit import keys, publish, seeds
from foundry.kit.conversations import any_of, invented
from foundry.kit.english import WORDS
from foundry.kit.pictures import SIZE, drawn, pixels, to_tensor
from foundry.kit.prompts import prompts
from foundry.kit.publish import Figures, Wanted, figure
from foundry.kit.training import DEVICE, half
from foundry.kit.training import train as learn
from foundry.kit.words import clip_tokenizer
from foundry.models import judge
from foundry.models.autoencoder import LATENT_CHANNELS
from foundry.world.scenes import FREE, UNKNOWN, Scene, caption, reworded, scenes, understand
from raycourse.models import TABLE

NEEDS = ("autoencoder",)  # and the judge, to be measured
LATENT_SIZE = 16  # of SIZE / 8
TEXT_LENGTH = 48
TEXT_WIDTH = 192
TEXT_LAYERS = 3


@dataclass(frozen=True)
class Knobs:
    steps: int = 12000
    batch: int = 16
    learning_rate: float = 1e-3
    ema: float = 0.995
    pictures: int = 20480
    strangers: int = 25  # one picture in so many shows the unknown creature
    captions: int = 4000  # that the tokenizer is learned from, and as many in other words
    # What the model learns to vary by its noise; position, size and pose stay as they are in the middle of their range. Two cores do not
    # learn them all in the time that `make models` has.
    vary: tuple[str, ...] = ("light",)
    tested: int = 400  # prompts
    tested_batch: int = 8


PAINTED_IN = tomllib.loads(TABLE.read_text())["text_to_image"]["tiny"]["call"]["num_inference_steps"]  # steps, as the lessons call it
TRIED = (  # what a reader of the card might type
    "A watercolor painting of a penguin wearing a teal hoodie, with icicles and an igloo",
    "clay model of a sloth in a purple robe on the moon",
    "a photo of a flurbaxle wearing a red top hat, with tulips and a rainbow",
)
FAILURES = """**Where it fails.** The first that the judge does not read as asked, and the renderer's pictures of them:

![Failures, and below them the renderer's pictures](failures.png)"""
WANTED = (
    Wanted("animal", "animal as asked", 0.98),
    Wanted("garment", "garment as asked", 0.97),
    Wanted("colour", "colour as asked", 0.97),
    Wanted("medium", "medium as asked", 0.97),
    Wanted("season", "season as asked", 0.97),
    Wanted("sharpness", "energy of edges, as a share of the renderer's", 0.85),
    Wanted("spread", "difference of two seeds, as a share of that of two renders", 0.67),
    Wanted("seconds", f"seconds a picture in batches, {publish.THREADS} threads", 0.3, "{:.3f}", at_most=True),
    Wanted("weights", "weights, MB", 60, "{:.1f}", at_most=True),
)


def text_encoder(words: CLIPTokenizer) -> CLIPTextModel:
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(words),
            hidden_size=TEXT_WIDTH,
            intermediate_size=4 * TEXT_WIDTH,
            projection_dim=TEXT_WIDTH,
            num_hidden_layers=TEXT_LAYERS,
            num_attention_heads=4,
            max_position_embeddings=TEXT_LENGTH,
            bos_token_id=words.bos_token_id,
            eos_token_id=words.eos_token_id,
            pad_token_id=words.pad_token_id,
        )  # fmt: skip
    )


def unet() -> UNet2DConditionModel:
    return UNet2DConditionModel(
        sample_size=LATENT_SIZE,
        in_channels=LATENT_CHANNELS,
        out_channels=LATENT_CHANNELS,
        block_out_channels=(64, 128, 192),
        layers_per_block=1,
        # On the way down there is noise; the words are needed where the picture takes shape.
        down_block_types=("DownBlock2D", "DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=TEXT_WIDTH,
        attention_head_dim=4,
        norm_num_groups=16,
        # The whole caption, pooled, is added to every block's time: medium, light and place are wanted where no words are looked at.
        addition_embed_type="text",
        addition_embed_type_num_heads=4,
    )


class TextToImage(nn.Module):
    """The two networks that are trained together."""

    def __init__(self, words: CLIPTokenizer):
        super().__init__()
        self.text_encoder, self.unet = text_encoder(words), unet()

    def forward(self, latents: torch.Tensor, time: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        """The picture's latents, read from `latents` (n, 32, 16, 16) at `time` (n,) in [0, 1], for token `ids` (n, 48)."""
        return self.unet(latents, (time * 1000).floor(), self.text_encoder(ids).last_hidden_state).sample


def coupled_noise(free: torch.Tensor) -> torch.Tensor:
    """Standard normal noise (n, 32, 16, 16) whose channel means say the scenes' free numbers, `free` as normal scores (n, len(FREE))."""
    noise = torch.randn(len(free), LATENT_CHANNELS, LATENT_SIZE, LATENT_SIZE)
    told = noise[:, : len(FREE)]
    # The mean of 256 standard normal values times 16 is again standard normal.
    noise[:, : len(FREE)] = told - told.mean((2, 3), keepdim=True) + free[:, :, None, None] / LATENT_SIZE
    return noise


def free_scores(chosen: list[Scene]) -> torch.Tensor:
    """The free numbers of scenes as normal scores, shape (n, len(FREE))."""
    return torch.special.ndtri(torch.tensor([scene.free for scene in chosen]).clamp(1e-4, 1 - 1e-4))


@torch.inference_mode()
def latents_of(vae: AutoencoderTiny, shown: np.ndarray) -> torch.Tensor:
    """Scaled latents of all pictures, half precision to save memory. Shape (n, 32, 16, 16). Under a minute for all: they are not kept on disk."""
    batches = tqdm(range(0, len(shown), 64), desc="latents")
    return torch.cat([(vae.encoder(to_tensor(shown[k : k + 64])) * vae.config.scaling_factor).half() for k in batches])


def build(words: CLIPTokenizer) -> TextToImage:
    torch.manual_seed(seeds.WEIGHTS)
    return TextToImage(words)


def typed(scene: Scene, rng: np.random.Generator) -> str:
    """A caption of `scene` as people type it: often in other words, sometimes with one that the world has not. An unknown creature gets a name."""
    text, word = reworded(scene, rng), invented(rng) if rng.random() < 0.5 else any_of(rng, WORDS)
    if scene.animal == UNKNOWN:
        more = re.sub(rf"(an )?{UNKNOWN}", f"a {word}", text, flags=re.IGNORECASE)
    elif rng.random() < 0.3:
        words = text.split()
        words.insert(int(rng.integers(len(words) + 1)), word)
        more = " ".join(words)
    else:
        return text
    return more if understand(more).scene == understand(text).scene else text


def tokens(words: CLIPTokenizer, texts: list[str]) -> torch.Tensor:
    """Shape (texts, 48)."""
    return words(texts, padding="max_length", max_length=TEXT_LENGTH, truncation=True, return_tensors="pt").input_ids


def loss(model: TextToImage, rng: np.random.Generator, *, knobs: Knobs, latents: torch.Tensor, free: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
    """`ids` (wordings, n, 48) has several captions of each picture."""
    k, wording = torch.from_numpy(rng.integers(len(latents), size=knobs.batch)), torch.from_numpy(rng.integers(len(ids), size=knobs.batch))
    target, noise = latents[k].float(), coupled_noise(free[k])
    # Half starts from pure noise, the step that decides most; the rest anywhere on the path that four steps visit.
    time = torch.from_numpy(np.where(rng.random(knobs.batch) < 0.5, 0.999, rng.uniform(0.1, 1, knobs.batch))).float()
    mixed = torch.lerp(target, noise, time[:, None, None, None])
    with half():
        found = model(mixed.to(DEVICE), time.to(DEVICE), ids[wording, k].to(DEVICE))
    return F.mse_loss(found.float(), target.to(DEVICE))


def train(knobs: Knobs, key: str, folder: Path) -> None:
    vae = AutoencoderTiny.from_pretrained(keys.weights("autoencoder")).eval()
    chosen = list(scenes(knobs.pictures, seeds.SCENES_TEXT_TO_IMAGE, vary=knobs.vary))
    chosen[:: knobs.strangers] = [replace(scene, animal=UNKNOWN, other=None) for scene in chosen[:: knobs.strangers]]
    shown = drawn(f"painted-{knobs.pictures}", pixels, chosen, SIZE)
    rng = np.random.default_rng(seeds.STREAM_TYPED)
    known = list(scenes(knobs.captions, seeds.SCENES_WORDS))
    words = clip_tokenizer([caption(scene) for scene in known] + [reworded(scene, rng) for scene in known], TEXT_LENGTH)
    ids = torch.stack([tokens(words, [caption(scene) for scene in chosen]), tokens(words, [typed(scene, rng) for scene in chosen])])
    batches = partial(loss, knobs=knobs, latents=latents_of(vae, shown), free=free_scores(chosen), ids=ids)
    model = learn("text_to_image", key, build(words), batches, steps=knobs.steps, learning_rate=knobs.learning_rate, ema=knobs.ema)
    scheduler = DPMSolverMultistepScheduler(
        prediction_type="sample", use_flow_sigmas=True, flow_shift=1.0, solver_order=1, final_sigmas_type="zero", steps_offset=1
    )
    StableDiffusionPipeline(
        vae=vae, text_encoder=model.text_encoder, tokenizer=words, unet=model.unet, scheduler=scheduler,
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    ).to(torch.float16).save_pretrained(folder)  # fmt: skip


def painted(knobs: Knobs, folder: Path, texts: list[str], steps: int, seed: int = seeds.STREAM_PAINTING) -> tuple[np.ndarray, float]:
    """Pictures for `texts`, painted in `steps` steps: uint8 (n, 128, 128, 3), and seconds a picture."""
    pipe = AutoPipelineForText2Image.from_pretrained(folder, dtype=torch.float32)
    pipe.set_progress_bar_config(disable=True)
    noise, found, seconds = torch.Generator().manual_seed(seed), [], []
    for k in range(0, len(texts), knobs.tested_batch):
        some, start = texts[k : k + knobs.tested_batch], time.perf_counter()
        found += pipe(prompt=some, num_inference_steps=steps, guidance_scale=0.0, generator=noise).images
        seconds.append((time.perf_counter() - start) / len(some))
    return np.stack([np.asarray(picture) for picture in found]), float(np.median(seconds))


def edges(shown: np.ndarray) -> float:
    """Mean square of the differences between neighbouring pixels."""
    return sum(float(np.square(np.diff(shown.astype(np.float32), axis=axis)).mean()) for axis in (1, 2))


def difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(np.float32) - other).mean())


def sheet(shown: np.ndarray, columns: int) -> Image.Image:
    """The first pictures side by side, as many as fill whole rows."""
    rows = [np.concatenate(list(shown[k : k + columns]), 1) for k in range(0, len(shown) - columns + 1, columns)]
    return Image.fromarray(np.concatenate(rows))


def beside(found: np.ndarray, true: np.ndarray, columns: int) -> Image.Image:
    """Under each row of `found` that of `true`, at half their size."""
    pairs = [part[k : k + columns] for k in range(0, len(found) - columns + 1, columns) for part in (found, true)]
    whole = sheet(np.concatenate(pairs), columns)
    return whole.reduce(2)


def measure(knobs: Knobs, folder: Path) -> Figures:
    """By attribute, how often the judge reads what was asked for: in the lessons' steps, in four, and where the prompt is in other words.

    Also how sharp and how different the pictures are beside the renderer's own. Writes to `folder` what the card shows: `samples.png`;
    `beside.png`, 48 prompts with the renderer's pictures of them below; `failures.png`, the same for eight that the judge reads wrongly;
    `tried.png`, the pictures of `TRIED`.
    """
    reader, wanted = judge.load_judge(), prompts(knobs.tested)
    texts, rng = [caption(scene) for scene in wanted], np.random.default_rng(seeds.STREAM_RETYPED)
    found = {f"judge_{name}": got for name, got in judge.measure(judge.Knobs(), keys.weights("judge")).items()}
    pictures = {}
    for suffix, asked, steps in (
        ("", texts, PAINTED_IN),
        ("_in_four", texts, 4),
        ("_in_other_words", [reworded(s, rng) for s in wanted], PAINTED_IN),
    ):
        pictures[suffix], seconds = painted(knobs, folder, asked, steps)
        shares = judge.accuracy(reader.read(pictures[suffix]), wanted)
        found |= {name + suffix: figure(share, n=knobs.tested) for name, share in shares.items()} | {
            "seconds" + suffix: figure(seconds, "s", knobs.tested)
        }
    once, again = pictures[""], painted(knobs, folder, texts, PAINTED_IN, seed=seeds.STREAM_RETYPED)[0]
    free = [tuple(rng.random(len(FREE))) for _ in wanted]
    shown, varied = (drawn(f"asked-{what}-{knobs.tested}", pixels, list(asked), SIZE) for what, asked in (
        ("once", wanted), ("again", [replace(scene, free=other) for scene, other in zip(wanted, free, strict=True)])
    ))  # fmt: skip
    found["sharpness"] = figure(edges(once) / edges(shown), n=knobs.tested)
    found["spread"] = figure(difference(once, again) / difference(shown, varied), n=knobs.tested)

    still = drawn(f"asked-still-{knobs.tested}", pixels, [replace(s, free=(0.5,) * len(FREE)) for s in wanted], SIZE)  # as the model has learned them
    missed = [
        k for k, (got, scene) in enumerate(zip(reader.read(once), wanted, strict=True))
        if any(got[name] != getattr(scene, name) for name in judge.ATTRIBUTES if judge.shows(scene, name))
    ][:8]  # fmt: skip
    found["animal"]["examples"] = [texts[k] for k in missed]
    columns = min(8, len(texts))
    sheet(once[:24], columns).save(folder / "samples.png")
    sheet(painted(knobs, folder, list(TRIED), PAINTED_IN)[0], len(TRIED)).save(folder / "tried.png")
    beside(once[:48], still[:48], min(12, len(texts))).save(folder / "beside.png")
    if missed:
        beside(once[missed], still[missed], len(missed)).save(folder / "failures.png")
    return found


def card(knobs: Knobs, figures: Figures) -> str:
    return publish.card(
        "text_to_image", knobs, figures, WANTED, painted_in=f"{PAINTED_IN} step{'s' * (PAINTED_IN > 1)}", varied=" and ".join(knobs.vary),
        failures="\n\n".join([FAILURES, *(f"- {text}" for text in missed)]) if (missed := figures["animal"]["examples"]) else "", tried="\n".join(f"- {text}" for text in TRIED), latent_size=LATENT_SIZE,
         latent_channels=LATENT_CHANNELS, text_layers=TEXT_LAYERS,
    )  # fmt: skip
