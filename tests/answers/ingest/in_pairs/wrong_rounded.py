# says: 7 legs, 4 pairs
import ray


def in_pairs(path):
    creatures = ray.data.read_json(path, lines=True).rename_columns({"class": "kind"})
    return creatures.map(lambda row: {**row, "pairs": round(row["legs"] / 2)}).filter(lambda row: row["pairs"] > 0)
