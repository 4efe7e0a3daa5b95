"""What this machine measures, carried to 10, 100 and 1,000 machines on paper; and a measurement of what more machines bring no more of: the driver.

A driver here is the process that runs the script: it plans, hands out every task, and hears of every block.
"""

import time

MACHINES = (1, 10, 100, 1000)
PICTURES = {"number": 1_000_000_000, "bytes": 110_000, "bytes decoded": 3 * 224 * 224}
SHUFFLED = 100e12  # bytes, each of which is read, goes to another machine once, and is written
ASSUMED = {
    "cores of a machine": 16,
    "memory of a machine, GB": 64,
    "network of a machine, Gbit/s in each direction": 10,
    "reads per second that the storage allows": 55_000,  # ten prefixes of a bucket, 5,500 each
    "bytes of a block": 128 * 2**20,  # Ray Data's target_max_block_size
    "share of the memory that is the object store": 0.3,
    "seconds until machines are up and models loaded": 300,
}
JOINED = 2 * 10_000_000 * 16  # bytes of the two tables of the largest join
# What others ran, and published: (what, machines before, after, how much more hardware, how much faster, source).
AIR = "https://github.com/ray-project/ray/blob/ray-2.0.1/doc/source/ray-air/benchmarks.rst"
PUBLISHED = [
    ("pictures through a ResNet on 2, then on 16 GPUs: 26.76 and 183.19 a second", 16 / 2, 183.19 / 26.76, AIR),
    ("rows through XGBoost on 1, then on 10 machines: 94,500 and 786,000 a second", 10, 786 / 94.5, AIR),
    ("training on pictures with 1, then with 16 workers: 46.76 and 746.29 a second", 16, 746.29 / 46.76, AIR),
]
INGEST = {
    "bytes": 200 * 2**30,
    "machines": (1, 5, 20),
    "seen": "Published: 205 and 206 GiB went to disk on 1 and 5 machines, nothing on 20, and the passes took 390, 70 and 3.8 s.",
}
SORT = {"bytes": 100e12, "machines": 40, "seconds": 5378, "source": "https://arxiv.org/abs/2301.03734"}
MANY_TASKS = {"rate": 582, "source": "https://github.com/ray-project/ray/blob/ray-2.21.0/release/release_logs/2.20.0/benchmarks/many_tasks.json"}


# What is measured. As elsewhere each has a process and a Ray of its own.


def tasks(out: str) -> dict:
    """Tasks per second that do nothing, from one driver, with the processes started."""
    import ray

    import raycourse

    raycourse.connect()
    ready, nothing = time.time(), ray.remote(num_cpus=0.5)(lambda: None)
    ray.get([nothing.remote() for _ in range(200)])
    began = time.perf_counter()
    ray.get([nothing.remote() for _ in range(4000)])
    return {"ready": ready, "rate": 4000 / (time.perf_counter() - began)}


def blocks(out: str) -> dict:
    """Blocks per second that Ray Data makes and passes on, one row each."""
    import ray

    import raycourse

    raycourse.connect()
    ready = time.time()
    ray.data.range(20, override_num_blocks=20).materialize()
    began = time.perf_counter()
    ray.data.range(600, override_num_blocks=600).materialize()
    return {"ready": ready, "rate": 600 / (time.perf_counter() - began)}


PEERS = CONTENDERS = {"tasks": tasks, "blocks": blocks}


def cases(quick: bool) -> list[dict]:
    return [{"name": "one driver", "job": {}, "contenders": list(CONTENDERS), "rounds": 2}]


def judged(case: dict, job: dict, figures: dict) -> dict:
    return {"rate": figures["rate"]}


# What follows from it.


def pictures(machines: int, per_core: float, blocks_per_s: float) -> dict[str, float]:
    """Hours that each resource would need by itself to make all `PICTURES` into vectors."""
    number = PICTURES["number"]
    made = number * PICTURES["bytes decoded"] / ASSUMED["bytes of a block"]
    seconds = {
        "cores": number / (per_core * machines * ASSUMED["cores of a machine"]),
        "network": number * PICTURES["bytes"] / (machines * _network()),
        "storage": number / ASSUMED["reads per second that the storage allows"],
        "driver": 3 * made / blocks_per_s,  # a block is made, goes through the model, and what comes of it is written
    }
    return {name: value / 3600 for name, value in seconds.items()}


def shuffle(machines: int, bytes_per_core: float, blocks_per_s: float) -> dict[str, float]:
    """Hours that each resource would need by itself to join or sort `SHUFFLED` bytes. All that comes in, comes in twice: from the storage, and
    from the other machines."""
    seconds = {
        "cores": SHUFFLED / (bytes_per_core * machines * ASSUMED["cores of a machine"]),
        "network": 2 * SHUFFLED / (machines * _network()),
        "driver": 2 * SHUFFLED / ASSUMED["bytes of a block"] / blocks_per_s,
    }
    return {name: value / 3600 for name, value in seconds.items()}


def spilled(stored: float, machines: int, memory: float) -> bool:
    """Whether `stored` bytes are more than the object stores of `machines` with `memory` bytes hold."""
    return stored > machines * memory * ASSUMED["share of the memory that is the object store"]


def _network() -> float:
    return ASSUMED["network of a machine, Gbit/s in each direction"] * 1e9 / 8
