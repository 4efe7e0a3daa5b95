"""Trains the autoencoder of the text-to-image model: 128x128 pictures to 16x16 latents of 16 channels, and back.

Run as `python -m foundry.train_autoencoder`; writes `build/foundry/text_to_image/vae`.
"""

import argparse

import numpy as np
import torch
from diffusers import AutoencoderTiny
from torch.nn import functional as F

from foundry.pictures import BUILD, SIZE, pictures
from foundry.training import train

LATENT_CHANNELS = 16
CROP = 64


def autoencoder() -> AutoencoderTiny:
    # No block at full resolution: that is where the time goes, and the last upsampling convolution draws edges well enough.
    return AutoencoderTiny(
        encoder_block_out_channels=(48,) * 4,
        decoder_block_out_channels=(48,) * 4,
        num_encoder_blocks=(0, 1, 2, 3),
        num_decoder_blocks=(3, 3, 2, 0),
        latent_channels=LATENT_CHANNELS,
    )


def to_tensor(pixels: np.ndarray) -> torch.Tensor:
    """uint8 pictures (n, height, width, 3) as floats in [-1, 1] of shape (n, 3, height, width)."""
    return torch.from_numpy(np.ascontiguousarray(pixels)).permute(0, 3, 1, 2).float() / 127.5 - 1


def reconstruction_loss(out: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """L1 of pixels, of their differences (edges), and of 8x8 means (colours)."""
    loss = F.l1_loss(out, target) + F.l1_loss(F.avg_pool2d(out, 8), F.avg_pool2d(target, 8))
    for axis in (2, 3):
        loss = loss + F.l1_loss(out.diff(dim=axis), target.diff(dim=axis))
    return loss


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=2600)
    parser.add_argument("--pictures", type=int, default=6144)
    args = parser.parse_args()
    _, pixels = pictures(args.pictures, seed=1)

    def loss_of(model, rng):
        # Crops cost a quarter of whole pictures, and without norm layers the network cannot tell; aligned to the latents' grid.
        k = rng.integers(len(pixels), size=16)
        y, x = rng.integers((SIZE - CROP) // 8 + 1, size=(2, 16)) * 8
        crops = np.stack([pixels[i, a : a + CROP, b : b + CROP] for i, a, b in zip(k, y, x, strict=True)])
        target = to_tensor(crops).to(memory_format=torch.channels_last)
        z = model.encoder(target)
        # Latents of about unit variance, read through a little noise, leave the diffusion model room for small errors.
        spread = F.relu(z.pow(2).mean((0, 2, 3)) - 1).mean() + z.mean((0, 2, 3)).pow(2).mean()
        return reconstruction_loss(model.decoder(z + 0.05 * torch.randn_like(z)), target) + 0.02 * spread

    model = autoencoder().to(memory_format=torch.channels_last)
    model = train("autoencoder", model, loss_of, steps=args.steps, learning_rate=2e-3, ema=0.995)
    with torch.inference_mode():
        z = torch.cat([model.encoder(to_tensor(pixels[k : k + 64])) for k in range(0, 512, 64)])
    model.register_to_config(scaling_factor=round(1 / z.std().item(), 4))
    model.save_pretrained(BUILD / "text_to_image" / "vae")


if __name__ == "__main__":
    main()
