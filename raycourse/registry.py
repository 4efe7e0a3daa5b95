"""A registry of models in storage: versions that never change, and stages that say which of them is at work.

All of it rests on one step, `create`: a file that is written whole, by one writer at most. A version's number is claimed by it, and each move of a
stage is the next small numbered file of a list that only grows. So two writers cannot overwrite each other, and nothing is ever changed in place.
"""

import hashlib
import json
import os
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pyarrow.fs import FileSelector, FileSystem, FileType, LocalFileSystem, S3FileSystem, copy_files

from raycourse.places import fetched

STAGES = ("staging", "production")


def create(uri: str, content: bytes) -> None:
    """Writes the file at `uri`, a path or an `s3://` address, if there is none: whole or not at all, and of any number of writers one.

    On S3 this is a conditional write (`If-None-Match: *`), which Amazon has since August 2024. A store that only speaks S3's language may pass over the
    condition: there, nothing keeps two writers apart. And a write whose answer was lost is sent again, and then reported as somebody else's.

    Raises:
        FileExistsError: there is one.
        ValueError: this kind of storage has no such step that the course knows.
    """
    filesystem, path = FileSystem.from_uri(uri)
    if isinstance(filesystem, LocalFileSystem):
        # A link is made whole, or fails where the name is taken; `open(path, "x")` would show an empty file to whoever reads at once.
        beside = Path(f"{path}.{uuid.uuid4().hex}.part")
        beside.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        try:
            os.link(beside, path)
        finally:
            beside.unlink()
    elif isinstance(filesystem, S3FileSystem):
        import boto3  # only here: a folder needs none of it
        from botocore.exceptions import ClientError

        bucket, key = path.split("/", 1)
        try:
            boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=content, IfNoneMatch="*")
        except ClientError as error:
            if error.response["Error"]["Code"] in ("PreconditionFailed", "ConditionalRequestConflict"):
                raise FileExistsError(f"{uri} is there already") from None
            raise
    else:
        raise ValueError(f"{uri} is neither a folder nor s3://, and the registry cannot write there safely: set COURSE_STORAGE to one of the two")


class Registry:
    """The versions of one model, below `home`, a folder or an `s3://` address."""

    def __init__(self, home: str):
        self.home = home.rstrip("/")

    def register(self, folder: str, metrics: dict[str, Any], lineage: dict[str, Any]) -> str:
        """Copies the model in `folder` (files, with its card, README.md) under the next version, and returns its name, as `"v3"`.

        `metrics` says how good it is, `lineage` where it comes from: hash of the data, version of the code, parent. Both must fit into JSON. A version
        is there when its last file, version.json, is: what a writer who dies leaves behind is never listed, and its number is not used again.

        Raises:
            FileNotFoundError: the folder, or the card in it, is missing.
        """
        files = _digests(folder)
        if "README.md" not in files:
            raise FileNotFoundError(f"{folder} has no README.md: write the model's card, so that others know what it is for")
        facts = {"metrics": metrics, "lineage": lineage, "files": files}
        json.dumps(facts)  # what does not fit fails before a number is claimed
        name = self._claimed()
        source, inside = FileSystem.from_uri(folder)
        target, path = FileSystem.from_uri(f"{self.home}/{name}/model")
        target.create_dir(path, recursive=True)
        copy_files(inside, path, source_filesystem=source, destination_filesystem=target)
        create(f"{self.home}/{name}/version.json", _sealed({"version": name, "made": _now(), **facts}))
        return name

    def versions(self) -> list[str]:
        """The names of all versions, the oldest first."""
        return [f"v{number}" for number, names in self._folders().items() if "version.json" in names]

    def about(self, version: str) -> dict[str, Any]:
        """What is known of `version`: `made`, `metrics`, `lineage`, and the checksums of its `files`.

        Raises:
            LookupError: there is no such version; the message lists those that there are.
            OSError: its record is damaged.
        """
        if version not in self.versions():
            raise LookupError(f"there is no version {version!r}: the registry has {', '.join(self.versions()) or 'none yet'}")
        return _opened(f"{self.home}/{version}/version.json")

    def fetched(self, version: str) -> str:
        """A folder of this machine with the files of `version`, each compared with its checksum. Call it where the model is loaded.

        Raises:
            LookupError: there is no such version.
            OSError: a file is missing, foreign, or damaged; the message says which, and the cure.
        """
        files = self.about(version)["files"]
        local = fetched(f"{self.home}/{version}/model")
        there = _digests(local)
        if wrong := sorted(name for name in files.keys() | there.keys() if files.get(name) != there.get(name)):
            raise OSError(
                f"{version}/model/{wrong[0]} is not as it was registered (its checksum differs): do not load it. "
                f"Register the model anew from where it was made, or undo the promotion of {version}"
            )
        return local

    def stage(self, stage: str = "production") -> str | None:
        """The version that `stage` has now; None where it has none."""
        return (self._stack(stage, self.history()) or [None])[-1]

    def promote(self, version: str, stage: str = "production", *, over: str | None, why: str = "") -> None:
        """Gives `stage` to `version`. `over` is the version that you have compared it with, None for an empty stage.

        Raises:
            LookupError: there is no such version.
            RuntimeError: the stage has another version than `over` by now; nothing was changed.
            ValueError: there is no such stage.
        """
        self.about(version)
        self._move({"stage": stage, "version": version, "over": over, "undo": False, "why": why}, expected=over)

    def undo(self, version: str, stage: str = "production", *, why: str = "") -> str | None:
        """Takes the promotion of `version` back, and returns the version that has the stage again, None where there was none before.

        Raises:
            RuntimeError: the stage has another version by now, so that somebody else was faster; nothing was changed.
            ValueError: there is no such stage.
        """
        before = self._move({"stage": stage, "version": version, "undo": True, "why": why}, expected=version)
        return (before[:-1] or [None])[-1]

    def history(self) -> list[dict[str, Any]]:
        """Every move of every stage, the oldest first: `stage`, `version`, `undo`, `why`, `at`."""
        return [_opened(f"{self.home}/moves/{name}") for name in sorted(_names(f"{self.home}/moves"))]

    def _move(self, move: dict[str, Any], expected: str | None) -> list[str]:
        """Adds `move` to the history if its stage has `expected`; returns the stage's versions before it."""
        if move["stage"] not in STAGES:
            raise ValueError(f"there is no stage {move['stage']!r}: the stages are {', '.join(STAGES)}")
        while True:
            history = self.history()
            stack = self._stack(move["stage"], history)
            if (now := (stack or [None])[-1]) != expected:
                raise RuntimeError(f"{move['stage']} has {now or 'no version'} by now, not {expected or 'none'}: look again, then decide anew")
            try:
                create(f"{self.home}/moves/{len(history) + 1:06d}.json", _sealed({**move, "at": _now()}))
                return stack
            except FileExistsError:  # another writer was faster: what it wrote is part of the history now
                continue

    def _stack(self, stage: str, history: list[dict[str, Any]]) -> list[str]:
        """The versions that `stage` has had and still would return to, the present one last."""
        stack: list[str] = []
        for move in history:
            if move["stage"] == stage:
                stack = stack[:-1] if move["undo"] else [*stack, move["version"]]
        return stack

    def _claimed(self) -> str:
        """The name of a new version, which nobody else gets."""
        while True:
            name = f"v{max(self._folders(), default=0) + 1}"
            try:
                create(f"{self.home}/{name}/claim.json", _sealed({"claimed": _now()}))
                return name
            except FileExistsError:
                continue

    def _folders(self) -> dict[int, set[str]]:
        """The names right below each version's folder, by its number, in order."""
        found: dict[int, set[str]] = {}
        for path in _names(self.home):
            version, _, name = path.partition("/")
            if version[:1] == "v" and version[1:].isdigit():
                found.setdefault(int(version[1:]), set()).add(name)
        return dict(sorted(found.items()))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _sealed(record: dict[str, Any]) -> bytes:
    """`record` with its own checksum."""
    return json.dumps({"record": record, "sha256": _digest(json.dumps(record).encode())}, indent=1).encode()


def _opened(uri: str) -> dict[str, Any]:
    filesystem, path = FileSystem.from_uri(uri)
    with filesystem.open_input_stream(path) as file:
        content = file.read()
    try:
        sealed = json.loads(content)
        if sealed["sha256"] == _digest(json.dumps(sealed["record"]).encode()):
            return sealed["record"]
    except (ValueError, KeyError, TypeError):
        pass
    raise OSError(f"{uri} is damaged (its checksum differs): bring it back from a backup of the registry")


def _names(folder: str) -> list[str]:
    """The files in `folder` and below it, relative to it, but for those that are being written; empty where it does not exist."""
    filesystem, path = FileSystem.from_uri(folder)
    infos = filesystem.get_file_info(FileSelector(path, recursive=True, allow_not_found=True))
    return [info.path.removeprefix(f"{path}/") for info in infos if info.type == FileType.File and not info.path.endswith(".part")]


def _digests(folder: str) -> dict[str, str]:
    """The SHA-256 of each file in `folder` and below it, by its name."""
    filesystem, path = FileSystem.from_uri(folder)
    found = {}
    for name in _names(folder):
        digest = hashlib.sha256()
        with filesystem.open_input_stream(f"{path}/{name}") as file:
            while chunk := file.read(2**20):
                digest.update(chunk)
        found[name] = digest.hexdigest()
    return found
