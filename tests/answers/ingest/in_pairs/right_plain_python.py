import json

import ray


def in_pairs(path):
    lines = ray.data.read_text(path)

    class Parse:
        def __call__(self, row):
            creature = json.loads(row["text"])
            creature["kind"] = creature.pop("class")
            return creature | {"pairs": divmod(creature["legs"], 2)[0]}

    return lines.map(Parse, compute=ray.data.ActorPoolStrategy(size=1), num_cpus=0).filter(lambda row: row["pairs"])
