# says: 'yeti' is not in the table: the class of such a species is 'unknown'
import ray


def with_class(dataset, load_table, actors):
    class Classify:
        def __init__(self):
            self.table = load_table()

        def __call__(self, batch):
            batch["class"] = [self.table[name] for name in batch["species"]]
            return batch

    return dataset.map_batches(Classify, batch_size=8, compute=ray.data.ActorPoolStrategy(size=actors), num_cpus=0)
