# says: expected 1 to 3 calls for 3 actors, got 1 in the notebook's own process
import ray


def with_class(dataset, load_table, actors):
    table = load_table()

    class Classify:
        def __call__(self, batch):
            batch["class"] = [table.get(name, "unknown") for name in batch["species"]]
            return batch

    return dataset.map_batches(Classify, batch_size=8, compute=ray.data.ActorPoolStrategy(size=actors), num_cpus=0)
