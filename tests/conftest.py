"""What every test of the helper needs."""

import pytest
import ray

import raycourse
from raycourse.settings import SENT, settings


@pytest.fixture(autouse=True)
def fresh_settings(monkeypatch):
    """No setting of the shell reaches a test, and none that a test makes reaches the next. `settings.cache_clear()` after a change of the environment."""
    for name in ("COURSE_PROFILE", "COURSE_DATA", "COURSE_STORAGE", "COURSE_LEARNER", "JUPYTERHUB_USER", SENT):
        monkeypatch.delenv(name, raising=False)
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def environment(monkeypatch):
    """`environment(COURSE_PROFILE="full")` sets variables and lets the settings be read anew."""

    def change(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()

    return change


@pytest.fixture
def own_storage(environment, tmp_path):
    """A storage of the test's own, so that no score that it makes reaches the learner's record."""
    environment(COURSE_STORAGE=str(tmp_path / "storage"))


@pytest.fixture(scope="module")
def cluster():
    """One Ray for the tests of a module that ask for it."""
    yield raycourse.connect()
    ray.shutdown()
