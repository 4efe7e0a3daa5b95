# says: missing: heron
import ray
from ray.data.expressions import col


def in_pairs(path):
    creatures = ray.data.read_json(path, lines=True).rename_columns({"class": "kind"})
    return creatures.with_column("pairs", col("legs") // 2).filter(expr=col("pairs") > 1)
