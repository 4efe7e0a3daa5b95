"""Settings that Ray and its friends read at import time. `setdefault` throughout: what a user has set stays."""

import os

for name, value in {
    "RAY_BACKEND_LOG_LEVEL": "fatal",
    "RAY_SCHEDULER_EVENTS": "0",
    # Without it, workers beyond the number of cores are killed and started again: a shuffle takes twice as long.
    "RAY_num_workers_soft_limit": "8",
    # Logical GPUs leave CUDA_VISIBLE_DEVICES alone in actors that ask for none.
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "DIFFUSERS_VERBOSITY": "error",
    "TRANSFORMERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
}.items():
    os.environ.setdefault(name, value)
