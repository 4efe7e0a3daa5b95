"""What a second and a third machine give, on one machine: nodes of a cluster that each believe to be alone."""

import logging
import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import ray
from ray import cloudpickle
from ray.cluster_utils import Cluster

NODES, CPUS = 3, 2
TASKS = 12


def rates(*steps: Callable[[], object]) -> list[list[float]]:
    """How many tasks per second each of `steps` gets done on clusters of 1, 2 and 3 nodes with two CPUs each: the best of four rounds. A task calls its step once.

    The cluster is Ray's own for tests (`ray.cluster_utils.Cluster`), on the loopback interface, with the cores of this machine; it is gone at the
    end. It lives in a process of its own: the caller stays with the Ray that it has joined.
    """
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(_rates, cloudpickle.dumps(steps)).result()


def _rates(pickled: bytes) -> list[list[float]]:
    logging.disable(logging.WARNING)  # what Ray says of this cluster would stand among the notebook's outputs
    steps = cloudpickle.loads(pickled)
    node = {"num_cpus": CPUS, "node_ip_address": "127.0.0.1", "object_store_memory": 100 * 2**20}
    cluster = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
    try:
        ray.init(cluster.address, log_to_driver=False)

        def rate(step) -> float:
            task, start = ray.remote(step), time.perf_counter()
            ray.get([task.remote() for _ in range(TASKS)])
            return TASKS / (time.perf_counter() - start)

        found = [[] for _ in steps]
        for number in range(NODES):
            if number:
                cluster.add_node(**node)
            for step, its in zip(steps, found, strict=True):
                its.append(max(rate(step) for _ in range(4)))  # the first ones also start the new node's processes
        return found
    finally:
        ray.shutdown()
        cluster.shutdown()
