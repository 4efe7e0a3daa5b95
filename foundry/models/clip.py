"""The course's CLIP: which caption belongs to which picture, of the world's animals and of the breeds of dogs.

Its image tower starts from the layers of the vision transformer.
"""

import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F
from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel, CLIPProcessor, CLIPTokenizer, ViTForImageClassification

from foundry.data import breeds
from foundry.data.breeds import BREEDS
from foundry.kit import keys, publish, seeds
from foundry.kit.pictures import drawn, pictures, pixels
from foundry.kit.prompts import prompts
from foundry.kit.publish import Figures, Wanted, figure
from foundry.kit.training import DEVICE
from foundry.kit.training import train as learn
from foundry.kit.views import SIDE, STORED, seen_from, shrunk
from foundry.kit.words import clip_tokenizer
from foundry.world.animals import ANIMALS
from foundry.world.scenes import Scene, article, caption, held_out
from foundry.world.words import COLOURS, GARMENTS
from raycourse.settings import PROJECT

NEEDS = ("vit",)
TEXT_LENGTH = 48  # tokens, two of them for begin and end
WIDTH = 128  # of both towers and of the embeddings


@dataclass(frozen=True)
class Knobs:
    steps: int = 3000
    batch: int = 64
    learning_rate: float = 1e-3
    weight_decay: float = 0.05
    pictures: int = 12288  # of animals
    dogs: int = 6912  # 192 of each breed
    tested: int = 1024  # unseen renders
    tested_dressed: int = 400  # dogs that wear something
    tested_prompts: int = 200


WANTED = (
    Wanted("breed", f"zero-shot breed, of {len(BREEDS)}, pictures of `data/doggos/test`", 0.9),
    Wanted("animal", f"zero-shot animal, of {len(ANIMALS)}, renders", 0.9),
    Wanted("recall", "the right picture first for a caption", 0.8),
    Wanted("weights", "weights, MB", 20, "{:.1f}", at_most=True),
)


def dog(k: int) -> tuple[Scene, np.random.Generator]:
    """The k-th dog: its scene, with the breed in place of the animal, and the random numbers to draw it with."""
    rng = np.random.default_rng((seeds.PICTURES_DOGS, k))
    shown = breeds.scene(rng)
    while held_out(shown):
        shown = breeds.scene(rng)
    return replace(shown, animal=list(BREEDS)[k % len(BREEDS)]), rng


def dog_pixels(k: int) -> np.ndarray:
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


def build(words: CLIPTokenizer) -> CLIPModel:
    """A new CLIP whose image tower has the layers of the pretrained vision transformer."""
    torch.manual_seed(seeds.WEIGHTS)
    tower = {"hidden_size": WIDTH, "num_attention_heads": 4, "intermediate_size": 256, "hidden_act": "gelu", "projection_dim": WIDTH}
    text = {
        "num_hidden_layers": 2, "vocab_size": len(words), "max_position_embeddings": TEXT_LENGTH,
        "bos_token_id": words.bos_token_id, "eos_token_id": words.eos_token_id, "pad_token_id": words.pad_token_id,
    }  # fmt: skip
    vision = {"num_hidden_layers": 4, "image_size": SIDE, "patch_size": 8}
    clip = CLIPModel(CLIPConfig(text_config=tower | text, vision_config=tower | vision, projection_dim=WIDTH))
    seen, new = ViTForImageClassification.from_pretrained(keys.weights("vit")).vit.state_dict(), clip.vision_model.state_dict()
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


def loss(clip: CLIPModel, rng: np.random.Generator, *, knobs: Knobs, scenes: list[Scene], shown: torch.Tensor, words: CLIPTokenizer) -> torch.Tensor:
    k = rng.integers(len(scenes), size=knobs.batch)
    texts = [said(scenes[i], rng) for i in k]
    ids = words(texts, padding="max_length", max_length=TEXT_LENGTH, truncation=True, return_tensors="pt").input_ids
    views = seen_from(shown[torch.from_numpy(k)], (0.85, 1.05), 6)
    views = views * torch.empty(knobs.batch, 1, 1, 1).uniform_(0.8, 1.15)
    ids, views = ids.to(DEVICE), views.to(DEVICE)
    found = clip(input_ids=ids, pixel_values=views.clamp(0, 1) * 2 - 1).logits_per_image
    # Two captions that say the same are right for either picture.
    same = (ids[:, None] == ids[None]).all(-1).float()
    wanted = same / same.sum(1, keepdim=True)
    return (F.cross_entropy(found, wanted) + F.cross_entropy(found.T, wanted)) / 2


def train(knobs: Knobs, key: str, folder: Path) -> None:
    animals, renders = pictures(knobs.pictures, seeds.SCENES_ANIMALS)
    photos = drawn(f"dogs-{seeds.PICTURES_DOGS}-{knobs.dogs}", dog_pixels, range(knobs.dogs), STORED)
    scenes, shown = [*animals, *(dog(k)[0] for k in range(knobs.dogs))], torch.cat([shrunk(renders), shrunk(photos)])
    words = clip_tokenizer((said(scene, np.random.default_rng(k)) for k, scene in enumerate(scenes)), TEXT_LENGTH)
    batches = partial(loss, knobs=knobs, scenes=scenes, shown=shown, words=words)
    clip = learn("clip", key, build(words), batches, steps=knobs.steps, learning_rate=knobs.learning_rate, weight_decay=knobs.weight_decay)
    clip.save_pretrained(folder)
    squeeze = CLIPImageProcessor(
        size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE}, image_mean=[0.5] * 3, image_std=[0.5] * 3
    )  # fmt: skip
    CLIPProcessor(squeeze, words).save_pretrained(folder)


class Clip:
    """The model as the course calls it: pictures and texts in, unit vectors out."""

    def __init__(self, folder: Path):
        self.model = CLIPModel.from_pretrained(folder).eval()
        self.processor = CLIPProcessor.from_pretrained(folder)

    @torch.inference_mode()
    def of_pictures(self, found: list[Image.Image]) -> torch.Tensor:
        """Shape (pictures, WIDTH)."""
        parts = [self.processor(images=found[k : k + 64], return_tensors="pt") for k in range(0, len(found), 64)]
        vectors = torch.cat([self.model.get_image_features(**part).pooler_output for part in parts])
        return F.normalize(vectors, dim=1)

    @torch.inference_mode()
    def of_texts(self, texts: list[str]) -> torch.Tensor:
        """Shape (texts, WIDTH)."""
        vectors = self.model.get_text_features(**self.processor(text=texts, return_tensors="pt", padding=True)).pooler_output
        return F.normalize(vectors, dim=1)


def named(names: list[str]) -> list[str]:
    return [f"a photo of {article(name)} {name}" for name in names]


def dressed_dogs(count: int) -> list[tuple[Scene, Image.Image]]:
    """Dogs of all breeds that wear something, by a seed that neither training nor `data/doggos` has."""
    found, k = [], 0
    while len(found) < count:
        rng = np.random.default_rng((seeds.PICTURES_DRESSED, k))
        shown = breeds.scene(rng)
        if shown.garment:
            found.append((shown, breeds.photograph(replace(shown, animal=list(BREEDS)[k % len(BREEDS)]), rng)))
        k += 1
    return found


def zero_shot(shown: torch.Tensor, texts: torch.Tensor, right: list[int]) -> dict:
    """The share of pictures whose nearest text is the right one, by its index."""
    return figure(((shown @ texts.T).argmax(1) == torch.tensor(right)).float().mean().item(), n=len(right))


def measure(knobs: Knobs, folder: Path) -> Figures:
    clip, kinds, animals = Clip(folder), list(BREEDS), list(ANIMALS)
    files = sorted((PROJECT / "data" / "doggos" / "test").rglob("*.jpg"))
    start = time.perf_counter()
    dogs = clip.of_pictures([Image.open(path).convert("RGB") for path in files])
    seconds = (time.perf_counter() - start) / len(files)

    scenes, renders = pictures(knobs.tested, seeds.SCENES_UNSEEN, unseen=True)
    dressed = dressed_dogs(knobs.tested_dressed)
    outfits = [(colour, garment) for colour in COLOURS for garment in GARMENTS]
    asked = prompts(knobs.tested_prompts)
    prompted = drawn(f"prompts-{len(asked)}", pixels, asked, 128)
    # By caption, the right picture among all: texts and pictures change places.
    recall = zero_shot(
        clip.of_texts([caption(scene) for scene in asked]), clip.of_pictures(list(map(Image.fromarray, prompted))), list(range(len(asked)))
    )
    return {
        "breed": zero_shot(dogs, clip.of_texts(named(kinds)), [kinds.index(path.parent.name.replace("_", " ")) for path in files]),
        "animal": zero_shot(
            clip.of_pictures(list(map(Image.fromarray, renders))), clip.of_texts(named(animals)), [animals.index(scene.animal) for scene in scenes]
        ),
        "recall": recall,
        "worn": zero_shot(
            clip.of_pictures([photo for _, photo in dressed]),
            clip.of_texts([caption(Scene("dog", garment, colour)) for colour, garment in outfits]),
            [outfits.index((shown.colour, shown.garment)) for shown, _ in dressed],
        ),
        "milliseconds": figure(1000 * seconds, "ms", len(files)),
    }


def card(knobs: Knobs, figures: Figures) -> str:
    return publish.card(
        "clip", knobs, figures, WANTED, side=SIDE, width=WIDTH, length=TEXT_LENGTH, breeds=len(BREEDS), outfits=len(COLOURS) * len(GARMENTS)
    )
