# says: load_table is called once per actor, in the actor: expected 1 to 3 calls for 3 actors, got
import ray


def with_class(dataset, load_table, actors):
    class Classify:
        def __call__(self, batch):
            table = load_table()
            batch["class"] = [table.get(name, "unknown") for name in batch["species"]]
            return batch

    return dataset.map_batches(Classify, batch_size=4, compute=ray.data.ActorPoolStrategy(size=actors), num_cpus=0)
