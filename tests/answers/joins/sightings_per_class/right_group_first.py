from ray.data.aggregate import Count, Sum


def sightings_per_class(sightings, species):
    counted = sightings.groupby("species").aggregate(Count(alias_name="n"), Sum("number", alias_name="m"))
    both = species.select_columns(["species", "class"]).join(counted, join_type="inner", num_partitions=1, on=("species",))
    return both.groupby("class").aggregate(Sum("m", alias_name="animals"), Sum("n", alias_name="sightings"))
