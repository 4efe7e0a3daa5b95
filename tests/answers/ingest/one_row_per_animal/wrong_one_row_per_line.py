# says: rows for each species (x 11 is eleven rows, x 0 none): expected
import re

import ray
from ray.data.expressions import col


def one_row_per_animal(path, season):
    def parse(row):
        season, place, species, number = re.fullmatch(r"In (\w+), at the (.+): (.+) x (\d+)\.", row["text"]).groups()
        return {"season": season, "place": place, "species": species}

    return ray.data.read_text(path).map(parse).filter(expr=col("season") == season)
