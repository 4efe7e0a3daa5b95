# says: expected kind, legs, pairs, species; got class, kind, legs, pairs, species
import ray
from ray.data.expressions import col


def in_pairs(path):
    creatures = ray.data.read_json(path, lines=True).with_column("kind", col("class"))
    return creatures.with_column("pairs", col("legs") // 2).filter(expr=col("pairs") > 0)
