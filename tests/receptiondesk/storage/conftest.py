"""An open file without an office around it, and disks that a test may fill or lock."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from receptiondesk.storage.engine import Database
from tests.support import disks

KEY = bytes(range(32))


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new file, made once; tests work on copies."""
    path = tmp_path_factory.mktemp("made") / "desk.db"
    Database.create(path, KEY).close()
    return path


@pytest.fixture
def file(tmp_path: Path, empty_file: Path) -> Path:
    """A copy of a new file in the test's own folder."""
    return Path(shutil.copy(empty_file, tmp_path / "desk.db"))


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    opened = Database.open(file, KEY, busy_seconds=0.2)
    yield opened
    opened.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes; only root can have one."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    with disks.small_disk(tmp_path / "disk", 4) as disk:
        yield disk
