"""A full disk, a disk that may not be written: nothing half done, nothing lost."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from receptiondesk.desk import look, safekeeping
from tests.support import disks
from tests.support.command_line import Told, run_apart
from tests.support.office import OfficeKind, make_office_of_today, reopen
from tests.support.walk_ins import as_told

SMALL_MB = 6
#: Bytes: the shared index of the write-ahead log fits, the log of one acceptance does not.
TOO_SMALL = 40_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with disks.small_disk(tmp_path / "disk", SMALL_MB) as place:
        yield place


def codes_of(told: list[Told]) -> list[str]:
    return [json.loads(one.out)["code"] for one in told if one.code == 0]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_full_disk_refuses_calmly_and_loses_nothing(small_disk: Path) -> None:
    data = small_disk / "office"
    office = make_office_of_today(data, OfficeKind(number_range="1-999"))
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
def test_files_that_may_not_grow_refuse_calmly_and_lose_nothing(tmp_path: Path) -> None:
    """The full disk of those who may mount none: a limit on what one process may write."""
    data = tmp_path / "office"
    office = make_office_of_today(data, OfficeKind(number_range="1-999"))
    walk_ins = [as_told(office) for _ in range(3)]
    office.close()
    first = run_apart(data, "receive", "-", "--json", told=walk_ins[0])
    limited = (sys.executable, "-c", disks.LIMITED_PROGRAM, str(TOO_SMALL))
    full = run_apart(data, "receive", "-", "--json", told=walk_ins[1], program=limited)
    assert full.code == 4, full.out + full.err
    assert full.json["trouble"]["code"] in {"disk_full", "disk_failing"}
    assert "Traceback" not in full.err
    second = run_apart(data, "receive", "-", "--json", told=walk_ins[2])
    codes = codes_of([first, second])
    assert [code[-4:] for code in codes] == ["0001", "0002"]
    office = reopen(data)
    assert {row.code for row in look.search(office, "")} == set(codes)
    assert safekeeping.verify(office) == ()
    office.close()


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    data = tmp_path / "office"
    office = make_office_of_today(data, OfficeKind(number_range="1-999"))
    walk_in = as_told(office)
    office.close()
    with disks.locked(data):
        told = run_apart(data, "receive", "-", "--json", told=walk_in)
    assert told.code == 4, told.out + told.err
    assert told.json["trouble"]["code"] in {"read_only", "cannot_open"}
    assert run_apart(data, "receive", "-", "--json", told=walk_in).code == 0
