"""A file from before a sending that left no line in the journal is noticed all the same."""

import shutil
from pathlib import Path

import pytest

from receptiondesk.desk import outbox, portals, safekeeping
from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.outbox import PortalSetting, Settlement
from receptiondesk.office import Office
from tests.support.machines import Machine, generations, received

SETTING = PortalSetting("opencps", "http://127.0.0.1:9", "u", {"groupId": "1"}, True)


def sent(office: Office) -> int:
    """Send everything that is due, as a round does that dies before it reads anything back."""
    items = outbox.due(office, "opencps", ignore_backoff=True)
    for item in items:
        assert outbox.mark_sending(office, "opencps", item) is not None
        outbox.settle(office, "opencps", item, Settlement(DeliveryState.SENT))
    return len(items)


def states(office: Office) -> set[tuple[str, int]]:
    with office.database.raw() as connection:
        rows = connection.execute("SELECT DISTINCT state, unsure FROM delivery").fetchall()
    return {(str(state), int(unsure)) for state, unsure in rows}


@pytest.fixture
def root(root: Path, machine: Machine) -> Path:
    """A folder with two dossiers that wait for a portal."""
    office = machine.open(root)
    portals.save(office, SETTING, "mat khau", answers_practice=True)
    received(office, 2)
    office.close()
    return root


def forget(machine: Machine, tmp_path: Path, witness: str) -> None:
    """Leave only one of the witnesses outside the folder."""
    if witness != "state":
        shutil.rmtree(tmp_path / "state")
    if witness != "keyring":
        for name in [one for one in machine.keyring.kept if one.startswith("witness:")]:
            del machine.keyring.kept[name]


@pytest.mark.parametrize("witness", ["keyring", "state"])
def test_a_whole_folder_from_before_a_sending_asks_before_it_sends(
    machine: Machine, root: Path, tmp_path: Path, witness: str
) -> None:
    shutil.copytree(root, tmp_path / "old")
    office = machine.open(root)
    assert sent(office) == 2
    office.close()
    forget(machine, tmp_path, witness)
    shutil.rmtree(root)
    shutil.copytree(tmp_path / "old", root)
    office = machine.open(root)
    assert generations(office) == ["older_file"]
    assert states(office) == {("unknown", 1)}
    (row,) = safekeeping.verify(office)
    assert "không mất dòng nào" in row.what
    assert received(office) == ["H56.14-261123-0003"]
    office.close()
    again = machine.open(root)
    assert generations(again) == ["older_file"]
    again.close()


def test_the_witness_beside_it_tells_of_a_file_that_was_replaced_alone(
    machine: Machine, root: Path, tmp_path: Path
) -> None:
    shutil.copy(root / "receptiondesk.db", tmp_path / "old.db")
    office = machine.open(root)
    sent(office)
    office.close()
    shutil.copy(tmp_path / "old.db", root / "receptiondesk.db")
    forget(machine, tmp_path, "none")
    office = machine.open(root)
    assert generations(office) == ["older_file"]
    assert states(office) == {("unknown", 1)}
    office.close()


def test_what_a_process_marked_and_did_not_close_is_known_outside(
    machine: Machine, root: Path, tmp_path: Path
) -> None:
    """The mark is there before the first byte leaves, wherever the process dies after it."""
    shutil.copytree(root, tmp_path / "old")
    office = machine.open(root)
    (first, _) = outbox.due(office, "opencps", ignore_backoff=True)
    assert outbox.mark_sending(office, "opencps", first) is not None
    office.database.close()  # the process dies here
    shutil.rmtree(root)
    shutil.copytree(tmp_path / "old", root)
    office = machine.open(root)
    assert generations(office) == ["older_file"]
    office.close()


def test_ordinary_sendings_begin_no_generation(machine: Machine, root: Path) -> None:
    before = (root / "receptiondesk.witness.json").read_bytes()
    for _ in range(2):
        office = machine.open(root)
        sent(office)
        received(office)
        assert generations(office) == []
        office.close()
    kept = dict(machine.keyring.kept)
    (root / "receptiondesk.witness.json").write_bytes(before)  # a power cut took the newest of it
    office = machine.open(root)
    assert generations(office) == []
    assert sent(office) == 1
    office.close()
    machine.keyring.kept = kept
    office = machine.open(root)
    assert generations(office) == []
    office.close()
