"""The course's small helper: joins the cluster, names models and storage, shows pictures, checks labs.

It wraps nothing that the course teaches: `ray.data`, `map_batches` and `from_pretrained` stand in the notebooks in full.
"""

from raycourse import quiet  # noqa: F401  first: it sets what Ray reads when it is imported
from raycourse.checks import Score, check, done
from raycourse.cluster import Cluster, connect
from raycourse.expect import expect_columns, expect_files, expect_pictures
from raycourse.models import Model, model
from raycourse.places import data, fetched, metric, storage
from raycourse.serving import called, loopback, traffic
from raycourse.settings import Settings, settings
from raycourse.show import (
    attempt,
    interval,
    plot_bars,
    plot_blocks,
    plot_boxes,
    plot_cards,
    plot_confusion,
    plot_lines,
    plot_map,
    plot_plan,
    plot_timeline,
    seconds,
    show_images,
)
from raycourse.store import only_writer, open_store, swapped

__all__ = [
    "Cluster", "Model", "Score", "Settings", "attempt", "called", "check", "connect", "data", "done", "expect_columns", "expect_files", "expect_pictures", "fetched", "interval", "loopback", "metric", "model",
    "only_writer", "open_store", "plot_bars", "plot_blocks", "plot_boxes", "plot_cards", "plot_confusion", "plot_lines", "plot_map", "plot_plan", "plot_timeline", "seconds", "settings", "show_images", "storage", "swapped", "traffic",
]  # fmt: skip
