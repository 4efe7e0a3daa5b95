# says: 'snail': 1
import re

import ray
from ray.data.expressions import col


def one_row_per_animal(path, season):
    def animals(row):
        season, place, species, number = re.fullmatch(r"In (\w+), at the (.+): (.+) x (\d+)\.", row["text"]).groups()
        one = {"season": season, "place": place, "species": species}
        return [one] + [one] * (int(number) - 1)

    return ray.data.read_text(path).flat_map(animals).filter(expr=col("season") == season)
