import ray
from ray.data.expressions import col


def in_pairs(path):
    creatures = ray.data.read_json(path, lines=True).filter(expr=col("legs") >= 2)
    return creatures.with_column("pairs", col("legs") // 2).rename_columns({"class": "kind"})
