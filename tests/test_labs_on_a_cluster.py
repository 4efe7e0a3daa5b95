"""The labs' solutions on a cluster of three nodes; and what writes more than tables, with a folder instead of object storage.

Apart from the lessons, since a file of tests is one lane.
"""

import pytest

from raycourse.catalogue import entries
from raycourse.settings import PROJECT
from tools.notebooks import execute, scores, source_form

# Checkpoints, a model that is fetched, a store with its lock.
ON_A_FOLDER = ("06_finetune", "07_predict", "07_predict_lab", "08_embeddings")
RUNS = [(entry, "s3") for entry in entries() if entry.is_lab] + [(entry, "folder") for entry in entries() if entry.script.stem in ON_A_FOLDER]


@pytest.mark.long
@pytest.mark.parametrize(("entry", "kind"), RUNS, ids=[f"{entry.script.stem} {kind}" for entry, kind in RUNS])
def test_a_notebook_runs_there(entry, kind, nodes, bucket, tmp_path_factory):
    where = {"s3": bucket[0], "folder": str(tmp_path_factory.getbasetemp() / "room")}[kind]
    notebook = execute(source_form(entry), (PROJECT / entry.executed).parent, **nodes.environment, COURSE_STORAGE=where)
    assert all(score == points for score, points in scores(notebook).values()), scores(notebook)
