# says: expected place, season, species; got number, place, season, species
import re

import ray
from ray.data.expressions import col


def one_row_per_animal(path, season):
    names = ("season", "place", "species", "number")

    def animals(row):
        values = re.fullmatch(r"In (\w+), at the (.+): (.+) x (\d+)\.", row["text"]).groups()
        return [dict(zip(names, values, strict=True))] * int(values[-1])

    return ray.data.read_text(path).flat_map(animals).filter(expr=col("season") == season)
