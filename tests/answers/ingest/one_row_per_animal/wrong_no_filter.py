# says: the seasons that are left, by the one asked for
import re

import ray


def one_row_per_animal(path, season):
    def animals(row):
        season, place, species, number = re.fullmatch(r"In (\w+), at the (.+): (.+) x (\d+)\.", row["text"]).groups()
        return [{"season": season, "place": place, "species": species}] * int(number)

    return ray.data.read_text(path).flat_map(animals)
