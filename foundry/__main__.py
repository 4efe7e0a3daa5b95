"""Makes the course's data and models: `python -m foundry draw|train|measure|publish NAME`, where NAME may be `all`."""

import argparse
import json
from importlib import import_module

from foundry import models
from foundry.kit import publish, seeds
from raycourse.settings import PROJECT


def draw(name: str) -> None:
    import_module(f"foundry.data.{name}").write(PROJECT / "data", *seeds.DATA[name])


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m foundry", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    drawn = list(seeds.DATA)
    for verb, known, what in (
        ("draw", drawn, "draws the data set anew: data/ but for the models"),
        ("train", models.names(), "trains a model, or goes on where it stopped; weights in build/foundry/NAME/weights"),
        ("measure", models.names(), "measures a trained model; figures in build/foundry/NAME/figures.json"),
        ("publish", models.names(), "puts a measured model with its card into data/models/NAME"),
    ):
        command = verbs.add_parser(verb, help=what, description=what)
        command.add_argument("name", metavar="NAME", choices=["all", *known], help=f"all, {', '.join(known)}")
        if verb == "train":
            command.add_argument("--steps", type=int, help="in place of the model's own")
    given = parser.parse_args(arguments)
    for name in (drawn if given.verb == "draw" else models.names()) if given.name == "all" else [given.name]:
        if given.verb == "draw":
            draw(name)
        elif given.verb == "train":
            models.train(name, given.steps)
        elif given.verb == "measure":
            print(json.dumps(models.measure(name), indent=1))
        elif card := models.card(name):
            publish.publish(name, card)
        elif given.name != "all":
            parser.error(f"{name} is never published: it serves another model")


if __name__ == "__main__":
    main()
