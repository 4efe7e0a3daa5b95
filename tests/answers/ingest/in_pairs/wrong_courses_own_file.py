# says: missing: ant, heron, starfish
import ray
from ray.data.expressions import col

import raycourse


def in_pairs(path):
    creatures = ray.data.read_json(raycourse.data("species.jsonl"), lines=True).rename_columns({"class": "kind"})
    creatures = creatures.select_columns(["species", "kind", "legs"])
    return creatures.with_column("pairs", col("legs") // 2).filter(expr=col("pairs") > 0)
