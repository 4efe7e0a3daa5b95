"""The course's settings: read once from the environment, and the same in the notebook and in every worker of its cluster."""

import getpass
import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PROFILES = ("tiny", "full")
# What `connect()` sends to workers, which then read nothing else.
SENT = "COURSE_SETTINGS"


@dataclass(frozen=True)
class Settings:
    """What the environment asks for.

    `profile` is one of `PROFILES`; `data` is the absolute folder of the course's data; `storage` is the absolute folder or the URI that notebooks
    write below, with the `learner` in it where several may share it; `cluster` is the address of the Ray to join, empty for one of its own.
    """

    profile: str
    data: str
    storage: str
    learner: str
    cluster: str

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings that `environment` asks for. A blank variable counts as unset.

        Raises:
            ValueError: a variable has a value that makes no sense; the message names it, and those that do.
        """
        if SENT in environment:
            return cls(**json.loads(environment[SENT]))
        said = {name: value.strip() for name, value in environment.items() if value.strip()}
        profile = said.get("COURSE_PROFILE", "tiny")
        if profile not in PROFILES:
            raise ValueError(f"unknown COURSE_PROFILE {profile!r}: the course has {' and '.join(PROFILES)}")
        data = _folder(said.get("COURSE_DATA", "data"))
        if not data.is_dir():
            cure = "name one that every node of the cluster sees, or unset it" if "COURSE_DATA" in said else "`git checkout -- data` brings it back"
            raise ValueError(f"COURSE_DATA={said.get('COURSE_DATA', 'data')} is no folder: {cure}")
        learner = said.get("COURSE_LEARNER") or said.get("JUPYTERHUB_USER") or _account()
        if "/" in learner or learner.startswith("."):
            raise ValueError(f"COURSE_LEARNER={learner} cannot name a folder: use letters and digits")
        cluster = said.get("RAY_ADDRESS", "local")
        return cls(profile, str(data), _storage(said.get("COURSE_STORAGE"), learner, data), learner, "" if cluster == "local" else cluster)

    def sent(self) -> dict[str, str]:
        """The environment by which a worker comes to these settings."""
        return {SENT: json.dumps(asdict(self))}


@cache
def settings() -> Settings:
    """The settings of this process, read at the first call. Raises as `Settings.read`."""
    return Settings.read(os.environ)


def _folder(name: str) -> Path:
    return (PROJECT / Path(name).expanduser()).resolve()


def _storage(named: str | None, learner: str, data: Path) -> str:
    if named is None:
        return str(PROJECT / "build" / "storage")  # a checkout has one learner
    if "://" in named:
        if not re.fullmatch(r"[\w.@+-]+", learner, re.ASCII):
            raise ValueError(f"COURSE_LEARNER={learner} cannot stand in {named}: use letters and digits")
        return f"{named.rstrip('/')}/{learner}"
    folder = _folder(named)
    if folder.is_relative_to(data):
        raise ValueError(f"COURSE_STORAGE={named} lies inside {data}, which the course only reads: name a folder outside it")
    return str(folder / learner)


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number without a name
        return str(os.getuid())
