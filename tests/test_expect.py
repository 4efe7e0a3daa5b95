"""What stops a long job is said before it starts: a wrong column, a folder that cannot be read, a checkpoint that is not there."""

import contextlib
from types import SimpleNamespace

import numpy as np
import pyarrow.fs
import pytest
import ray
from PIL import Image
from pyarrow.csv import ParseOptions

import raycourse

pytestmark = pytest.mark.usefixtures("cluster")


def test_a_wrong_column_is_named_beside_those_that_are_there():
    rows = ray.data.from_items([{"pixel_values": 1, "label": 0}])
    raycourse.expect_columns(rows, "pixel_values", "label")
    with pytest.raises(KeyError, match="no column labels; the dataset has pixel_values, label: rename"):
        raycourse.expect_columns(rows, "pixel_values", "labels")


def test_a_dataset_without_rows_or_with_bytes_for_text(tmp_path):
    (tmp_path / "header.csv").write_text("id,animal\n")
    with pytest.raises(ValueError, match="no rows, so it has no columns"):
        raycourse.expect_columns(ray.data.read_csv(str(tmp_path / "header.csv")), "id")
    (tmp_path / "latin.csv").write_bytes("id,animal\n1,L\u00f6we\n".encode("latin-1"))
    with pytest.raises(ValueError, match="column animal came as bytes, not as text: a file is not in UTF-8"):
        raycourse.expect_columns(ray.data.read_csv(str(tmp_path / "latin.csv")), "id", "animal")


def picture(path, **options):
    Image.new("RGB", (32, 32), "red").save(path, **options)
    return path


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda path: path.write_bytes(picture(path).read_bytes()[:60]), "truncated|cannot identify"),
        (lambda path: path.write_bytes(b""), "cannot identify"),
        (lambda path: path.symlink_to("nowhere.png"), "a link to a file that is not there"),
        (lambda path: Image.new("I;16", (8, 8), 40_000).save(path), "16 bits a pixel"),
        (lambda path: Image.new("1", (12_000, 12_000)).save(path), "exceeds limit"),
        (lambda path: Image.new("1", (20_000, 20_000)).save(path), "exceeds limit"),
    ],
    ids=["cut short", "empty", "broken link", "16 bits", "large", "a bomb"],
)
def test_pictures_that_cannot_be_used(tmp_path, make, problem):
    picture(tmp_path / "good.png")
    assert raycourse.expect_pictures(str(tmp_path)) == str(tmp_path)
    make(tmp_path / "bad.png")
    with pytest.raises(ValueError, match=rf"1 of 2 pictures .* cannot be used: .*bad\.png \(.*{problem}"):
        raycourse.expect_pictures(str(tmp_path))


@pytest.mark.parametrize(("mode", "ending"), [("CMYK", "jpg"), ("L", "jpg"), ("P", "png"), ("RGBA", "png"), ("1", "png"), ("P", "gif")])
def test_pictures_of_every_kind_pass(tmp_path, mode, ending):
    Image.new("RGB", (32, 32), "red").convert(mode).save(tmp_path / f"one.{ending}")
    assert raycourse.expect_pictures(str(tmp_path)) == str(tmp_path)


@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_whatever_is_in_a_picture_it_is_a_finding_and_no_other_error(tmp_path, ending):
    """Three hundred files with some bytes changed, half of them cut short."""
    rng = np.random.default_rng(0)
    noise = Image.fromarray(rng.integers(0, 255, (48, 48, 3), np.uint8))
    noise.save(tmp_path / f"whole.{ending}")
    whole = (tmp_path / f"whole.{ending}").read_bytes()
    for k in range(300):
        content = np.frombuffer(whole, np.uint8).copy()
        content[rng.integers(0, len(content), 4)] = rng.integers(0, 256, 4)
        (tmp_path / f"{k}.{ending}").write_bytes(content[: rng.integers(1, len(content)) if k % 2 else None].tobytes())
    with pytest.raises(ValueError, match=r"of 301 pictures below .* cannot be used"):
        raycourse.expect_pictures(str(tmp_path))


def test_tables_from_other_machines_are_read_as_they_are(tmp_path):
    for name, content in {"crlf": b"id,animal\r\n1,cat\r\n", "bom": b"\xef\xbb\xbfid,animal\n1,cat\n", "quoted": b'id,animal\n1,"a\ncat"\n'}.items():
        (tmp_path / f"{name}.csv").write_bytes(content)
        rows = ray.data.read_csv(str(tmp_path / f"{name}.csv"), parse_options=ParseOptions(newlines_in_values=True))
        raycourse.expect_columns(rows, "id", "animal")
        assert rows.take_all() == [{"id": 1, "animal": "a\ncat" if name == "quoted" else "cat"}]


def test_public_buckets(public_bucket):
    """As lessons name them, without credentials; `public_bucket` has one picture below `train/`."""
    assert raycourse.expect_pictures(f"s3://anonymous@{public_bucket}/train") == f"s3://anonymous@{public_bucket}/train"
    with pytest.raises(FileNotFoundError, match=r"no \.csv file in"):
        raycourse.expect_files(f"s3://anonymous@{public_bucket}/train", ".csv")
    with pytest.raises(FileNotFoundError, match="s3://anonymous@missing/train"):
        raycourse.expect_files("s3://anonymous@missing/train", ".png")


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


@contextlib.contextmanager
def stand_in(monkeypatch, error):
    """A file system that refuses by `error`: rights do not stop root, as whom tests may run."""

    class Refusing:
        def get_file_info(self, _):
            raise error

    with monkeypatch.context() as patch:
        fs = SimpleNamespace(FileSystem=SimpleNamespace(from_uri=lambda uri: (Refusing(), uri)), FileSelector=pyarrow.fs.FileSelector)
        patch.setattr("raycourse.expect.pyarrow", SimpleNamespace(fs=fs))
        yield


def test_a_folder_that_cannot_be_read(tmp_path, monkeypatch):
    with stand_in(monkeypatch, PermissionError("Permission denied")), pytest.raises(PermissionError, match="cannot be read: ask for the right to"):
        raycourse.expect_files(str(tmp_path), ".jpg")


@pytest.mark.parametrize(("code", "kind"), [("ACCESS_DENIED", PermissionError), ("NETWORK_CONNECTION", ConnectionError), ("SLOW_DOWN", OSError)])
def test_what_object_storage_refuses(monkeypatch, code, kind):
    refused = OSError(f"When listing objects: AWS Error {code} during ListObjectsV2 operation")
    with stand_in(monkeypatch, refused), pytest.raises(kind, match=f"s3://bucket cannot be listed: .*{code}") as caught:
        raycourse.expect_files("s3://bucket", ".jpg")
    assert caught.type is kind


def test_a_checkpoint_that_is_not_there(tmp_path, environment):
    environment(COURSE_PROFILE="full", COURSE_STORAGE=str(tmp_path), COURSE_LEARNER="ada")
    with pytest.warns(
        UserWarning, match=r"lesson \d\d, Fine-tuning, makes in this profile, and it has not been run: data/models/dog_or_fish takes its"
    ):
        assert raycourse.model("dog_or_fish").source == raycourse.data("models/dog_or_fish")
    with pytest.raises(FileNotFoundError, match=r"no config\.json file in"):
        raycourse.expect_files(str(tmp_path), "config.json")
    made = tmp_path / "ada" / "finetune" / "model"
    made.mkdir(parents=True)
    (made / "config.json").touch()
    assert raycourse.model("dog_or_fish").source == str(made)


def test_a_metric_is_loaded_from_its_file():
    import evaluate

    metric = evaluate.load(raycourse.metric("accuracy"))
    assert metric.compute(predictions=[0, 1, 1, 0], references=[0, 1, 0, 0]) == {"accuracy": 0.75}
    with pytest.raises(FileNotFoundError, match="no metric 'f1'; it has accuracy"):
        raycourse.metric("f1")
