"""The autoencoder of the text-to-image model: 128x128 pictures to 16x16 latents of 32 channels, and back.

The encoder is not trained: it is the principal component analysis of 8x8 patches, written into the encoder's convolutions, which are
linear when no block stands between them. Only the decoder learns. That costs minutes, where training both ends took hours to get the
colours right; and latents exist at once.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderTiny
from torch import nn
from torch.nn import functional as F

from foundry.kit import seeds
from foundry.kit.pictures import SIZE, pictures, to_tensor
from foundry.kit.publish import Figures, figure
from foundry.kit.training import DEVICE
from foundry.kit.training import train as learn

NEEDS = ()
LATENT_CHANNELS = 32
WIDTH = 48  # what the encoder needs: 4x4 pixels of 3 colours


@dataclass(frozen=True)
class Knobs:
    steps: int = 2500
    batch: int = 16
    crop: int = 64  # pixels of a side: crops cost a quarter of whole pictures
    learning_rate: float = 2e-3
    ema: float = 0.995
    pictures: int = 16384
    components: int = 1500  # pictures that the encoder's components are of
    tested: int = 256  # unseen renders


def autoencoder() -> AutoencoderTiny:
    # No block at full resolution: that is where the time goes, and the last upsampling convolution draws edges well enough.
    return AutoencoderTiny(
        encoder_block_out_channels=(WIDTH,) * 4,
        decoder_block_out_channels=(WIDTH,) * 4,
        num_encoder_blocks=(0, 0, 0, 0),
        num_decoder_blocks=(3, 3, 2, 0),
        latent_channels=LATENT_CHANNELS,
    )


@torch.no_grad()
def set_encoder(model: AutoencoderTiny, pixels: np.ndarray) -> None:
    """Writes the patches' principal components into the encoder, and the scale that the diffusion model sees into the config.

    Two strided convolutions gather 4x4 pixels into 48 channels; the third takes 2x2 of those to the components. Component k is divided by
    the square root of its standard deviation: between whitening, which asks the diffusion model for fine detail as loudly as for the
    animal, and plain PCA, which hardly asks at all.
    """
    conv = [layer for layer in model.encoder.layers if isinstance(layer, nn.Conv2d)]
    for layer in conv:
        nn.init.zeros_(layer.weight)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
    for channel in range(3):
        conv[0].weight[channel, channel, 1, 1] = 1
    for layer, channels in ((conv[1], 3), (conv[2], 12)):
        for k in range(channels * 4):
            layer.weight[k, k // 4, 1 + k // 2 % 2, 1 + k % 2] = 1
    gathered = conv[2](conv[1](conv[0]((to_tensor(pixels) + 1) / 2)))
    patches = F.unfold(gathered, 2, stride=2).transpose(1, 2).reshape(-1, 4 * WIDTH).double()
    mean = patches.mean(0)
    variance, axes = torch.linalg.eigh(torch.cov((patches - mean).T))
    deviation = variance.flip(0)[:LATENT_CHANNELS].sqrt()
    # The decoder squeezes its input by tanh(x / 3): the largest component gets a standard deviation of 0.8.
    rows = (axes.flip(1)[:, :LATENT_CHANNELS] / (deviation * deviation.max()).sqrt() * 0.8).T
    conv[3].weight[:LATENT_CHANNELS, :, 1:, 1:] = rows.reshape(LATENT_CHANNELS, WIDTH, 2, 2).float()
    for channel in range(LATENT_CHANNELS):
        conv[4].weight[channel, channel, 1, 1] = 1
    conv[4].bias[:] = -(rows @ mean).float()
    model.register_to_config(scaling_factor=round(1 / (0.8 * (deviation / deviation.max()).mean().sqrt().item()), 4))


def reconstruction_loss(out: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """L1 of pixels and of their differences, which keeps edges sharp."""
    loss = F.l1_loss(out, target)
    for axis in (2, 3):
        loss = loss + F.l1_loss(out.diff(dim=axis), target.diff(dim=axis))
    return loss


def build(pixels: np.ndarray) -> AutoencoderTiny:
    """The network with its final encoder, made from `pixels`, and a decoder that has learned nothing yet."""
    torch.manual_seed(seeds.WEIGHTS)
    model = autoencoder().to(memory_format=torch.channels_last)
    set_encoder(model, pixels)
    return model


def loss(
    decoder: nn.Module, rng: np.random.Generator, *, knobs: Knobs, pixels: np.ndarray, encoder: nn.Module, deviation: torch.Tensor
) -> torch.Tensor:
    # Without norm layers the network cannot tell crops from whole pictures; aligned to the latents' grid.
    k = rng.integers(len(pixels), size=knobs.batch)
    y, x = rng.integers((SIZE - knobs.crop) // 8 + 1, size=(2, knobs.batch)) * 8
    target = to_tensor(np.stack([pixels[i, a : a + knobs.crop, b : b + knobs.crop] for i, a, b in zip(k, y, x, strict=True)]))
    target = target.to(DEVICE, memory_format=torch.channels_last)
    with torch.no_grad():
        latents = encoder(target)
        # A little noise, so that the small errors of the diffusion model are forgiven.
        latents = latents + 0.1 * rng.random() * deviation * torch.randn_like(latents)
    return reconstruction_loss(decoder(latents), target)


def train(knobs: Knobs, key: str, folder: Path) -> None:
    _, pixels = pictures(knobs.pictures, seeds.SCENES_AUTOENCODER)
    model = build(pixels[: knobs.components])
    deviation = model.encoder(to_tensor(pixels[:256])).std((0, 2, 3), keepdim=True).detach().to(DEVICE)
    model.encoder.to(DEVICE)
    batches = partial(loss, knobs=knobs, pixels=pixels, encoder=model.encoder, deviation=deviation)
    model.decoder = learn("autoencoder", key, model.decoder, batches, steps=knobs.steps, learning_rate=knobs.learning_rate, ema=knobs.ema)
    model.cpu().save_pretrained(folder)


@torch.inference_mode()
def measure(knobs: Knobs, folder: Path) -> Figures:
    """How far a picture is from itself after encoding and decoding."""
    model = AutoencoderTiny.from_pretrained(folder).eval()
    _, pixels = pictures(knobs.tested, seeds.SCENES_UNSEEN, unseen=True)
    errors = [(model(part).sample.clamp(-1, 1) - part).abs().mean((1, 2, 3)) for part in to_tensor(pixels).split(32)]
    return {"error": figure(torch.cat(errors).mean().item() / 2, "share of the range of a channel", knobs.tested)}
