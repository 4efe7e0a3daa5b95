from ray.data.aggregate import Count, Sum


def sightings_per_class(sightings, species):
    kinds = {row["species"]: row["class"] for row in species.take_all()}
    known = sightings.filter(lambda row: row["species"] in kinds)
    classed = known.map(lambda row: {"class": kinds[row["species"]], "number": row["number"]})
    return classed.groupby("class").aggregate(Count(alias_name="sightings"), Sum("number", alias_name="animals"))
