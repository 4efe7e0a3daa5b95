import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import ray
from pyarrow.fs import FileSystem


def resume(rows, predict, folder):
    filesystem, path = FileSystem.from_uri(folder)
    filesystem.create_dir(path)
    stored = ds.dataset(path, filesystem=filesystem, format="parquet")
    there = stored.to_table(columns=["id"])["id"] if stored.files else pa.array([], pa.int64())
    new = [row for row in rows.iter_rows() if not pc.is_in(pa.scalar(row["id"]), value_set=there).as_py()]
    if new:
        ray.data.from_items(new).map_batches(predict, batch_size=None).repartition(1).write_parquet(folder)
