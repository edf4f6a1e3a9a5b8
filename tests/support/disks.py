"""Disks that are full or may not be written, for root and for everybody else."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

#: Starts the program with a limit on the size of any file it writes: a full disk for one process.
LIMITED_PROGRAM = (
    "import resource, sys\n"
    "at_most = int(sys.argv.pop(1))\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (at_most, at_most))\n"
    "from ui import cli\n"
    "sys.exit(cli.main(sys.argv[1:]))\n"
)


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """A disk of a few megabytes at a new folder, where this machine lets us have one."""
    place.mkdir()
    size = f"size={megabytes}m"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(place)], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Nobody may write in a folder: by its rights, or for root, who heeds none, by a mount."""
    if os.geteuid() == 0:
        bound = ["mount", "--bind", str(folder), str(folder)]
        if subprocess.run(bound, check=False, capture_output=True).returncode != 0:
            pytest.skip("root writes everywhere, and this machine lets nobody mount")
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
        yield
        subprocess.run(["umount", "-l", str(folder)], check=True)
        return
    everything = [folder, *folder.rglob("*")]
    rights = {path: path.stat().st_mode for path in everything}
    for path in reversed(everything):
        path.chmod(rights[path] & 0o7555)
    yield
    for path in everything:
        path.chmod(rights[path])
