# says: hand over the class itself, `Classify` and not `Classify()`
import ray


def with_class(dataset, load_table, actors):
    class Classify:
        def __init__(self):
            self.table = load_table()

        def __call__(self, batch):
            batch["class"] = [self.table.get(name, "unknown") for name in batch["species"]]
            return batch

    return dataset.map_batches(Classify(), batch_size=8, compute=ray.data.ActorPoolStrategy(size=actors), num_cpus=0)
