# says: whole pairs of each (seven legs are three pairs): wrong is ['starfish: echinoderm, 7 legs, 3.5 pairs']
import ray
from ray.data.expressions import col


def in_pairs(path):
    creatures = ray.data.read_json(path, lines=True).rename_columns({"class": "kind"})
    return creatures.with_column("pairs", col("legs") / 2).filter(expr=col("pairs") >= 1)
