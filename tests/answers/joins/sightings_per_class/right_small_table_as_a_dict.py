from ray.data.aggregate import Count, Sum


def sightings_per_class(reports, species):
    kinds = {row["species"]: row["class"] for row in species.take_all()}

    def classed(row):
        kind = kinds.get(row["species"].lower().strip())
        return [{"class": kind, "number": row["number"]}] if kind else []

    return reports.flat_map(classed).groupby("class").aggregate(Count(alias_name="sightings"), Sum("number", alias_name="animals"))
