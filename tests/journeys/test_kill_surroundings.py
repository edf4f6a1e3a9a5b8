"""A full disk, a disk that may not be written: nothing half done, nothing lost."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from receptiondesk.desk import look, safekeeping
from tests.support.command_line import Told, run_apart
from tests.support.office import OfficeKind, make_office, reopen
from tests.support.walk_ins import as_told

SMALL_MB = 6


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes, where this machine lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL_MB}m", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def codes_of(told: list[Told]) -> list[str]:
    return [json.loads(one.out)["code"] for one in told if one.code == 0]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_full_disk_refuses_calmly_and_loses_nothing(small_disk: Path) -> None:
    data = small_disk / "office"
    office = make_office(data, OfficeKind(number_range="1-999"))
    walk_ins = [as_told(office) for _ in range(3)]
    office.close()
    first = run_apart(data, "receive", "-", "--json", told=walk_ins[0])
    assert first.code == 0, first.err
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as growing:
        try:
            while True:
                growing.write(b"x" * 4096)
        except OSError:
            pass
    full = run_apart(data, "receive", "-", "--json", told=walk_ins[1])
    assert full.code == 4, full.out + full.err
    assert full.json["trouble"]["code"] in {"disk_full", "disk_failing"}
    assert "Traceback" not in full.err
    filler.unlink()
    second = run_apart(data, "receive", "-", "--json", told=walk_ins[2])
    codes = codes_of([first, second])
    assert len(set(codes)) == 2
    office = reopen(data)
    assert {row.code for row in look.search(office, "")} == set(codes)
    assert safekeeping.verify(office) == ()
    office.close()


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_folder_that_may_not_be_written_is_told(small_disk: Path) -> None:
    data = small_disk / "office"
    office = make_office(data, OfficeKind(number_range="1-999"))
    walk_in = as_told(office)
    office.close()
    remount = ["mount", "-o", "remount,ro", str(small_disk)]
    subprocess.run(remount, check=True)
    told = run_apart(data, "receive", "-", "--json", told=walk_in)
    assert told.code == 4, told.out + told.err
    assert told.json["trouble"]["code"] in {"read_only", "cannot_open"}
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert run_apart(data, "receive", "-", "--json", told=walk_in).code == 0
