import errno
import os
import sys
import threading
from pathlib import Path

import pytest

from receptiondesk import paths
from receptiondesk.domain.errors import Trouble
from receptiondesk.paths import Paths

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights otherwise")


def test_everything_of_an_office_lies_in_its_folder(tmp_path: Path) -> None:
    own = Paths(tmp_path)
    places = (own.database, own.key_file, own.lock_file, own.witness, own.logs)
    assert {place.parent for place in places} == {tmp_path}
    assert len(set(places)) == 5


def test_the_default_folder_is_the_users_own() -> None:
    assert paths.default_root().name == "receptiondesk"
    assert str(paths.default_root()).startswith(os.environ["XDG_DATA_HOME"])


@POSIX
def test_a_new_folder_and_a_written_file_are_private(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    paths.make_private_folder(folder)
    paths.make_private_folder(folder)
    assert folder.stat().st_mode & 0o077 == 0
    paths.write_whole(folder / "f", b"1")
    assert (folder / "f").stat().st_mode & 0o077 == 0
    (folder / "f").chmod(0o644)
    paths.make_private(folder / "f")
    assert (folder / "f").stat().st_mode & 0o077 == 0


def test_a_file_is_written_wholly_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "f"
    paths.write_whole(file, b"old")
    paths.write_whole(file, b"new", durable=False)
    assert file.read_bytes() == b"new"

    def fail(handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="full"):
        paths.write_whole(file, b"half")
    assert file.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


@POSIX
def test_a_file_never_takes_the_place_of_what_is_no_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for place in (pipe, tmp_path):
        with pytest.raises(OSError, match="Invalid argument"):
            paths.write_whole(place, b"new")
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_a_finished_file_never_takes_anothers_place(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("1")
    two.write_text("2")
    with pytest.raises(FileExistsError):
        paths.move_new(one, two)
    assert (one.read_text(), two.read_text()) == ("1", "2")
    paths.move_new(one, tmp_path / "three")
    assert not one.exists()
    assert (tmp_path / "three").read_text() == "1"


def test_nor_on_a_stick_that_knows_no_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(source: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(os, "link", no_links)
    test_a_finished_file_never_takes_anothers_place(tmp_path)


def test_what_is_set_aside_is_never_lost(tmp_path: Path) -> None:
    file = tmp_path / "key"
    assert paths.set_aside(file, "cu") is None
    kept = []
    for content in ("1", "2", "3"):
        file.write_text(content)
        kept.append(paths.set_aside(file, "cu"))
    assert [path.read_text() for path in kept if path] == ["1", "2", "3"]
    assert [path.name for path in kept if path] == ["key.cu", "key.cu-1", "key.cu-2"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EROFS, "read_only"),
        (errno.EACCES, "read_only"),
        (errno.EIO, "disk_failing"),
        (errno.ENOENT, "cannot_open"),
        (None, "cannot_open"),
    ],
)
def test_what_the_file_system_says_is_trouble_with_a_sentence(
    number: int | None, code: str
) -> None:
    with pytest.raises(Trouble) as caught, paths.surroundings():
        raise OSError(number, "it says") if number else OSError("it says")
    assert caught.value.code == code
    assert caught.value.message.endswith(".")


def test_a_file_that_is_there_is_not_the_surroundings_fault() -> None:
    with pytest.raises(FileExistsError), paths.surroundings():
        raise FileExistsError


def test_the_machine_has_a_name() -> None:
    assert paths.machine_name()


@POSIX
def test_a_file_is_opened_by_the_systems_own_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opener = tmp_path / ("open" if sys.platform == "darwin" else "xdg-open")
    told = tmp_path / "told"
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > {told}.part && mv {told}.part {told}\n')
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    paths.open_with_system(tmp_path / "a b.pdf")
    for _ in range(500):
        if told.exists():
            break
        threading.Event().wait(0.01)
    assert told.read_text() == str(tmp_path / "a b.pdf")
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    with pytest.raises(OSError, match="No such file"):
        paths.open_with_system(tmp_path / "x")
