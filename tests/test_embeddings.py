"""The lesson *Embeddings*: what goes wrong with pictures and stores gives one clear error; the lab's checks accept any right way and name each wrong one."""

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
from raycourse import check
from raycourse.store import TABLE, only_writer, open_store

pytestmark = pytest.mark.usefixtures("own_storage")  # the checks record scores


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


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def search(table, vector, k, breed=""):
    query = table.search(vector).distance_type("cosine").limit(k)
    if breed:
        query = query.where("class = '{}'".format(breed.replace("'", "''")))
    return [(row["path"], 1 - row["_distance"]) for row in query.to_list()]


def search_in_numpy(table, vector, k, breed=""):
    rows = [row for row in table.to_arrow().to_pylist() if not breed or row["class"] == breed]
    scores = {row["path"]: float(unit(np.array(row["vector"])) @ unit(vector)) for row in rows}
    return [[path, scores[path]] for path in sorted(scores, key=scores.get, reverse=True)[:k]]


def search_by_length(table, vector, k, breed=""):
    query = table.search(vector).limit(k)
    if breed:
        query = query.where("class = '{}'".format(breed.replace("'", "''")))
    return [(row["path"], 1 - row["_distance"]) for row in query.to_list()]


def search_distances(*args, **more):
    return [(path, 1 - similarity) for path, similarity in search(*args, **more)]


def search_then_filter(table, vector, k, breed=""):
    return [pair for pair in search(table, vector, k) if not breed or pair[0].startswith(breed)]


def search_ten(table, vector, k, breed=""):
    return search(table, vector, min(k, 10), breed)


def search_begins(table, vector, k, breed=""):
    query = table.search(vector).distance_type("cosine").limit(k).where("class LIKE '{}%'".format(breed.replace("'", "''")))
    return [(row["path"], 1 - row["_distance"]) for row in query.to_list()]


def search_unscaled(table, vector, k, breed=""):
    return [(path, similarity * float(np.linalg.norm(vector))) for path, similarity in search(table, vector, k, breed)]


def search_with_quotes(table, vector, k, breed=""):
    query = table.search(vector).distance_type("cosine").limit(k)
    query = query.where(f"class = '{breed}'") if breed else query
    return [(row["path"], 1 - row["_distance"]) for row in query.to_list()]


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (search, 4, "✓ a breed with an apostrophe"),
        (search_in_numpy, 4, "✓ two pugs"),
        (search_by_length, 1, "distance_type('cosine')?"),
        (search_distances, 3, "the store returns distances"),
        (search_then_filter, 2, "let the store filter by the whole name, before it takes the best"),
        (search_with_quotes, 3, "✗ a breed with an apostrophe: expected [\"st john's dog/one.jpg\"], got 'ValueError"),
        (lambda *args, **more: None, 0, "✗ a list of (path, similarity) comes back: got None"),
        (lambda *args, **more: [], 0, "✗ the three most alike"),
        (search_ten, 3, "of 16 that were asked for, 10 came"),
        (search_begins, 3, "let the store filter by the whole name"),
        (search_unscaled, 3, "✗ similarity is the cosine"),
    ],
)
def test_check_of_search(answer, score, says, capsys):
    assert check("embeddings.search", answer) == score
    assert says in capsys.readouterr().out


def duplicates(vectors, threshold):
    cosine = np.triu(unit(vectors) @ unit(vectors).T, k=1)
    return sorted(zip(*np.nonzero(cosine >= threshold), strict=True), key=lambda pair: -cosine[pair])


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (duplicates, 4, "✓ the most alike pair first"),
        (lambda v, t: [list(pair) for pair in duplicates(v, t)], 4, "✓ each pair is there once"),
        (lambda v, t: duplicates(v, t)[::-1], 3, "✗ the most alike pair first"),
        (lambda v, t: sorted(duplicates(v, t)), 3, "✗ the most alike pair first"),
        (lambda v, t: [(j, i) for i, j in duplicates(v, t)], 2, "✗ each pair is there once, i before j"),
        (
            lambda v, t: list(zip(*np.nonzero(unit(v) @ unit(v).T >= t), strict=True)),
            1,
            "a picture is its own duplicate, in (0, 0)",
        ),
        (lambda v, t: list(zip(*np.nonzero(np.triu(v @ v.T, k=1) >= t), strict=True)), 0, "pairs are below the threshold"),
        (lambda v, t: duplicates(v, 0.9997), 0, "similarity is a cosine, whatever the lengths"),
        (lambda v, t: duplicates(v, 0.99), 3, "✗ thresholds of 0.9997"),
        (lambda v, t: [(i, j) for i, j in duplicates(v, t) if unit(v)[i] @ unit(v)[j] > t], 3, "with a pair that reaches it exactly, of 1"),
        (lambda v, t: unit(v) @ unit(v).T, 0, "✗ a list of pairs"),
    ],
)
def test_check_of_duplicates(answer, score, says, capsys):
    assert check("embeddings.duplicates", answer) == score
    assert says in capsys.readouterr().out


def odd(vectors, classes, centroid=None, place=None):
    found, classes = {}, np.array(classes)
    for name in set(classes.tolist()):
        rows = np.flatnonzero(classes == name)
        middle = unit(vectors)[rows].mean(0) if centroid is None else centroid(vectors, rows)
        best = int((unit(vectors)[rows] @ middle).argmin())
        found[name] = best if place == "class" else int(rows[best])
    return found


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (odd, 4, "✓ the odd pug is in row 6"),
        (lambda v, c: {name: np.int64(row) for name, row in odd(v, c).items()}, 4, "✓ other rows, with a class of one picture"),
        (lambda v, c: odd(v, c, lambda v, rows: v[rows].mean(0)), 2.67, "each vector divided by its length first"),
        (lambda v, c: odd(v, c, lambda v, rows: -unit(v)[rows].mean(0)), 0, "✗ the odd corgi is in row 4"),
        (lambda v, c: odd(v, c, lambda v, rows: unit(v).mean(0)), 1.33, "the mean of this class alone"),
        (lambda v, c: odd(v, c, place="class"), 0, "count positions in all rows, not in the class"),
        (lambda v, c: [6, 4], 0, "✗ a dict comes back: expected {class: position}, got list"),
        (lambda v, c: {name: f"{name}.jpg" for name in set(c)}, 0, "expected a whole number, got '"),
    ],
)
def test_check_of_odd_ones(answer, score, says, capsys):
    assert check("embeddings.odd", answer) == score
    assert says in capsys.readouterr().out


def update(table, delivery, embed, leave_early=True):
    known = set(table.to_arrow()["path"].to_pylist())
    new = [row for row in delivery if row["path"] not in known]
    if new or not leave_early:
        vectors = embed([row["image"] for row in new])
        table.add([{"path": row["path"], "class": row["class"], "vector": v} for row, v in zip(new, vectors, strict=True)])
    return len(new)


def update_by_merge(table, delivery, embed):
    before = table.count_rows()
    vectors = embed([row["image"] for row in delivery])
    rows = [{"path": row["path"], "class": row["class"], "vector": v} for row, v in zip(delivery, vectors, strict=True)]
    table.merge_insert("path").when_matched_update_all().when_not_matched_insert_all().execute(rows)
    return table.count_rows() - before


def update_by_name(table, delivery, embed):
    known = {path.split("/")[-1] for path in table.to_arrow()["path"].to_pylist()}
    return update(table, [row for row in delivery if row["path"].split("/")[-1] not in known], embed)


def update_first_ten(table, delivery, embed):
    known = {row["path"] for row in table.search().select(["path"]).limit(10).to_list()}
    new = [row for row in delivery if row["path"] not in known]
    vectors = embed([row["image"] for row in new])
    table.add([{"path": row["path"], "class": row["class"], "vector": v} for row, v in zip(new, vectors, strict=True)])
    return len(new)


def update_everything(table, delivery, embed):
    vectors = embed([row["image"] for row in delivery])
    table.add([{"path": row["path"], "class": row["class"], "vector": v} for row, v in zip(delivery, vectors, strict=True)])
    return len(delivery)


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (update, 4, "✓ the same delivery again"),
        (
            update_by_merge,
            2.4,
            "✗ embed saw the pictures that are new, and no others (by their colour): expected [30, 40, 50], got [10, 20, 30, 40, 50]",
        ),
        (update_by_name, 0, "missing: corgi/3.jpg"),
        (update_first_ten, 0, "too many: pug/11.jpg"),
        (update_everything, 0, "✗ every picture is in the store once"),
        (lambda *args: update(*args, leave_early=False), 3.2, "leave early where nothing is new"),
        (lambda *args: [None, update(*args)][0], 2.4, "✗ the number of new pictures comes back: expected 3, got None"),
    ],
)
def test_check_of_update(answer, score, says, capsys):
    assert check("embeddings.update", answer) == score
    assert says in capsys.readouterr().out


def embed_with(generator_made=False, gpus=1, size=None, keep=True, folder=-2, pool=2, **more):
    def answer(pictures, generator, model_id, batch_size):
        labelled = pictures.map(lambda row: {**row, "class": row["path"].split("/")[folder]})
        vectors = labelled.map_batches(
            generator(model_id) if generator_made else generator,
            batch_size=size or batch_size,
            compute=ray.data.ActorPoolStrategy(size=pool),
            num_gpus=gpus,
            num_cpus=0,
            **({"fn_constructor_kwargs": {"model_id": model_id}} | more),
        )
        vectors = vectors.drop_columns(["image"])
        return vectors.materialize() if keep else vectors

    return answer


@pytest.mark.slow
def test_check_of_pipeline(capsys, cluster):
    for answer, score, says in (
        (embed_with(), 4, "✓ two looks, one run of the model"),
        (embed_with(keep=False), 3.33, "✗ two looks, one run of the model"),
        (embed_with(gpus=0.5), 3.33, "✗ GPUs that each actor holds: expected [1.0], got [0.5]"),
        (embed_with(size=6), 3.33, "asked for 4, the largest had 6"),
        (embed_with(folder=1), 3.33, "✗ the class is the name of the folder"),
        (embed_with(pool=1), 3.33, "✗ one actor for each GPU"),
        (embed_with(generator_made=True), 0, "hand over the class itself"),
        (embed_with(fn_constructor_kwargs={}), 0, "hand `model_id` on with fn_constructor_kwargs"),
        (lambda pictures, *_: pictures.map(lambda row: {"path": row["path"]}), 0, "✗ the columns: expected class, embedding, path; got path"),
        (lambda *_: None, 0, "✗ a dataset comes back"),
    ):
        assert check("embeddings.pipeline", answer) == score
        assert says in capsys.readouterr().out
    ray.shutdown()


PICTURES = [np.arange(k, k + 60, dtype=np.uint8).reshape(4, 5, 3) for k in range(5)]


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        ((PICTURES, list("abcde")), 2, "✓ every picture shows something of its own"),
        (([Image.fromarray(p) for p in PICTURES], list("abcde")), 2, "✓ one caption for each"),
        ((PICTURES, list("abcd")), 1, "✗ one caption for each"),
        ((PICTURES[:2], list("ab")), 0, "✗ there are 4 to 12 pictures: got 2"),
        ((PICTURES[:4] + PICTURES[:1], list("abcde")), 0, "5 pictures, of which 4 are different"),
        (([p[..., 0] for p in PICTURES], list("abcde")), 0, "✗ pictures are uint8, (height, width, 3): one is an array, uint8 of shape (4, 5)"),
        (PICTURES, 0, "✗ pictures and captions come back"),
    ],
)
def test_check_of_gallery(answer, score, says, capsys):
    assert check("embeddings.gallery", lambda: answer) == score
    assert says in capsys.readouterr().out
