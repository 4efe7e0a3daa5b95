import ray
from pyarrow.fs import FileSelector, FileSystem


def resume(rows, predict, folder):
    filesystem, path = FileSystem.from_uri(folder)
    rest = rows
    if any(info.path.endswith(".parquet") for info in filesystem.get_file_info(FileSelector(path, allow_not_found=True))):
        stored = ray.data.read_parquet(folder).select_columns(["id"])
        rest = rows.join(stored, join_type="left_anti", num_partitions=2, on=("id",)).materialize()
    if rest.count() > 0:
        rest.map_batches(predict).write_parquet(folder, mode="append")
