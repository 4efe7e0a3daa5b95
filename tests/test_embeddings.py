"""The lesson *Embeddings*: what goes wrong with pictures and stores gives one clear error."""

import subprocess
import sys
import time
from pathlib import Path

import lancedb
import numpy as np
import pytest
import ray
from PIL import Image

import raycourse
from raycourse.store import TABLE, only_writer, open_store


def draw(path: Path, colour="red") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.effect_noise((40, 40), 60).convert("RGB").save(path)
    return path


def write_store(folder: Path, dimension: int) -> str:
    rows = [{"path": f"{k}.jpg", "vector": np.ones(dimension, np.float32)} for k in range(3)]
    lancedb.connect(str(folder)).create_table(TABLE, rows, mode="create")
    return str(folder)


def test_whole_pictures_pass(tmp_path):
    for name in ("pug/b.jpg", "corgi/a.png", "pug/a.JPG"):
        draw(tmp_path / name)
    (tmp_path / "notes.txt").write_text("no picture, and none of our business")
    assert raycourse.expect_pictures(str(tmp_path)) == str(tmp_path)


def test_an_empty_folder_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=rf"no \.png .* file in {tmp_path}, which holds 0 files"):
        raycourse.expect_pictures(str(tmp_path))
    with pytest.raises(FileNotFoundError, match="there is no folder .*/nowhere: correct the path"):
        raycourse.expect_pictures(str(tmp_path / "nowhere"))


@pytest.mark.slow
def test_ray_refuses_an_empty_folder_before_anything_runs(tmp_path, cluster):
    with pytest.raises(ValueError, match="No files found under"):
        ray.data.read_images(str(tmp_path)).schema()


def test_a_damaged_picture_is_named(tmp_path):
    for name in ("a.jpg", "b.jpg", "c.png", "d.png"):
        draw(tmp_path / "pug" / name)
    for name in ("b.jpg", "d.png"):
        cut = tmp_path / "pug" / name
        cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 2])
    (tmp_path / "text.jpg").write_text("no picture")
    with pytest.raises(
        ValueError,
        match=r"3 of 5 pictures .* cannot be used: pug/b\.jpg \(.*truncated.*\), pug/d\.png \(.*\), .*/text\.jpg \(cannot identify image file\)$",
    ):
        raycourse.expect_pictures(str(tmp_path))


def test_a_store_that_was_never_written(tmp_path):
    with pytest.raises(LookupError, match="has no table 'pictures': write it first"):
        open_store(str(tmp_path / "store"), 128)


def test_a_store_of_another_dimension(tmp_path):
    uri = write_store(tmp_path / "store", 4)
    assert open_store(uri, 4).count_rows() == 3
    with pytest.raises(ValueError, match="holds vectors of 4 numbers, this model makes 512: search with the model that wrote it"):
        open_store(uri, 512)


@pytest.mark.filterwarnings("ignore:lancedb fork support")
def test_a_store_that_another_process_writes(tmp_path):
    uri = write_store(tmp_path / "store", 4)
    holds = f"import time\nfrom raycourse.store import only_writer\nwith only_writer({uri!r}):\n    print('held', flush=True)\n    time.sleep(100)"
    with subprocess.Popen([sys.executable, "-c", holds], stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout.readline() == "held\n"
            with pytest.raises(BlockingIOError, match=f"is being written by process {other.pid}: wait for it, or end it"), only_writer(uri):
                pass
            assert open_store(uri, 4).count_rows() == 3  # readers go on
        finally:
            other.kill()
    time.sleep(0.1)
    with only_writer(uri):  # the dead let go
        assert open_store(uri, 4).count_rows() == 3
    with only_writer(uri):  # and so does whoever is done
        pass


def test_object_storage_has_no_lock():
    with only_writer("s3://bucket/store"):
        pass
