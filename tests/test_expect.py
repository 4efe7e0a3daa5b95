"""What stops a long job is said before it starts: a wrong column, a folder that cannot be read, a checkpoint that is not there."""

from types import SimpleNamespace

import pyarrow.fs
import pytest
import ray

import raycourse


@pytest.fixture(scope="module", autouse=True)
def cluster():
    yield raycourse.connect()
    ray.shutdown()


def test_a_wrong_column_is_named_beside_those_that_are_there():
    rows = ray.data.from_items([{"pixel_values": 1, "label": 0}])
    raycourse.expect_columns(rows, "pixel_values", "label")
    with pytest.raises(KeyError, match="no column labels; the dataset has pixel_values, label: rename"):
        raycourse.expect_columns(rows, "pixel_values", "labels")


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*/nowhere: correct the path"):
        raycourse.expect_files(f"{tmp_path}/nowhere", ".jpg")


def test_a_folder_without_pictures(tmp_path):
    (tmp_path / "notes.txt").touch()
    with pytest.raises(FileNotFoundError, match=r"no \.jpg or \.png file in .*, which holds 1 files and folders"):
        raycourse.expect_files(str(tmp_path), ".jpg", ".png")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "one.JPG").touch()
    assert raycourse.expect_files(str(tmp_path), ".jpg") == str(tmp_path)


def test_a_folder_that_cannot_be_read(tmp_path, monkeypatch):
    class Locked:  # rights do not stop root, as whom tests may run
        def get_file_info(self, _):
            raise PermissionError("Permission denied")

    stand_in = SimpleNamespace(FileSystem=SimpleNamespace(from_uri=lambda uri: (Locked(), uri)), FileSelector=pyarrow.fs.FileSelector)
    monkeypatch.setattr("raycourse.expect.pyarrow", SimpleNamespace(fs=stand_in))
    with pytest.raises(PermissionError, match="cannot be read: ask for the right to, or name another"):
        raycourse.expect_files(str(tmp_path), ".jpg")


def test_a_checkpoint_that_is_not_there(tmp_path, environment):
    environment(COURSE_PROFILE="full", COURSE_STORAGE=str(tmp_path), COURSE_LEARNER="ada")
    with pytest.raises(LookupError, match="dog_or_fish is what lesson 05, Fine-tuning, makes in this profile: run notebooks/05_finetune.ipynb first"):
        raycourse.model("dog_or_fish")
    with pytest.raises(FileNotFoundError, match=r"no config\.json file in"):
        raycourse.expect_files(str(tmp_path), "config.json")
    (tmp_path / "ada" / "finetune" / "model").mkdir(parents=True)
    assert raycourse.model("dog_or_fish").source == str(tmp_path / "ada" / "finetune" / "model")


def test_a_metric_is_loaded_from_its_file():
    import evaluate

    metric = evaluate.load(raycourse.metric("accuracy"))
    assert metric.compute(predictions=[0, 1, 1, 0], references=[0, 1, 0, 0]) == {"accuracy": 0.75}
    with pytest.raises(FileNotFoundError, match="no metric 'f1'; it has accuracy"):
        raycourse.metric("f1")
