# says: 8 are wrong: ['None for yeti']
import ray


def with_class(dataset, load_table, actors):
    class Classify:
        def __init__(self):
            self.table = load_table()

        def __call__(self, row):
            return {**row, "class": self.table.get(row["species"])}

    return dataset.map(Classify, compute=ray.data.ActorPoolStrategy(size=actors), num_cpus=0)
