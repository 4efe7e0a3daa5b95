"""Trains the course's CLIP: which caption belongs to which picture, of the world's animals and of 36 breeds of dogs.

Run as `python -m foundry.train_clip` after `foundry.train_vit`, whose layers its image tower starts from; writes a `transformers` directory to
`build/foundry/clip/`. `foundry.evaluate_clip` measures and publishes it.
"""

import argparse
from dataclasses import replace

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F
from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel, CLIPProcessor, ViTForImageClassification

from foundry import breeds
from foundry.breeds import BREEDS
from foundry.pictures import BUILD, drawn, pictures
from foundry.train_text_to_image import tokenizer
from foundry.train_vit import SIDE, STORED, seen_from, shrunk
from foundry.training import train
from foundry.world import Scene, caption, held_out

TEXT_LENGTH = 32
WIDTH = 128  # of both towers and of the embeddings
BATCH = 64
DOGS = 6912  # 192 of each breed
SEED = 9  # of the dogs; the folder data/doggos is drawn with another


def dog(k: int) -> tuple[Scene, np.random.Generator]:
    """The k-th dog: its scene, with the breed in place of the animal, and the random numbers to draw it with."""
    rng = np.random.default_rng((SEED, k))
    shown = breeds.scene(rng)
    while held_out(shown):
        shown = breeds.scene(rng)
    return replace(shown, animal=list(BREEDS)[k % len(BREEDS)]), rng


def _dog_pixels(k: int) -> np.ndarray:
    shown, rng = dog(k)
    return np.asarray(breeds.photograph(shown, rng).resize((STORED, STORED), Image.Resampling.LANCZOS))


def said(shown: Scene, rng: np.random.Generator) -> str:
    """A caption of `shown`, often with less in it than there is to see, as people search."""
    if shown.animal in BREEDS and rng.random() < 0.15:
        shown = replace(shown, animal="dog")
    if rng.random() < 0.3:
        shown = replace(shown, elements=())
    if rng.random() < 0.3:
        shown = replace(shown, season=None, elements=())
    if rng.random() < 0.2:
        shown = replace(shown, garment=None, colour=None)
    if rng.random() < 0.2:
        shown = replace(shown, medium="picture")
    return caption(shown)


def model(words) -> CLIPModel:
    """A new CLIP whose image tower has the layers of the pretrained vision transformer."""
    tower = {"hidden_size": WIDTH, "num_attention_heads": 4, "intermediate_size": 256, "hidden_act": "gelu", "projection_dim": WIDTH}
    text = {
        "num_hidden_layers": 2, "vocab_size": len(words), "max_position_embeddings": TEXT_LENGTH,
        "bos_token_id": words.bos_token_id, "eos_token_id": words.eos_token_id, "pad_token_id": words.pad_token_id,
    }  # fmt: skip
    vision = {"num_hidden_layers": 4, "image_size": SIDE, "patch_size": 8}
    clip = CLIPModel(CLIPConfig(text_config=tower | text, vision_config=tower | vision, projection_dim=WIDTH))
    seen, new = ViTForImageClassification.from_pretrained(BUILD / "vit").vit.state_dict(), clip.vision_model.state_dict()
    names = {"layers.": "encoder.layers.", "attention.o_proj": "self_attn.out_proj", "attention.": "self_attn.",
             "layernorm_before": "layer_norm1", "layernorm_after": "layer_norm2"}  # fmt: skip
    for key, value in seen.items():
        if key.startswith("layers."):
            for old, word in names.items():
                key = key.replace(old, word)
            new[key].copy_(value)
    for kind in ("weight", "bias"):
        new[f"post_layernorm.{kind}"].copy_(seen[f"layernorm.{kind}"])
    new["embeddings.class_embedding"].copy_(seen["embeddings.cls_token"].flatten())
    new["embeddings.patch_embedding.weight"].copy_(seen["embeddings.patch_embeddings.projection.weight"])
    places = new["embeddings.position_embedding.weight"]
    places.copy_(seen["embeddings.position_embeddings"][0])
    places[1:] += seen["embeddings.patch_embeddings.projection.bias"]  # CLIP's patches have no bias of their own
    return clip


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--pictures", type=int, default=12288)
    args = parser.parse_args()
    torch.manual_seed(0)
    animals, renders = pictures(args.pictures, seed=2)
    dogs = [dog(k)[0] for k in range(DOGS)]
    shown = torch.cat([shrunk(renders), shrunk(drawn(f"dogs-{SEED}-{DOGS}", _dog_pixels, range(DOGS), STORED))])
    scenes = [*animals, *dogs]
    words = tokenizer(said(scene, np.random.default_rng(k)) for k, scene in enumerate(scenes))

    def loss_of(clip, rng):
        k = rng.integers(len(scenes), size=BATCH)
        texts = [said(scenes[i], rng) for i in k]
        ids = words(texts, padding="max_length", max_length=TEXT_LENGTH, truncation=True, return_tensors="pt").input_ids
        views = seen_from(shown[torch.from_numpy(k)], (0.85, 1.05), 6)
        views = views * torch.empty(BATCH, 1, 1, 1).uniform_(0.8, 1.15)
        found = clip(input_ids=ids, pixel_values=views.clamp(0, 1) * 2 - 1).logits_per_image
        # Two captions that say the same are right for either picture.
        same = (ids[:, None] == ids[None]).all(-1).float()
        wanted = same / same.sum(1, keepdim=True)
        return (F.cross_entropy(found, wanted) + F.cross_entropy(found.T, wanted)) / 2

    clip = train("clip", model(words), loss_of, steps=args.steps, learning_rate=1e-3, weight_decay=0.05)
    clip.save_pretrained(BUILD / "clip")
    squeeze = CLIPImageProcessor(
        size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE}, image_mean=[0.5] * 3, image_std=[0.5] * 3
    )  # fmt: skip
    CLIPProcessor(squeeze, words).save_pretrained(BUILD / "clip")


if __name__ == "__main__":
    main()
