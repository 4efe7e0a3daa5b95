"""The lessons on a cluster of three nodes, by `RAY_ADDRESS` alone, with what they write in object storage."""

import pytest

from raycourse.catalogue import lessons
from raycourse.settings import PROJECT
from tools.notebooks import execute, source_form


@pytest.mark.parametrize(
    "entry",
    [pytest.param(entry, id=entry.script.stem, marks=pytest.mark.slow if entry.slug == "start" else pytest.mark.long) for entry in lessons()],
)
def test_a_lesson_runs_there(entry, nodes, bucket):
    execute(source_form(entry), (PROJECT / entry.executed).parent, **nodes.environment, COURSE_STORAGE=bucket[0])
