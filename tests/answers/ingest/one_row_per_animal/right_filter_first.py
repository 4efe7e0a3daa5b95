import re

import ray


def one_row_per_animal(path, season):
    def parse(row):
        found = re.match(r"In (?P<season>\w+), at the (?P<place>[^:]+): (?P<species>.+) x (?P<number>\d+)\.", row["text"])
        return found.groupdict()

    def repeat(row):
        number = int(row.pop("number"))
        return [row] * number

    return ray.data.read_text(path).map(parse).filter(lambda row: row["season"] == season).flat_map(repeat)
