"""Trains the text-to-image model: a rectified flow on the autoencoder's latents, with a text encoder trained along with it.

Run as `python -m foundry.train_text_to_image` after `foundry.train_autoencoder`; writes the diffusers pipeline `build/foundry/text_to_image`.

A rectified flow (Liu et al. 2022, arXiv:2209.03003) follows straight paths from noise to a picture's latents. With noise drawn apart from
the picture, what a caption leaves open is averaged at the first step, and few steps give blurred pictures. Here the renderer tells what its
captions leave open (`Scene.free`), so noise and picture are drawn *together*: the mean of the noise's channel k says free number k. The
noise is still standard normal, nothing is left to average, and four steps (even one) are enough. The network predicts the picture rather
than the velocity: from pure noise, it need not carry the noise through to its output.
"""

import argparse
import json
from collections.abc import Iterable

import numpy as np
import torch
from diffusers import AutoencoderTiny, DPMSolverMultistepScheduler, StableDiffusionPipeline, UNet2DConditionModel
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers
from torch import nn
from torch.nn import functional as F
from tqdm import tqdm
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from foundry.pictures import BUILD, pictures
from foundry.train_autoencoder import LATENT_CHANNELS, to_tensor
from foundry.training import train
from foundry.world import FREE, Scene, caption, scenes

LATENT_SIZE = 16  # of SIZE / 8
TEXT_LENGTH = 32
TEXT_WIDTH = 192
BATCH = 16
# What the model learns to vary by its noise; position, size and pose stay as they are in the middle of their range. Two cores do not learn
# them all in the time that `make models` has.
TAUGHT = ("light",)
FOLDER = BUILD / "text_to_image"


def tokenizer(captions: Iterable[str]) -> CLIPTokenizer:
    """A CLIP tokenizer whose byte-pair merges are learned from `captions`: every word of theirs is one token, others fall apart."""
    learner = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    split = pre_tokenizers.Split(Regex(r"\p{L}+|\p{N}|[^\s\p{L}\p{N}]+"), behavior="removed", invert=True)  # as CLIPTokenizer does
    learner.pre_tokenizer = pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False)])
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    learner.train_from_iterator(
        captions,
        trainers.BpeTrainer(vocab_size=2000, initial_alphabet=alphabet, end_of_word_suffix="</w>", show_progress=False),
    )
    state = json.loads(learner.model.__getstate__())
    vocab = dict(state["vocab"])
    for word in [byte + "</w>" for byte in alphabet] + ["<|startoftext|>", "<|endoftext|>"]:
        vocab.setdefault(word, len(vocab))
    merges = [tuple(m) if isinstance(m, list) else tuple(m.split(" ")) for m in state["merges"]]
    return CLIPTokenizer(vocab=vocab, merges=merges, model_max_length=TEXT_LENGTH)


def text_encoder(words: CLIPTokenizer) -> CLIPTextModel:
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(words),
            hidden_size=TEXT_WIDTH,
            intermediate_size=4 * TEXT_WIDTH,
            projection_dim=TEXT_WIDTH,
            num_hidden_layers=3,
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
    )


class TextToImage(nn.Module):
    """The two networks that are trained together."""

    def __init__(self, words: CLIPTokenizer):
        super().__init__()
        self.text_encoder, self.unet = text_encoder(words), unet()

    def forward(self, latents: torch.Tensor, time: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        """The picture's latents, read from `latents` (n, 32, 16, 16) at `time` (n,) in [0, 1], for token `ids` (n, 32)."""
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
def latents_of(vae: AutoencoderTiny, pixels: np.ndarray) -> torch.Tensor:
    """Scaled latents of all pictures, half precision to save memory. Shape (n, 32, 16, 16)."""
    batches = tqdm(range(0, len(pixels), 64), desc="latents")
    return torch.cat([(vae.encoder(to_tensor(pixels[k : k + 64])) * vae.config.scaling_factor).half() for k in batches])


def save_pipeline(model: TextToImage, vae: AutoencoderTiny, words: CLIPTokenizer) -> None:
    """Writes the pipeline folder, weights in half precision."""
    scheduler = DPMSolverMultistepScheduler(
        prediction_type="sample", use_flow_sigmas=True, flow_shift=1.0, solver_order=1, final_sigmas_type="zero", steps_offset=1
    )
    StableDiffusionPipeline(
        vae=vae, text_encoder=model.text_encoder, tokenizer=words, unet=model.unet, scheduler=scheduler,
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    ).to(torch.float16).save_pretrained(FOLDER)  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=5600)
    parser.add_argument("--pictures", type=int, default=10240)
    args = parser.parse_args()
    torch.manual_seed(0)
    words = tokenizer(caption(scene) for scene in scenes(4000, seed=0))
    vae = AutoencoderTiny.from_pretrained(FOLDER / "vae").eval()
    chosen, pixels = pictures(args.pictures, seed=4, vary=TAUGHT)
    cached = BUILD / "latents.pt"
    if not cached.exists():
        torch.save(latents_of(vae, pixels), cached)
    latents = torch.load(cached)
    ids = words([caption(s) for s in chosen], padding="max_length", max_length=TEXT_LENGTH, truncation=True, return_tensors="pt").input_ids
    free = free_scores(chosen)

    def loss_of(model, rng):
        k = torch.from_numpy(rng.integers(len(latents), size=BATCH))
        target, noise = latents[k].float(), coupled_noise(free[k])
        # Half starts from pure noise, the step that decides most; the rest anywhere on the path that four steps visit.
        time = torch.from_numpy(np.where(rng.random(BATCH) < 0.5, 0.999, rng.uniform(0.1, 1, BATCH))).float()
        mixed = torch.lerp(target, noise, time[:, None, None, None])
        return F.mse_loss(model(mixed, time, ids[k]), target)

    model = train("text_to_image", TextToImage(words), loss_of, steps=args.steps, learning_rate=1e-3, ema=0.995)
    save_pipeline(model, vae, words)


if __name__ == "__main__":
    main()
