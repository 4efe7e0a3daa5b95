# says: `sightings`, how often a class was seen: expected
import ray


def sightings_per_class(reports, species):
    sightings = reports.map(lambda row: row | {"species": row["species"].strip().lower()})
    merged = sightings.to_pandas().merge(species.to_pandas(), on="species").drop_duplicates(["species", "number"])
    return ray.data.from_pandas(merged.groupby("class").agg(sightings=("number", "size"), animals=("number", "sum")).reset_index())
