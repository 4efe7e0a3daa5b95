# says: how many actors the pool has: expected [3], got [] (no pool of a fixed size


def with_class(dataset, load_table, actors):
    def classify(batch):
        table = load_table()
        return {**batch, "class": [table.get(name, "unknown") for name in batch["species"]]}

    return dataset.map_batches(classify, batch_size=8)
