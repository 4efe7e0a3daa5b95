# says: a dataset comes back: expected a ray.data.Dataset, got None (did you forget `return`?)
import ray


def in_pairs(path):
    def add(row):
        return {"species": row["species"], "kind": row["class"], "legs": row["legs"], "pairs": row["legs"] // 2}

    ray.data.read_json(path, lines=True).map(add).filter(lambda row: row["pairs"] > 0).show()
