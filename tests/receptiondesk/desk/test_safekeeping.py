"""A copy that opens, a restore that loses and repeats nothing, and proof against changes."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from receptiondesk.desk import clock_guard, intake, look, safekeeping
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.events import EventKind
from receptiondesk.office import Office
from receptiondesk.paths import Paths
from receptiondesk.storage import journal
from receptiondesk.storage.engine import Database
from tests.support.office import (
    LITTLE,
    MORNING,
    OFFICER,
    OfficeKind,
    credentials,
    make_office,
    reopen,
)
from tests.support.walk_ins import walk_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", LITTLE)
    yield opened
    opened.close()


def received(office: Office, many: int = 1) -> list[str]:
    return [intake.accept(office, walk_in(office)).dossier.code for _ in range(many)]


def restored(office: Office, file: Path, **more: object) -> safekeeping.Restored:
    return safekeeping.restore(
        office.paths,
        file,
        clock=SetClock(MORNING),
        officer=OFFICER,
        credentials=replace(credentials(), **more),  # type: ignore[arg-type]
    )


def refusal(office: Office, file: Path) -> str:
    with pytest.raises(Refused) as caught:
        restored(office, file)
    return caught.value.problems[0].code


def codes(office: Office) -> set[str]:
    return {line.code for line in look.search(office, "", limit=1000)}


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


class TestBackup:
    def test_it_opens_and_holds_everything(self, office: Office, tmp_path: Path) -> None:
        mine = received(office, 2)
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        assert kept.file == tmp_path / "copy.rdb"
        assert kept.bytes == kept.file.stat().st_size
        again = restored(office, kept.file)
        assert codes(again.office) == set(mine)
        again.office.close()

    def test_it_leaves_one_private_file_and_no_traces(self, office: Office, tmp_path: Path) -> None:
        folder = tmp_path / "stick"
        folder.mkdir()
        safekeeping.backup(office, folder / "copy.rdb")
        assert files(folder) == {"copy.rdb"}
        assert (folder / "copy.rdb").stat().st_mode & 0o077 == 0

    def test_it_never_writes_over_a_file(self, office: Office, tmp_path: Path) -> None:
        (tmp_path / "copy.rdb").write_text("mine")
        with pytest.raises(Refused) as caught:
            safekeeping.backup(office, tmp_path / "copy.rdb")
        assert caught.value.problems[0].code == "file_exists"
        assert (tmp_path / "copy.rdb").read_text() == "mine"

    def test_a_folder_that_is_not_there_is_trouble(self, office: Office, tmp_path: Path) -> None:
        with pytest.raises(Trouble) as caught:
            safekeeping.backup(office, tmp_path / "no" / "copy.rdb")
        assert caught.value.code == "no_folder"

    def test_a_copy_that_is_not_equal_is_thrown_away(
        self, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / "stick"
        folder.mkdir()
        monkeypatch.setattr("receptiondesk.storage.backup.faults", lambda database: ("page 3",))
        with pytest.raises(Trouble) as caught:
            safekeeping.backup(office, folder / "copy.rdb")
        assert caught.value.code == "backup_not_verified"
        assert files(folder) == set()


class TestRestore:
    def test_what_came_later_is_gone_but_kept_aside(self, office: Office, tmp_path: Path) -> None:
        before = received(office, 2)
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        later = received(office, 3)
        done = restored(office, kept.file)
        assert codes(done.office) == set(before)
        assert done.lost_events >= 3
        assert done.aside is not None
        done.office.close()
        office.close()
        shutil.copy(done.aside, office.paths.database)
        office.paths.witness.unlink()
        old = reopen(office.paths.root)
        assert codes(old) == {*before, *later}
        old.close()

    def test_numbers_shown_after_the_backup_do_not_come_back(
        self, office: Office, tmp_path: Path
    ) -> None:
        received(office, 2)
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        received(office, 3)
        done = restored(office, kept.file)
        assert received(done.office) == ["H56.14-261123-0006"]
        with done.office.database.read() as session:
            (gap,) = journal.of_kinds(session, [EventKind.NUMBER_GAP])
            (told,) = journal.of_kinds(session, [EventKind.RESTORED])
        assert (gap.payload["first"], gap.payload["last"]) == (3, 5)
        assert told.payload["reason"] == "restore"
        assert safekeeping.verify(done.office) == ()
        done.office.close()
        again = reopen(office.paths.root)
        assert received(again) == ["H56.14-261123-0007"]
        assert safekeeping.verify(again) == ()
        again.close()

    def test_an_open_window_goes_on_with_the_restored_data(
        self, office: Office, tmp_path: Path
    ) -> None:
        before = received(office)
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        received(office, 2)
        restored(office, kept.file).office.close()
        assert codes(office) == set(before)
        assert received(office) == ["H56.14-261123-0004"]
        again = reopen(office.paths.root)
        assert safekeeping.verify(again) == ()
        again.close()

    def test_the_backup_is_only_read(self, office: Office, tmp_path: Path) -> None:
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        before = kept.file.read_bytes()
        restored(office, kept.file).office.close()
        restored(office, kept.file).office.close()
        assert kept.file.read_bytes() == before

    def test_two_restores_in_one_second_keep_both(self, office: Office, tmp_path: Path) -> None:
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        one, two = restored(office, kept.file), restored(office, kept.file)
        assert one.aside != two.aside
        assert one.aside is not None
        assert two.aside is not None
        assert one.aside.exists()
        assert two.aside.exists()
        one.office.close()
        two.office.close()

    def test_a_damaged_file_is_replaced_and_kept(self, office: Office, tmp_path: Path) -> None:
        before = received(office, 2)
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        office.close()
        wreck = b"\0" * office.paths.database.stat().st_size
        office.paths.database.write_bytes(wreck)
        done = restored(office, kept.file)
        assert codes(done.office) == set(before)
        assert done.aside is not None
        assert done.aside.read_bytes() == wreck
        done.office.close()

    def test_a_wreck_without_a_witness_is_replaced_too(
        self, office: Office, tmp_path: Path
    ) -> None:
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        office.close()
        office.paths.database.write_bytes(b"\0" * 8192)
        office.paths.witness.unlink()
        done = restored(office, kept.file)
        assert done.lost_events == 0
        done.office.close()

    def test_a_new_machine_needs_only_backup_and_recovery_code(self, tmp_path: Path) -> None:
        from receptiondesk.desk.setup import initialise

        made = initialise(
            Paths(tmp_path / "first"),
            OfficeKind().as_new(),
            clock=SetClock(MORNING),
            officer=OFFICER,
        )
        mine = received(made.office)
        kept = safekeeping.backup(made.office, tmp_path / "copy.rdb")
        made.office.close()
        fresh = Paths(tmp_path / "second")
        own = credentials()
        with pytest.raises(Refused) as caught:
            safekeeping.restore(
                fresh, kept.file, clock=SetClock(MORNING), officer=OFFICER, credentials=own
            )
        assert caught.value.problems[0].code == "recovery_code_needed"
        done = safekeeping.restore(
            fresh,
            kept.file,
            clock=SetClock(MORNING),
            officer=OFFICER,
            credentials=replace(own, recovery_code=made.recovery_code),
        )
        assert codes(done.office) == set(mine)
        assert done.aside is None
        done.office.close()
        again = reopen(fresh.root)
        assert codes(again) == set(mine)
        assert safekeeping.verify(again) == ()
        again.close()

    def test_a_wrong_passphrase_is_told_as_such(self, office: Office, tmp_path: Path) -> None:
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        with pytest.raises(Trouble) as caught:
            restored(office, kept.file, environ={"RECEPTIONDESK_PASSPHRASE": "sai"})
        assert caught.value.code == "wrong_key"

    def test_a_folder_set_up_meanwhile_is_left_alone(
        self, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        mine = received(office)
        monkeypatch.setattr(safekeeping, "is_initialised", lambda paths: False)
        assert refusal(office, kept.file) == "already_initialised"
        assert codes(office) == set(mine)

    def test_what_is_no_backup_of_ours_is_refused(self, office: Office, tmp_path: Path) -> None:
        received(office)
        before = files(office.paths.root)
        assert refusal(office, tmp_path / "nothing") == "no_such_file"
        strange = tmp_path / "letter.txt"
        strange.write_text("Kính gửi " * 2000)
        assert refusal(office, strange) == "not_a_backup"
        strange.write_bytes(b"")
        assert refusal(office, strange) == "damaged_backup"
        assert files(office.paths.root) == before
        assert len(codes(office)) == 1

    def test_a_damaged_backup_is_refused(self, office: Office, tmp_path: Path) -> None:
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        hurt = bytearray(kept.file.read_bytes())
        hurt[-2000] ^= 0xFF
        kept.file.write_bytes(hurt)
        assert refusal(office, kept.file) == "damaged_backup"

    def test_a_backup_with_a_changed_journal_is_refused(
        self, office: Office, tmp_path: Path
    ) -> None:
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        copy = office.database.open_beside(kept.file)
        with copy.raw() as connection:
            connection.execute("DROP TRIGGER tr_event_update")
            connection.execute("UPDATE event SET officer = 'x' WHERE seq = 1")
        copy.close()
        assert refusal(office, kept.file) == "damaged_backup"

    def test_the_backup_of_another_office_is_refused(self, office: Office, tmp_path: Path) -> None:
        other = make_office(tmp_path / "other", OfficeKind(org_code="H56.99"))
        kept = safekeeping.backup(other, tmp_path / "copy.rdb")
        other.close()
        # Another office has another key, so its file looks like no backup at all...
        assert refusal(office, kept.file) == "not_a_backup"
        # ...and even with the same key its own mark tells.
        mine = safekeeping.backup(office, tmp_path / "mine.rdb")
        copy = office.database.open_beside(mine.file)
        with copy.raw() as connection:
            connection.execute("UPDATE setting SET value = 'x' WHERE key = 'file.office_id'")
        copy.close()
        assert refusal(office, mine.file) == "other_office"

    def test_a_file_in_use_is_left_alone(
        self, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("receptiondesk.storage.sqlcipher.BUSY_SECONDS", 0.3)
        monkeypatch.setattr(Database, "open", partial(Database.open, busy_seconds=0.3))
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        mine = received(office)
        with office.database.write(), pytest.raises(Trouble) as caught:
            restored(office, kept.file)
        assert caught.value.code == "locked"
        assert codes(office) == set(mine)


class TestOlderFileByHand:
    def test_it_is_noticed_numbers_go_on_and_verify_tells(
        self, office: Office, tmp_path: Path
    ) -> None:
        received(office)
        office.close()
        shutil.copy(office.paths.database, tmp_path / "old.db")
        office = reopen(office.paths.root)
        received(office, 2)
        office.close()
        shutil.copy(tmp_path / "old.db", office.paths.database)
        again = reopen(office.paths.root)
        assert received(again) == ["H56.14-261123-0004"]
        rows = safekeeping.verify(again)
        assert [row.table for row in rows] == ["event"]
        assert "bản khác" in rows[0].what
        again.close()
        last = reopen(office.paths.root)
        assert len(safekeeping.verify(last)) == 1
        last.close()

    def test_a_file_that_went_another_way_is_noticed(self, office: Office, tmp_path: Path) -> None:
        office.close()
        shutil.copytree(office.paths.root, tmp_path / "twin")
        office = reopen(office.paths.root)
        received(office, 2)
        office.close()
        twin = reopen(tmp_path / "twin")
        received(twin, 4)
        twin.close()
        shutil.copy(twin.paths.database, office.paths.database)
        again = reopen(office.paths.root)
        assert len(safekeeping.verify(again)) == 1
        again.close()

    def test_a_crash_between_restore_and_witness_is_no_damage(
        self, office: Office, tmp_path: Path
    ) -> None:
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        received(office, 2)
        before = office.paths.witness.read_bytes()
        restored(office, kept.file).office.close()
        office.close()
        office.paths.witness.write_bytes(before)
        again = reopen(office.paths.root)
        assert safekeeping.verify(again) == ()
        assert received(again) == ["H56.14-261123-0003"]
        again.close()


def test_the_clock_of_a_restore_does_not_matter(office: Office, tmp_path: Path) -> None:
    kept = safekeeping.backup(office, tmp_path / "copy.rdb")
    received(office, 2)
    done = safekeeping.restore(
        office.paths,
        kept.file,
        clock=SetClock(MORNING - timedelta(days=400)),
        officer=OFFICER,
        credentials=credentials(),
    )
    done.office.close()
    again = reopen(office.paths.root)
    assert received(again)[0].startswith("TAM-1-261123-")  # nobody vouched for the clock yet
    clock_guard.confirm(again, "đã chỉnh lại đồng hồ")
    assert received(again) == ["H56.14-261123-0003"]
    assert safekeeping.verify(again) == ()
    again.close()
