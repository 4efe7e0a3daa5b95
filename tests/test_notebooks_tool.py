"""The build of the notebooks, on small fixture lessons."""

import json
import textwrap

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError

from tools import notebooks

HEAD = """\
# ---
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

"""
LESSON = HEAD + textwrap.dedent("""\
    # %% [markdown]
    # # A lesson

    # %%
    print("one")
    print("two")
    """)
LAB = HEAD + textwrap.dedent("""\
    # %% [markdown]
    # # A lab

    # %% nbgrader={"grade": false, "grade_id": "double", "locked": false, "schema_version": 3, "solution": true, "task": false}
    def double(x):
        ### BEGIN SOLUTION
        return 2 * x
        ### END SOLUTION

    # %% nbgrader={"grade": true, "grade_id": "check-double", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
    print(double(2))
    """)


@pytest.fixture
def root(tmp_path):
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "01_a.py").write_text(LESSON)
    (tmp_path / "lessons" / "01_a_lab.py").write_text(LAB)
    for script in notebooks.scripts(tmp_path):
        notebooks.build(script, tmp_path)
    return tmp_path


def test_a_build_is_in_sync(root):
    assert notebooks.differences(root) == []
    assert {p.relative_to(root).as_posix() for p in root.rglob("*.ipynb")} == {
        "notebooks/01_a.ipynb",
        "solutions/01_a_lab.ipynb",
        "labs/01_a_lab.ipynb",
    }


def test_outputs_are_kept_and_joined(root):
    cell = nbformat.read(root / "notebooks" / "01_a.ipynb", 4).cells[1]
    assert [output.text for output in cell.outputs] == ["one\ntwo\n"] and cell.execution_count == 1


def test_the_learners_copy_hides_the_solution_and_locks_the_check(root):
    cells = nbformat.read(root / "labs" / "01_a_lab.ipynb", 4).cells
    assert "2 * x" not in cells[1].source and "raise NotImplementedError" in cells[1].source
    assert cells[2].metadata.editable is False and cells[2].metadata.nbgrader.checksum
    assert not any(cell.get("outputs") for cell in cells)
    assert "2 * x" in (root / "solutions" / "01_a_lab.ipynb").read_text()


def test_building_twice_gives_the_same_bytes(root):
    before = {p: p.read_bytes() for p in root.rglob("*.ipynb")}
    for script in notebooks.scripts(root):
        notebooks.build(script, root)
    assert before == {p: p.read_bytes() for p in root.rglob("*.ipynb")}


def edit(path, change):
    notebook = json.loads(path.read_text())
    change(notebook)
    path.write_text(json.dumps(notebook))


def test_every_kind_of_difference_is_found(root):
    edit(root / "notebooks" / "01_a.ipynb", lambda n: n["cells"][1].update(source="print('other')"))
    edit(root / "solutions" / "01_a_lab.ipynb", lambda n: n["cells"][2].update(execution_count=None))
    (root / "labs" / "01_a_lab.ipynb").unlink()
    (root / "labs" / "stray.ipynb").write_text("{}")
    assert notebooks.differences(root) == [
        "notebooks/01_a.ipynb does not match 01_a.py",
        "solutions/01_a_lab.ipynb has cells that were not executed",
        "labs/01_a_lab.ipynb is missing",
        "labs/stray.ipynb has no script in lessons/",
    ]


def test_an_unlocked_check_is_a_difference(root):
    edit(root / "labs" / "01_a_lab.ipynb", lambda n: n["cells"][2]["metadata"].update(editable=True))
    assert notebooks.differences(root) == ["labs/01_a_lab.ipynb is not the learner's copy of 01_a_lab.py"]


def test_a_failing_cell_stops_the_build(root):
    script = root / "lessons" / "02_b.py"
    script.write_text(LESSON + "\n# %%\n1 / 0\n")
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        notebooks.build(script, root)
    assert not (root / "notebooks" / "02_b.ipynb").exists()


def test_this_machine_is_taken_out_of_outputs():
    cell = nbformat.v4.new_code_cell("x", outputs=[nbformat.v4.new_output("stream", text=f"{notebooks.PROJECT}/data at 0x7f00deadbeef")])
    notebook = notebooks.settled(nbformat.v4.new_notebook(cells=[cell]))
    assert notebook.cells[0].outputs[0].text == "/path/to/course/data at 0x…"
