# says: `flat_map` takes a list of rows
import re

import ray
from ray.data.expressions import col


def one_row_per_animal(path, season):
    def animals(row):
        season, place, species, number = re.fullmatch(r"In (\w+), at the (.+): (.+) x (\d+)\.", row["text"]).groups()
        return [{"season": season, "place": place, "species": species}] * int(number)

    return ray.data.read_text(path).map(animals).filter(expr=col("season") == season)
