"""What the models are asked when they are measured."""

from itertools import islice

from foundry.kit import seeds
from foundry.world.scenes import Scene, scenes


def prompts(count: int) -> list[Scene]:
    """Scenes whose (animal, garment, colour) no model trained on, each with two elements of a season, as the enhancer writes them."""
    found = (scene for scene in scenes(10 * count, seeds.SCENES_PROMPTS, unseen=True) if len(scene.elements) == 2)
    return list(islice(found, count))
