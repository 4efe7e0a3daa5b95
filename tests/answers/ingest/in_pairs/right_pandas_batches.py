import ray


def in_pairs(path):
    def add(frame):
        frame = frame.rename(columns={"class": "kind"}).assign(pairs=frame["legs"] // 2)
        return frame[frame["pairs"] > 0]

    return ray.data.read_json(path, lines=True).map_batches(add, batch_format="pandas")
