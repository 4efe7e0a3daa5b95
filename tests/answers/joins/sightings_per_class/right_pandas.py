import ray


def sightings_per_class(reports, species):
    table = reports.to_pandas()
    table["species"] = table["species"].str.lower().str.strip()
    merged = table.merge(species.to_pandas()[["species", "class"]], on="species")
    counts = merged.groupby("class").agg(sightings=("number", "size"), animals=("number", "sum")).reset_index()
    return ray.data.from_pandas(counts)
