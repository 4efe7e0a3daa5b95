"""Processes and nodes die in the middle of lessons, disks fill up, two learners work at once: a run ends right, or with one clear error.

The lessons' own cells run, on a cluster of three nodes. Where each fault of the course's reliability table is tested:

| fault | what is promised | tested by |
|---|---|---|
| a worker process or a node is killed in *Image generation*, *Fine-tuning*, *Embeddings* | all rows, each once, equal to those made without Ray; a checkpoint that loads | here |
| a node is killed in *Training at scale*, whose workers are elastic | the run carries on with the worker that is left | here |
| a worker kills itself while it trains | the run carries on from its checkpoint | the lesson *Fine-tuning* itself |
| a worker of the Hugging Face Trainer is killed in *Fine-tuning* | the run carries on from its checkpoint, and the last one loads | here |
| storage is full; an overwrite fails half-way | one error; the earlier rows stay, no half-written file | here |
| `/dev/shm` and Ray's object store are small | all rows, through the disk | here |
| data that nobody may change; umlauts in paths | nothing is written there; all rows | here: every lesson |
| two learners, one storage, at once | each has all rows, the second waits for the first one's GPUs | here; names of folders in `test_settings` |
| a cell fails, is interrupted, leaves an iterator open | rows, or within a minute an error that names the holder | `test_waiting` |
| `make course` is interrupted | one line, no process left | `test_course_runner` |
| a space in the path; wrong addresses and tokens | refused with a cure | `test_cluster` |
| damaged weights | refused, each by its file | `test_settings` |
| damaged, huge, 16-bit pictures, broken links | named | `test_expect`; rows with a reason in *Fine-tuning* |
| tables without rows, or not in UTF-8 | named | `test_expect` |
| a second writer to a store | refused | `test_embeddings` |
"""

import contextlib
import errno
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import fsspec
import jupytext
import psutil
import pyarrow.fs
import pytest
import ray
from PIL import Image

from raycourse import connect, swapped
from raycourse.catalogue import lesson
from raycourse.settings import PROJECT
from tools.cluster import LocalCluster, local_cluster

BREEDS = ("akita", "beagle", "poodle")


def cells(name: str, *texts: str, **replaced: str) -> str:
    """The code of those cells of a lesson that have each of `texts` in them, in the order of `texts`; a cell has to be the only one."""
    codes = [cell.source for cell in jupytext.read(lesson(name).script).cells if cell.cell_type == "code"]
    found = [[code for code in codes if text in code] for text in texts]
    assert all(len(one) == 1 for one in found), {text: len(one) for text, one in zip(texts, found, strict=True)}
    return "\n\n".join(one[0] for one in found)


# Before each batch a process says that it works on it, and takes its time, so that it can be killed meanwhile.
SLOWED = """
import json, os, time
from pathlib import Path
import numpy as np, torch
from PIL import Image

def slowed(work, pause, notes=Path(os.environ["NOTES"])):
    def call(*args):
        (notes / f"{time.time_ns()}-{os.getpid()}").touch()
        time.sleep(pause)
        return work(*args)
    return call

def answer(**found):
    Path(os.environ["NOTES"]).with_suffix(".json").write_text(json.dumps(found))
"""
IMAGES = "\n".join(
    [
        cells(
            "images", "cluster = raycourse.connect()", "from diffusers", "def expand_prompt(", "dressed = ray.data.read_parquet", "prompts = dressed"
        ),
        SLOWED,
        cells("images", "class ImageGen:", "class SeededImageGen", "class TimedImageGen", "def enlarge("),
        "TimedImageGen.__call__ = slowed(TimedImageGen.__call__, 1)",
        cells("images", "to_paint = prompts.limit(16)"),
        "rows = painted.take_all()",
        cells("images", "keep.write_parquet(folder"),
        """
stored = {row["id"]: row["image"] for row in ray.data.read_parquet(folder).take_all()}
ids = [row["id"] for row in ray.data.read_parquet(folder, columns=["id"]).take_all()]
alone = SeededImageGen()(prompts.take_batch(16))
apart = max(int(np.abs(stored[i].astype(int) - image).max()) for i, image in zip(alone["id"], alone["image"]))
answer(rows=sorted(ids), expected=sorted(alone["id"].tolist()), apart=apart)
""",
    ]
)
EMBEDDINGS = "\n".join(
    [
        cells("embeddings", "cluster = raycourse.connect()", "dogs = ray.data.read_images", "import io"),
        SLOWED,
        cells(
            "embeddings",
            "paths = dogs.drop_columns",
            "def jpeg(",
            "by_map = paths.map",
            "from transformers import CLIPModel",
            "class EmbeddingGenerator:",
        ),
        cells("embeddings", "def add_thumbnail"),
        "EmbeddingGenerator.__call__ = slowed(work := EmbeddingGenerator.__call__, 1)",
        "batch_size = 16",
        cells("embeddings", "embedded = (", "embedded.write_parquet(folder"),
        """
rows = ray.data.read_parquet(folder).take_all()
expected = [str(path) for path in Path(raycourse.data("doggos/train")).rglob("*.jpg")]
some = rows[:: max(1, len(rows) // 20)]
vectors = work(EmbeddingGenerator(model.source, **model.load), {"image": [np.asarray(Image.open(row["path"]).convert("RGB")) for row in some]})
apart = max(1 - float(a @ row["embedding"]) for a, row in zip(vectors["embedding"], some))
answer(rows=sorted(row["path"] for row in rows), expected=sorted(expected), apart=apart * 1e4)
""",
    ]
)
TRAINING = "\n".join(
    [
        cells("finetune", "cluster = raycourse.connect()", "def first_pictures", "SIDE = "),
        SLOWED,
        "from ray.data.expressions import col\nfrom transformers import ViTConfig, ViTForImageClassification",
        cells("finetune", "UNREADABLE = (", "def decode(row", "images = decoded.filter"),
        cells("finetune", "CLASS_OF = {", "def label_by_folder", "class Featurizer", "def classes("),
        cells(
            "finetune",
            "stratify=",
            "transform = v2",
            "def augment(",
            "def new_model",
            "def train_epoch",
            "def accuracy_on",
            "def save(",
            "def carry_on",
            "class Diary",
        ),
        cells(
            "finetune",
            "diary = Diary",
            "def one_epoch",
            "def report(",
            "def train_loop",
            "workers = ScalingConfig",
            "RUNS = raycourse.storage",
            "def empty(folder)",
        ),
        """
train_epoch = slowed(train_epoch, 1)
# A worker of the training on each worker of the cluster; one of those has room for both.
workers.placement_strategy, workers.resources_per_worker = "SPREAD", {"CPU": 1, "training": 1}
""",
    ]
)
FINETUNE = "\n".join(
    [
        TRAINING,
        """
labels = lambda: sorted(row["labels"] for row in train.select_columns(["labels"]).take_all())
before = labels()
""",
        cells("finetune", "raycourse.expect_columns(train").replace('"dies_before_epoch": 3', '"dies_before_epoch": -1'),
        cells("finetune", "tuned = trainer.fit()", "done = ray.get(diary.read.remote())", "epochs trained anew"),
        """
with tuned.checkpoint.as_directory() as checkpoint:
    again = ViTForImageClassification.from_pretrained(checkpoint)
    last = torch.load(f"{checkpoint}/progress.pt")["epoch"]
whole = bool(torch.stack([weight.isfinite().all() for weight in again.parameters()]).all())
answer(rows=labels(), expected=before, apart=0 if whole and last == EPOCHS - 1 else 99, epochs=sorted(set(first_worker["epoch"])), anew=len(ray.get(diary.read.remote())) - len(done))
""",
    ]
)
HUGGING_FACE = "\n".join(
    [
        TRAINING,
        "from ray.train.torch import TorchTrainer\naugment = slowed(augment, 0.3)\nempty(RUNS)",
        cells("finetune", "class Augmented", "def arguments(", "def made_trainer(", "def trainer_loop", "steps = train.count()"),
        """
with by_trainer.checkpoint.as_directory() as checkpoint:
    again = ViTForImageClassification.from_pretrained(f"{checkpoint}/checkpoint")
whole = bool(torch.stack([weight.isfinite().all() for weight in again.parameters()]).all())
answer(whole=whole, step=by_trainer.metrics["step"], steps=steps * EPOCHS, workers=workers.num_workers)
""",
    ]
)

ELASTIC = "\n".join(
    [
        cells("training", "cluster = raycourse.connect()", "BREEDS = sorted(", "def prepared(", "def new_model"),
        SLOWED,
        cells("training", "train = pictures(train_files)", "class LowRank", "def with_detours", "def train_epoch", "def empty(", "class Diary"),
        cells("training", "def save(folder", "def validate(", "def upload(", "def report(epoch", "def train_loop", "RUNS = raycourse.storage"),
        'train_epoch = slowed(train_epoch, 1)\nbest = {"rate": 1e-3}',
        # A worker of the training on each worker of the cluster.
        cells("training", "tuned = trainer.fit()").replace("use_gpu=cluster.gpus_are_real", 'resources_per_worker={"CPU": 1, "training": 2}'),
        """
trained = [who for who, what, *_ in ray.get(diary.read.remote()) if what == "train"]
epochs, least = list(tuned.metrics_dataframe["epoch"]), float(tuned.metrics_dataframe["accuracy"].min())
answer(epochs=epochs, least=least, first=trained.count("worker 0"), second=trained.count("worker 1"))
""",
    ]
)


@pytest.fixture(scope="module")
def three_nodes() -> Iterator[LocalCluster]:
    with local_cluster(workers=0) as cluster:
        yield cluster


@pytest.fixture
def cluster(three_nodes) -> LocalCluster:
    """A cluster of a head and two workers, also after a test has killed one."""
    while len(three_nodes.workers) < 2:
        three_nodes.add_worker(resources={"training": 2})
    return three_nodes


@pytest.fixture(scope="module")
def few_data(tmp_path_factory) -> Iterator[Path]:
    """A part of the course's data, in a folder with an umlaut, that nobody may change."""
    root = tmp_path_factory.mktemp("Größe") / "data"
    for folder in ("dogs_fish/train/dog", "dogs_fish/train/fish", *(f"doggos/train/{breed}" for breed in BREEDS)):
        (root / folder).mkdir(parents=True)
        for file in sorted((PROJECT / "data" / folder).iterdir())[:100]:
            shutil.copyfile(file, root / folder / file.name)
    for file in ("animals.csv", "outfits.csv", "dogs_fish/labels.csv"):
        shutil.copyfile(PROJECT / "data" / file, root / file)
    (root / "models").symlink_to(PROJECT / "data" / "models")
    files = [path for path in root.rglob("*") if not path.is_symlink()]
    before = {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in files}
    for path in files:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield root
    # Root may write in spite of that, so look.
    assert {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in root.rglob("*") if not path.is_symlink()} == before
    for path in files:
        path.chmod(0o755)


class Learner:
    """A notebook's process, that runs `code` on the cluster and says in files what it works on and what it found."""

    def __init__(self, code: str, name: str, cluster: LocalCluster, data: Path, folder: Path):
        self.notes = folder / name
        self.notes.mkdir()
        script = folder / f"{name}.py"
        script.write_text(code)
        course = {"COURSE_DATA": str(data), "COURSE_STORAGE": str(folder / "Übung"), "COURSE_LEARNER": name}
        quiet = {"RAY_DATA_DISABLE_PROGRESS_BARS": "1", "MPLBACKEND": "agg", "PYTHONPATH": str(PROJECT), "NOTES": str(self.notes)}
        with open(folder / f"{name}.log", "w") as self.log:
            self.process = subprocess.Popen(
                [sys.executable, str(script)], env={**os.environ, **course, **quiet, **cluster.environment}, stdout=self.log, stderr=self.log
            )

    def working(self, batches: int) -> list[int]:
        """The processes that have begun work, latest last, when that many batches were begun."""
        while len(begun := sorted(note.name for note in self.notes.iterdir())) < batches:
            assert self.process.poll() is None, Path(self.log.name).read_text()[-3000:]
            time.sleep(0.05)
        return [int(note.split("-")[1]) for note in begun]

    def answer(self) -> dict:
        """What it found, once it has ended."""
        assert self.process.wait(300) == 0, Path(self.log.name).read_text()[-3000:]
        return json.loads(self.notes.with_suffix(".json").read_text())


def strike(learner: Learner, cluster: LocalCluster, what: str, batches: int) -> psutil.Process:
    """Kills the process that began the last of so many batches, or the node that it runs on, and gives the process back, which is dead."""
    number = learner.working(batches)[-1]
    victim = psutil.Process(number)
    assert learner.process.poll() is None  # or the work was over, and there is nothing to survive
    if what == "a node":
        cluster.kill(next(node for node in cluster.workers if victim in node.processes()))
    else:
        os.kill(number, signal.SIGKILL)
    psutil.wait_procs([victim], timeout=10)
    assert not victim.is_running() or victim.status() == psutil.STATUS_ZOMBIE
    return victim


@pytest.mark.long
@pytest.mark.parametrize(
    ("code", "what", "batches"),
    [
        pytest.param(IMAGES, "a process", 3, id="images, a process"),
        pytest.param(IMAGES, "a node", 3, id="images, a node"),
        pytest.param(EMBEDDINGS, "a node", 4, id="embeddings, a node"),
        pytest.param(EMBEDDINGS, "a process", 4, id="embeddings, a process"),
        pytest.param(FINETUNE, "a node", 6, id="training, a node"),
    ],
)
def test_a_death_in_the_middle_costs_no_row(code, what, batches, cluster, few_data, tmp_path):
    learner = Learner(code, "ada", cluster, few_data, tmp_path)
    victim = strike(learner, cluster, what, batches)
    found = learner.answer()
    assert found["rows"] == found["expected"] and len(found["rows"]) >= 8
    assert found["apart"] <= 3
    assert found.get("epochs", list(range(6))) == list(range(6)) and found.get("anew", 0) == 0
    begun = learner.working(1)
    assert begun[-1] != victim.pid and len(begun) > batches  # another did what was left, were it the victim's batch alone


@pytest.mark.long
def test_an_elastic_run_carries_on_with_the_worker_that_is_left(cluster, few_data, tmp_path):
    learner = Learner(ELASTIC, "ada", cluster, few_data, tmp_path)
    strike(learner, cluster, "a node", 6)
    found = learner.answer()
    assert found["epochs"] == list(range(6)) and found["least"] > 0  # each checkpoint was tested
    assert found["second"] < 6 <= found["first"], found


@pytest.mark.long
def test_the_hugging_face_trainer_carries_on_from_its_checkpoint(cluster, few_data, tmp_path):
    learner, begun = Learner(HUGGING_FACE, "ada", cluster, few_data, tmp_path), 60  # the fourth epoch of six
    strike(learner, cluster, "a process", begun)
    found = learner.answer()
    assert found["whole"] and found["step"] == found["steps"]
    assert len(learner.working(1)) - begun < 0.8 * found["workers"] * found["steps"]  # not from the beginning


@pytest.mark.long
def test_two_learners_work_in_one_storage_at_once(cluster, few_data, tmp_path):
    """Both want all GPUs of the cluster: one waits for the other."""
    learners = [Learner(IMAGES, name, cluster, few_data, tmp_path) for name in ("ada", "grace")]
    for learner in learners:
        found = learner.answer()
        assert found["rows"] == found["expected"] and len(found["rows"]) == 16 and found["apart"] <= 3
    assert sorted(path.name for path in (tmp_path / "Übung").iterdir()) == ["ada", "grace"]


@pytest.fixture
def full_disk():
    """A file system on which no file grows beyond 20,000 bytes."""

    class Sink:
        closed = False

        def __init__(self, stream):
            self.stream, self.room = stream, 20_000

        def write(self, data):
            self.room -= len(memoryview(data).cast("B"))
            if self.room < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return self.stream.write(data)

        def flush(self):
            self.stream.flush()

        def close(self):
            self.closed = True
            self.stream.close()

    class Full(pyarrow.fs.FSSpecHandler):
        def open_output_stream(self, path, metadata):
            return pyarrow.PythonFile(Sink(self.fs.open(path, "wb")), "w")

    return pyarrow.fs.PyFileSystem(Full(fsspec.filesystem("file")))


@pytest.mark.slow
def test_a_full_disk_costs_an_error_and_no_earlier_row(tmp_path, course_ray, full_disk, environment):
    environment(RAY_ADDRESS=course_ray)
    connect()
    folder = tmp_path / "rows"
    ray.data.range(4).write_parquet(str(folder))
    with pytest.raises(Exception, match="No space left on device"), swapped(str(folder)) as beside:
        ray.data.range(50_000, override_num_blocks=2).write_parquet(beside, filesystem=full_disk)
    assert sorted(row["id"] for row in ray.data.read_parquet(str(folder)).take_all()) == [0, 1, 2, 3]
    assert list(tmp_path.iterdir()) == [folder]
    ray.shutdown()


@pytest.mark.long
def test_a_small_shared_memory_costs_no_row():
    """A container has 64 MiB of `/dev/shm`: Ray takes the disk instead, and what does not fit into its own memory goes there as well."""
    code = """
import numpy as np, ray, raycourse
from raycourse import cluster
ray._private.utils.get_shared_memory_bytes = lambda: 64 * 2**20
cluster.OBJECT_STORE_BYTES = 80 * 2**20
raycourse.connect()
pages = ray.data.range(200, override_num_blocks=20).map_batches(lambda batch: {**batch, "page": np.ones((len(batch["id"]), 2**20), np.uint8)})
print(sorted(row["id"] for row in pages.materialize().select_columns(["id"]).take_all()) == list(range(200)))
print(ray._private.worker.global_worker.node.address_info["object_store_address"] and ray.cluster_resources()["object_store_memory"] <= 80 * 2**20)
"""
    environment = {name: value for name, value in os.environ.items() if name != "RAY_ADDRESS"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120, cwd=PROJECT)
    assert run.stdout.split() == ["True", "True"], run.stderr


@pytest.mark.parametrize(
    "code", [IMAGES, EMBEDDINGS, FINETUNE, HUGGING_FACE, ELASTIC], ids=["images", "embeddings", "finetune", "hugging face", "elastic"]
)
def test_what_is_taken_from_a_lesson_is_whole(code, tmp_path):
    """A cell that was cut in two, and of which one half is missing here, would show only after minutes."""
    (tmp_path / "code.py").write_text(code)
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F821", str(tmp_path / "code.py")]
    result = subprocess.run(ruff, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_a_picture_that_cannot_be_decoded_is_a_row_with_a_reason():
    names = {}
    exec("import io\nimport numpy as np\nfrom PIL import Image\nSIDE = 96\n" + cells("finetune", "UNREADABLE = (", "def decode(row"), names)
    huge, whole = io.BytesIO(), io.BytesIO()
    Image.new("1", (15_000, 15_000)).save(huge, "PNG")
    Image.new("RGB", (64, 48), "red").save(whole, "PNG")
    files = {"huge": huge.getvalue(), "cut": whole.getvalue()[:-30], "empty": b"", "text": b"no picture", "whole": whole.getvalue()}
    errors = {name: names["decode"]({"path": f"a/b/{name}", "bytes": content})["error"] for name, content in files.items()}
    assert "DecompressionBombError" in errors["huge"] and errors["whole"] == ""
    assert all(errors[name] for name in ("cut", "empty", "text")), errors


@pytest.mark.parametrize("where", ["a folder", "object storage"])
def test_results_swapped_in(where, tmp_path, public_bucket, monkeypatch):
    for name, value in {"AWS_ACCESS_KEY_ID": "maker", "AWS_SECRET_ACCESS_KEY": "maker"}.items():
        monkeypatch.setenv(name, value)
    uri = str(tmp_path / "rows") if where == "a folder" else f"s3://{public_bucket}/rows"
    filesystem, path = pyarrow.fs.FileSystem.from_uri(uri)

    home = path.rsplit("/", 1)[0]

    def write(folder, name):
        with filesystem.open_output_stream(f"{pyarrow.fs.FileSystem.from_uri(folder)[1]}/{name}") as file:
            file.write(name.encode())

    def there():
        files = filesystem.get_file_info(pyarrow.fs.FileSelector(home, recursive=True))
        return sorted(info.path.removeprefix(f"{home}/") for info in files if info.is_file and info.path.startswith(path))

    for name in ("first", "second"):
        with swapped(uri) as beside:
            write(beside, name)
        assert there() == [f"rows/{name}"]
    with pytest.raises(KeyError), swapped(uri) as beside:
        write(beside, "third")
        raise KeyError
    assert there() == ["rows/second"]


def test_a_copy_to_object_storage_that_was_cut_off_is_done_again(public_bucket, monkeypatch):
    for name, value in {"AWS_ACCESS_KEY_ID": "maker", "AWS_SECRET_ACCESS_KEY": "maker"}.items():
        monkeypatch.setenv(name, value)
    uri = f"s3://{public_bucket}/cut/rows"
    filesystem, path = pyarrow.fs.FileSystem.from_uri(uri)

    def write(folder, name):
        with filesystem.open_output_stream(f"{pyarrow.fs.FileSystem.from_uri(folder)[1]}/{name}") as file:
            file.write(name.encode())

    def there():
        files = filesystem.get_file_info(pyarrow.fs.FileSelector(f"{public_bucket}/cut", recursive=True))
        return sorted(info.path.removeprefix(f"{public_bucket}/cut/") for info in files if info.is_file)

    def dies(*_, **__):
        raise OSError("the line is dead")

    with swapped(uri) as beside:
        write(beside, "first")
    with monkeypatch.context() as patched, pytest.raises(OSError, match="the line is dead"), swapped(uri) as beside:
        write(beside, "second")
        patched.setattr(pyarrow.fs, "copy_files", dies)
    assert there() == ["rows.new-is-whole", "rows.new/second"]
    with pytest.raises(KeyError), swapped(uri):
        raise KeyError
    assert there() == ["rows/second"]


def test_a_swap_that_was_cut_off_half_way(tmp_path):
    (tmp_path / "rows.old").mkdir()
    (tmp_path / "rows.old" / "first").touch()
    with contextlib.suppress(KeyError), swapped(str(tmp_path / "rows")):
        raise KeyError
    assert [path.name for path in (tmp_path / "rows").iterdir()] == ["first"] and not (tmp_path / "rows.old").exists()
