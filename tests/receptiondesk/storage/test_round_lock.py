"""The lock of a round: one holder, private, and a folder's trouble is not another round."""

import os
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from receptiondesk.domain.errors import Trouble
from receptiondesk.storage import round_lock
from receptiondesk.storage.sqlcipher import driver


def test_one_holder_and_free_again(tmp_path: Path) -> None:
    lock = tmp_path / "sync-round.lock"
    with round_lock.held(lock, 0.1) as mine, round_lock.held(lock, 0.1) as other:
        assert (mine, other) == (True, False)
    with round_lock.held(lock, 0.1) as mine:
        assert mine


@pytest.mark.skipif(sys.platform == "win32", reason="the rights of the folder hold")
def test_only_this_user_reads_it_an_older_one_too(tmp_path: Path) -> None:
    lock = tmp_path / "sync-round.lock"
    lock.touch()
    lock.chmod(0o644)
    with round_lock.held(lock, 0.1):
        assert stat.S_IMODE(lock.stat().st_mode) == 0o600


def test_a_missing_folder_is_told_as_itself(tmp_path: Path) -> None:
    with (
        pytest.raises(Trouble) as caught,
        round_lock.held(tmp_path / "gone" / "sync-round.lock", 0.1),
    ):
        pass
    assert caught.value.code == "cannot_open"


def test_a_lock_file_of_another_kind_is_told_as_itself(tmp_path: Path) -> None:
    lock = tmp_path / "sync-round.lock"
    lock.write_bytes(b"not a database at all" * 100)
    with pytest.raises(Trouble) as caught, round_lock.held(lock, 0.1):
        pass
    assert caught.value.code == "cannot_open"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_read_only_folder_is_told_as_itself(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Trouble) as caught, round_lock.held(tmp_path / "sync-round.lock", 0.1):
        pass
    tmp_path.chmod(0o700)
    assert caught.value.code == "read_only"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (sqlite3.SQLITE_READONLY_DIRECTORY, "read_only"),
        (sqlite3.SQLITE_FULL, "disk_full"),
        (sqlite3.SQLITE_IOERR_WRITE, "disk_failing"),
    ],
)
def test_what_sqlite_says_of_the_disk_is_told_as_itself(
    tmp_path: Path, code: int, told: str
) -> None:
    class Refusing(driver.Connection):  # type: ignore[misc] # the driver is untyped
        def execute(self, *_: object) -> object:
            error = driver.OperationalError("refused")
            error.sqlite_errorcode = code
            raise error

    lock = tmp_path / "sync-round.lock"
    with (
        closing(driver.connect(lock, factory=Refusing)) as connection,
        pytest.raises(Trouble) as caught,
    ):
        round_lock._began(connection, lock)
    assert caught.value.code == told
