# says: 40 are wrong: ["'unknown' for ant"]
import ray


def with_class(dataset, load_table, actors):
    class Classify:
        def __init__(self):
            self.table = load_table()

        def __call__(self, batch):
            batch["class"] = [self.table.get(str(k), "unknown") for k in batch["id"]]
            return batch

    return dataset.map_batches(Classify, batch_size=8, compute=ray.data.ActorPoolStrategy(size=actors), num_cpus=0)
