"""Makes the autoencoder of the text-to-image model: 128x128 pictures to 16x16 latents of 32 channels, and back.

Run as `python -m foundry.train_autoencoder`; writes `build/foundry/text_to_image/vae`.

The encoder is not trained: it is the principal component analysis of 8x8 patches, written into the encoder's convolutions, which are
linear when no block stands between them. Only the decoder learns. That costs minutes, where training both ends took hours to get the
colours right; and latents exist at once, so that the diffusion model can train beside the decoder.
"""

import argparse

import numpy as np
import torch
from diffusers import AutoencoderTiny
from torch import nn
from torch.nn import functional as F

from foundry.pictures import BUILD, SIZE, pictures
from foundry.training import train

LATENT_CHANNELS = 32
WIDTH = 48  # what the encoder needs: 4x4 pixels of 3 colours
CROP = 64


def autoencoder() -> AutoencoderTiny:
    # No block at full resolution: that is where the time goes, and the last upsampling convolution draws edges well enough.
    return AutoencoderTiny(
        encoder_block_out_channels=(WIDTH,) * 4,
        decoder_block_out_channels=(WIDTH,) * 4,
        num_encoder_blocks=(0, 0, 0, 0),
        num_decoder_blocks=(3, 3, 2, 0),
        latent_channels=LATENT_CHANNELS,
    )


def to_tensor(pixels: np.ndarray) -> torch.Tensor:
    """uint8 pictures (n, height, width, 3) as floats in [-1, 1] of shape (n, 3, height, width)."""
    return torch.tensor(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1


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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument("--pictures", type=int, default=16384)
    args = parser.parse_args()
    _, pixels = pictures(args.pictures, seed=1)
    torch.manual_seed(0)
    model = autoencoder().to(memory_format=torch.channels_last)
    set_encoder(model, pixels[:1500])
    model.save_pretrained(BUILD / "text_to_image" / "vae")  # the encoder is final: the diffusion model may start
    deviation = model.encoder(to_tensor(pixels[:256])).std((0, 2, 3), keepdim=True).detach()

    def loss_of(decoder, rng):
        # Crops cost a quarter of whole pictures, and without norm layers the network cannot tell; aligned to the latents' grid.
        k = rng.integers(len(pixels), size=16)
        y, x = rng.integers((SIZE - CROP) // 8 + 1, size=(2, 16)) * 8
        target = to_tensor(np.stack([pixels[i, a : a + CROP, b : b + CROP] for i, a, b in zip(k, y, x, strict=True)]))
        target = target.to(memory_format=torch.channels_last)
        with torch.no_grad():
            latents = model.encoder(target)
            # A little noise, so that the small errors of the diffusion model are forgiven.
            latents = latents + 0.1 * rng.random() * deviation * torch.randn_like(latents)
        return reconstruction_loss(decoder(latents), target)

    model.decoder = train("decoder", model.decoder, loss_of, steps=args.steps, learning_rate=2e-3, ema=0.995)
    model.save_pretrained(BUILD / "text_to_image" / "vae")


if __name__ == "__main__":
    main()
