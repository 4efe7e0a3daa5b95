import ray


def sightings_per_class(sightings, species):
    merged = sightings.to_pandas().merge(species.to_pandas()[["species", "class"]], on="species")
    counts = merged.groupby("class").agg(sightings=("number", "size"), animals=("number", "sum")).reset_index()
    return ray.data.from_pandas(counts)
