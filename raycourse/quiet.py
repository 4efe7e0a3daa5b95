"""Settings that Ray and its friends read at import time. `setdefault` throughout: what a user has set stays."""

import logging
import os
import sys

for name, value in {
    "RAY_BACKEND_LOG_LEVEL": "fatal",
    "RAY_SCHEDULER_EVENTS": "0",
    # Reports of use go to Ray's makers, after a question to the cloud on which machine this is: the course runs without a network.
    "RAY_USAGE_STATS_ENABLED": "0",
    # A head that was not started by `ray.init`, as that of `make cluster`, still reports that it does not report: to nobody.
    "RAY_USAGE_STATS_REPORT_URL": "http://127.0.0.1:9",
    # Without it, workers beyond the number of cores are killed and started again: a shuffle takes twice as long.
    "RAY_num_workers_soft_limit": "16",
    # By default every read of Parquet starts 32 actors to read the files' footers, however few the files.
    "RAY_DATA_PARQUET_FOOTER_NUM_ACTORS": "1",
    # The raylet warns, past all logging settings, of four times as many workers as it would start at once: by default, one for each core.
    "RAY_worker_maximum_startup_concurrency": "8",
    # How long a node waits for the helper processes that it starts; by default 15 s, which a busy laptop passes, and then nothing starts. Ray itself waits 30 s for the node.
    "RAY_agent_register_timeout_ms": "30000",
    # A pipeline that stands still for so long ends with an error; by default after half an hour. A large model may take minutes to come from its hub.
    "RAY_DATA_EXECUTION_NO_PROGRESS_TIMEOUT_S": "600",
    # Says who holds the GPUs that a pool waits for.
    "RAY_DATA_EXECUTION_CALLBACKS": "raycourse.waiting.HolderFinder",
    # How often Ray Train looks at its workers; by default every 2 s, which a short run notices at its start, its end and every death.
    "RAY_TRAIN_HEALTH_CHECK_INTERVAL_S": "0.5",
    # Logical GPUs leave CUDA_VISIBLE_DEVICES alone in actors that ask for none.
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    # Two Serves could take one port, and share out its callers between them: the second is told that it is taken.
    "SERVE_SOCKET_REUSE_PORT_ENABLED": "0",
    "LANCEDB_LOG": "error",
    "DIFFUSERS_VERBOSITY": "error",
    "TRANSFORMERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
}.items():
    os.environ.setdefault(name, value)

if os.environ.get("RAY_ADDRESS", "").strip().removeprefix("ray://").rpartition(":")[0] in ("", "127.0.0.1", "localhost"):
    # Ray's name for "servers listen on 127.0.0.1 alone", which they do by default on macOS; elsewhere a Ray on one machine listens on every interface.
    os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
    if os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] == "0" and (constants := sys.modules.get("ray._private.ray_constants")):
        constants.ENABLE_RAY_CLUSTER = (
            False  # for a notebook that imported Ray first: else it would look for 127.0.0.1 at this machine's other address, for ever
        )

if os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://"):
    # Object storage that speaks plain HTTP, as on a room's own server: LanceDB alone wants to hear it twice.
    os.environ.setdefault("AWS_ALLOW_HTTP", "true")

# For a notebook that imported them first, when they had no settings to read yet.
for name in ("diffusers", "transformers"):
    logging.getLogger(name).setLevel(logging.ERROR)
