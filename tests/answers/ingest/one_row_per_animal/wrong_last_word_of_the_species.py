# says: 'bear': 1
import re

import ray
from ray.data.expressions import col


def one_row_per_animal(path, season):
    def animals(row):
        season, place, species, number = re.search(r"In (\w+), at the (.+):.* (\w+) x (\d+)", row["text"]).groups()
        return [{"season": season, "place": place, "species": species}] * int(number)

    return ray.data.read_text(path).flat_map(animals).filter(expr=col("season") == season)
