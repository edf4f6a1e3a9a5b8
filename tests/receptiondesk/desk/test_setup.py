"""Set-up is wholly done or not done at all."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.credentials import Credentials
from receptiondesk.desk import procedures, safekeeping, setup
from receptiondesk.desk.setup import Initialised, NewOffice, initialise, is_initialised, recover
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.office import open_office
from receptiondesk.paths import Paths
from receptiondesk.storage.engine import Database
from tests.support.kill import python, run_and_kill
from tests.support.office import (
    CHEAP,
    MORNING,
    OFFICER,
    PASSPHRASE,
    FakeKeyring,
    OfficeKind,
    credentials,
)

NEW = OfficeKind(number_range="1-99").as_new()


def set_up(root: Path, new: NewOffice = NEW, typed: str | None = None) -> Initialised:
    return initialise(
        Paths(root),
        new,
        clock=SetClock(MORNING),
        officer=OFFICER,
        passphrase=None if typed is None else lambda: typed,
    )


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_an_office_is_ready_with_settings_and_catalogue(tmp_path: Path) -> None:
    made = set_up(tmp_path / "office")
    office = made.office
    assert office.settings.org_code == "H56.14"
    assert office.settings.province == "38"
    assert office.settings.practice
    assert len(procedures.find(office, "", limit=1000)) == 469
    assert made.warnings == ()
    assert safekeeping.verify(office) == ()
    assert is_initialised(office.paths)
    office.close()
    assert files(office.paths.root) == {
        "receptiondesk.db",
        "receptiondesk.key.json",
        "receptiondesk.witness.json",
    }


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    made = set_up(tmp_path)
    made.office.close()
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_a_folder_is_set_up_once(tmp_path: Path) -> None:
    set_up(tmp_path).office.close()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(Refused) as caught:
        set_up(tmp_path)
    assert caught.value.problems[0].code == "already_initialised"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_of_two_set_ups_at_once_one_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def meanwhile(paths: Paths) -> bool:
        if not paths.database.exists():
            monkeypatch.undo()
            set_up(tmp_path).office.close()
        return False

    monkeypatch.setattr(setup, "is_initialised", meanwhile)
    with pytest.raises(Refused) as caught:
        set_up(tmp_path)
    assert caught.value.problems[0].code == "already_initialised"
    assert not [name for name in files(tmp_path) if name.startswith(".")]


def test_every_fault_is_told_at_once_and_nothing_is_made(tmp_path: Path) -> None:
    new = replace(NEW, org_code="x", org_name="", province="Lào", counter=0, number_range="b")
    with pytest.raises(Refused) as caught:
        set_up(tmp_path / "office", new)
    fields = {problem.field for problem in caught.value.problems}
    assert fields == {"org_code", "org_name", "province", "counter", "number_range"}
    assert not (tmp_path / "office").exists()


def test_further_settings_may_be_told_and_a_province_left_out(tmp_path: Path) -> None:
    new = replace(NEW, province="", number_range="", more={"desk_name": "Trung tâm"})
    office = set_up(tmp_path, new).office
    assert office.settings.desk_name == "Trung tâm"
    assert office.settings.province == ""
    assert office.settings.number_range is None
    office.close()


def test_a_failure_half_way_leaves_a_folder_that_can_be_set_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(office: object) -> None:
        raise Trouble("disk_full", "Ổ đĩa đã đầy.")

    with monkeypatch.context() as patch:
        patch.setattr(setup, "import_shipped", full)
        with pytest.raises(Trouble):
            set_up(tmp_path)
    assert files(tmp_path) == set()
    set_up(tmp_path).office.close()


SET_UP = """
import sys
from pathlib import Path
from tests.receptiondesk.desk.test_setup import set_up
set_up(Path(sys.argv[1])).office.close()
print("done", flush=True)
"""


@pytest.mark.slow
def test_a_kill_half_way_leaves_a_folder_that_can_be_set_up(
    tmp_path: Path, project_root: Path
) -> None:
    environ = {**os.environ, "PYTHONPATH": str(project_root)}
    for number, seconds in enumerate((1.0, 1.5, 2.0)):
        root = tmp_path / str(number)
        killed = run_and_kill(python(SET_UP, str(root)), seconds, environ=environ)
        if b"done" in killed.stdout:
            assert is_initialised(Paths(root))
        elif not is_initialised(Paths(root)):
            set_up(root).office.close()
        office = open_office(
            Paths(root), clock=SetClock(MORNING), officer=OFFICER, credentials=credentials()
        )
        assert len(procedures.find(office, "", limit=1000)) == 469
        office.close()


def test_the_key_file_of_an_office_that_stood_here_is_kept(tmp_path: Path) -> None:
    made = set_up(tmp_path)
    made.office.close()
    old = made.office.paths.key_file.read_bytes()
    made.office.paths.database.unlink()
    set_up(tmp_path).office.close()
    assert (tmp_path / "receptiondesk.key.json.cu").read_bytes() == old


def test_a_folder_that_cannot_be_made_is_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises((Trouble, FileExistsError)):
        set_up(tmp_path / "file" / "office")


def test_without_keyring_or_passphrase_nothing_is_made(tmp_path: Path) -> None:
    own = Credentials(environ={}, system_keyring=FakeKeyring(forgetful=True), cost=CHEAP)
    with pytest.raises(Refused) as caught:
        set_up(tmp_path, replace(NEW, credentials=own))
    assert caught.value.problems[0].code == "passphrase_needed"
    assert files(tmp_path) == set()


def test_a_short_passphrase_is_a_warning(tmp_path: Path) -> None:
    own = Credentials(environ={}, system_keyring=FakeKeyring(forgetful=True), cost=CHEAP)
    made = set_up(tmp_path, replace(NEW, credentials=own), typed="ngắn")
    assert [warning.code for warning in made.warnings] == ["short_passphrase"]
    made.office.close()


def test_the_recovery_code_gives_the_key_a_new_place(tmp_path: Path) -> None:
    keyring = FakeKeyring()
    own = Credentials(environ={}, system_keyring=keyring, cost=CHEAP)
    made = set_up(tmp_path, replace(NEW, credentials=own))
    made.office.close()
    keyring.kept.clear()
    keyring.forgetful = True
    office = recover(
        Paths(tmp_path),
        clock=SetClock(MORNING),
        officer=OFFICER,
        passphrase=lambda: PASSPHRASE,
        credentials=replace(own, recovery_code=made.recovery_code),
    )
    office.close()
    again = open_office(
        Paths(tmp_path), clock=SetClock(MORNING), officer=OFFICER, credentials=credentials()
    )
    assert again.settings.org_code == "H56.14"
    again.close()


def test_a_recovery_that_finds_no_place_changes_nothing(tmp_path: Path) -> None:
    made = set_up(tmp_path)
    made.office.close()
    before = made.office.paths.key_file.read_bytes()
    own = Credentials(
        environ={},
        system_keyring=FakeKeyring(forgetful=True),
        cost=CHEAP,
        recovery_code=made.recovery_code,
    )
    with pytest.raises(Refused):
        recover(Paths(tmp_path), clock=SetClock(MORNING), officer=OFFICER, credentials=own)
    assert made.office.paths.key_file.read_bytes() == before


def test_neither_settings_nor_key_are_readable_on_the_disk(tmp_path: Path) -> None:
    made = set_up(tmp_path)
    key = credentials().find_key(made.office.paths.key_file, None)
    made.office.close()
    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in (key, key.hex().encode(), made.recovery_code.encode(), b"H56.14"):
        assert secret not in on_disk
    Database.open(made.office.paths.database, key).close()
