import ray


def one_row_per_animal(path, season):
    def animals(frame):
        parts = frame["text"].str.extract(r"In (\w+), at the (.+): (.+) x (\d+)\.$")
        parts.columns = ["season", "place", "species", "number"]
        parts = parts[parts["season"] == season]
        return parts.loc[parts.index.repeat(parts["number"].astype(int)), ["season", "place", "species"]]

    return ray.data.read_text(path).map_batches(animals, batch_format="pandas")
