"""The build of the notebooks, on small fixture lessons."""

import json
import re
import textwrap

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError

from raycourse.catalogue import entries
from tools import notebooks


def head(title):
    return f"# ---\n# jupyter:\n#   course:\n#     title: {title}\n#     minutes: 20\n#     builds: a thing\n# ---\n\n"


LESSON = head("A lesson") + textwrap.dedent("""\
    # %% [markdown]
    # # A lesson
    #
    # {minutes} minutes. Practise in [lab {}](lab:a).

    # %%
    print("one")
    print("two")
    """)
LAB = head("A lab") + textwrap.dedent("""\
    # %% [markdown]
    # # A lab of {points} points
    #
    # After [lesson {}, *A lesson*](lesson:a).

    # %% nbgrader={"grade": false, "grade_id": "double", "locked": false, "schema_version": 3, "solution": true, "task": false}
    def double(x):
        ### BEGIN SOLUTION
        return 2 * x
        ### END SOLUTION

    # %% nbgrader={"grade": true, "grade_id": "check-double", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
    check = lambda name, answer: print(answer(2))
    check("a.double", double)
    """)
OTHER = head("Another") + textwrap.dedent("""\
    # %% [markdown]
    # # Another
    #
    # {lessons}
    #
    # See [lesson {}](lesson:a), or [the lab](lab:a).

    # %%
    1 + 1
    """)


@pytest.fixture
def root(tmp_path):
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "01_a.py").write_text(LESSON)
    (tmp_path / "lessons" / "01_a_lab.py").write_text(LAB)
    (tmp_path / "README.md").write_text("# A course\n\n<!-- lessons -->\n<!-- /lessons -->\n")
    notebooks.build_all(tmp_path)
    return tmp_path


def test_references_are_filled_in(root):
    texts = [nbformat.read(root / where, 4).cells[0].source for where in ("notebooks/01_a.ipynb", "labs/01_a_lab.ipynb", "solutions/01_a_lab.ipynb")]
    assert texts[0] == "# A lesson\n\n20 minutes. Practise in [lab 01](../labs/01_a_lab.ipynb)."
    assert texts[1] == texts[2] == "# A lab of 2 points\n\nAfter [lesson 01, *A lesson*](../notebooks/01_a.ipynb)."


def test_readme_lists_the_lessons(root):
    text = (root / "README.md").read_text()
    assert "| 01 | [A lesson](notebooks/01_a.ipynb) |" in text and text.startswith("# A course\n\n<!-- lessons -->\n")
    (root / "README.md").write_text(text.replace("20 min", "9 min"))
    assert notebooks.differences(root) == ["README.md has another table of lessons"]


def test_renumbering_a_lesson_is_a_rename(root, monkeypatch):
    (root / "lessons" / "03_b.py").write_text(OTHER)
    notebooks.build_all(root)
    for script in (root / "lessons").glob("01_a*.py"):
        script.rename(script.with_name(script.name.replace("01", "07")))
    assert notebooks.differences(root)
    monkeypatch.setattr(notebooks, "execute", lambda *_: pytest.fail("the code is the same: nothing needs to run"))
    notebooks.build_all(root)
    assert notebooks.differences(root) == []
    assert sorted(path.relative_to(root).as_posix() for path in root.rglob("*.ipynb")) == [
        "labs/07_a_lab.ipynb", "notebooks/03_b.ipynb", "notebooks/07_a.ipynb", "solutions/07_a_lab.ipynb",
    ]  # fmt: skip
    assert not any(re.search(r"\b01\b|01_a", path.read_text()) for path in root.rglob("*.ipynb"))
    text = nbformat.read(root / "notebooks" / "03_b.ipynb", 4).cells[0].source
    assert "| 07 | [A lesson](07_a.ipynb) | 20 min | a thing | [20 min](../labs/07_a_lab.ipynb) |" in text
    assert "See [lesson 07](07_a.ipynb), or [the lab](../labs/07_a_lab.ipynb)." in text


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("02_b.py", OTHER.replace("lesson:a", "lesson:c"), "no lesson 'c'; there are a, b"),
        ("02_b.py", OTHER.replace("lab:a", "lab:b"), "lesson 'b' has no lab"),
        ("02_b.py", "# %%\n1\n", "02_b.py: the header needs jupyter: course: with title and minutes"),
        ("02_a.py", OTHER, "0[12]_a.py and 0[12]_a.py have one slug"),
        ("02_b_lab.py", LAB, "02_b_lab.py belongs to no lesson: there is no 02_b.py"),
        ("2b.py", OTHER, "2b.py: a lesson is named NN_slug.py"),
    ],
)
def test_a_wrong_name_or_reference_is_told(root, name, text, message):
    (root / "lessons" / name).write_text(text)
    with pytest.raises(ValueError, match=message):
        notebooks.build_all(root)


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
    for entry in entries(root):
        notebooks.build(entry, root)
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
    (root / "lessons" / "02_b.py").write_text(OTHER + "\n# %%\n1 / 0\n")
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        notebooks.build_all(root)
    assert not (root / "notebooks" / "02_b.ipynb").exists()


def test_this_machine_is_taken_out_of_outputs():
    cell = nbformat.v4.new_code_cell("x", outputs=[nbformat.v4.new_output("stream", text=f"{notebooks.PROJECT}/data at 0x7f00deadbeef")])
    notebook = notebooks.settled(nbformat.v4.new_notebook(cells=[cell]))
    assert notebook.cells[0].outputs[0].text == "/path/to/course/data at 0x…"
