from ray.data.aggregate import Count, Sum


def sightings_per_class(reports, species):
    counted = reports.groupby("species").aggregate(Count(alias_name="n"), Sum("number", alias_name="m"))
    cleaned = counted.map(lambda row: row | {"species": row["species"].strip().casefold()})
    both = species.select_columns(["species", "class"]).join(cleaned, join_type="inner", num_partitions=1, on=("species",))
    return both.groupby("class").aggregate(Sum("m", alias_name="animals"), Sum("n", alias_name="sightings"))
