# says: 'ant': 1
import ray


def one_row_per_animal(path, season):
    def animals(row):
        when, rest = row["text"].split(", at the ")
        place, rest = rest.split(": ")
        species, rest = rest.rsplit(" x ", 1)
        return [{"season": when[3:], "place": place, "species": species}] * int(rest[0])

    return ray.data.read_text(path).flat_map(animals).filter(lambda row: row["season"] == season)
