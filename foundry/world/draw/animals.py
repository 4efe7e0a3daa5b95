"""An animal: a body by its plan, a head, a tail and marks, by the names in its `Animal`."""

from foundry.world.animals import Animal
from foundry.world.draw.bodies import PLANS, Figure, Pose
from foundry.world.draw.coats import BODY_MARKS, TAILS
from foundry.world.draw.heads import EARS, EYES, HEAD_MARKS, MUZZLES, shape_head
from foundry.world.draw.solid import Clay

# Marks that a plan looks up and draws.
_ELSEWHERE = {"perches", "dark limbs", "bright wings", "pale belly", "tall fin", "bare neck", "wing cases"}

# What an `Animal` may name.
KINDS = {"plan": PLANS, "ear": EARS, "muzzle": MUZZLES, "tail": TAILS, "eyes": EYES, "marks": {*BODY_MARKS, *HEAD_MARKS, *_ELSEWHERE}}


def shape_animal(pen: Clay, a: Animal, pose: Pose) -> Figure:
    """Shapes `a` and returns where garments fit on it."""
    figure = PLANS[a.plan](pen, a, pose)
    shape_head(figure.head, a)
    if figure.rear:
        TAILS[a.tail](figure.rear.of("tail"), a)
    for name, mark in BODY_MARKS.items():
        if name in a.marks:
            mark(figure, a)
    return figure
