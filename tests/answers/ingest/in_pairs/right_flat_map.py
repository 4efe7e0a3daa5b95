import ray


def in_pairs(path):
    def pairs(row):
        if row["legs"] < 2:
            return []
        return [{"species": row["species"], "kind": row["class"], "legs": row["legs"], "pairs": row["legs"] // 2}]

    return ray.data.read_json(path, lines=True).flat_map(pairs)
