"""SIGKILL at any moment of attaching a paper: never a row without its file, and no leftovers."""

import signal
from pathlib import Path

import pytest

from receptiondesk.desk import attachments, intake, safekeeping
from tests.support import forked
from tests.support.kept import names
from tests.support.office import LITTLE, make_office, reopen
from tests.support.scans import jpeg, written
from tests.support.walk_ins import walk_in


def attach(step: int, data: Path, code: str, file: Path) -> forked.Ended:
    return forked.run("tests.support.killed_attach", step, data, code, file)


def play(tmp_path: Path, kills: int) -> None:
    """Attach again and again, each time killed a little further on."""
    data = tmp_path / "office"
    office = make_office(data, LITTLE)
    dossier = intake.accept(office, walk_in(office)).dossier
    office.close()
    file = tmp_path / "scan.jpg"
    steps, acknowledged = 0, set()
    for number in range(2):  # the first one imports more
        file.write_bytes(jpeg(written((200, 280), number)))
        whole = attach(0, data, dossier.code, file)
        assert whole.returncode == 0, whole.stderr
        steps, uid = int(whole.stdout.split()[0]), whole.stdout.split()[1]
        acknowledged.add(uid)
    killed = leftovers = 0
    for number in range(kills):
        file.write_bytes(jpeg(written((200, 280), number + 2)))
        done = attach(1 + number * steps // kills, data, dossier.code, file)
        assert done.returncode in {0, -signal.SIGKILL}, done.stderr
        killed += done.returncode == -signal.SIGKILL
        acknowledged |= set(done.stdout.split()[1:2])
        again = reopen(data)
        leftovers += attachments.sweep(again)
        kept = {one.uid: one for one in attachments.of_dossier(again, dossier.uid)}
        assert acknowledged <= set(kept)
        assert safekeeping.verify(again) == ()
        there = {path.name for path in again.paths.papers.rglob("*") if path.is_file()}
        assert there == {name for one in kept.values() for name in names(again, one.sha256)}
        again.close()
    assert killed == kills
    assert leftovers > 0


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_kill_at_any_step_leaves_a_whole_file_or_none(tmp_path: Path) -> None:
    play(tmp_path, 10)


@pytest.mark.soak
def test_a_hundred_kills_leave_whole_files_or_none(tmp_path: Path) -> None:
    play(tmp_path, 100)
