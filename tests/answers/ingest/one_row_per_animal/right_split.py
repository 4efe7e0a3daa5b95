import ray


def one_row_per_animal(path, season):
    def animals(row):
        when, rest = row["text"].rstrip(".").split(", at the ")
        place, rest = rest.split(": ")
        species, number = rest.rsplit(" x ", 1)
        if when != f"In {season}":
            return []
        return [{"place": place, "species": species, "season": season} for _ in range(int(number))]

    return ray.data.read_text(path).flat_map(animals)
