"""Law 5 after a loss: no number that a paper shows is given out again, whatever was lost.

Each test receives after the loss, for only that shows which numbers come next.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from receptiondesk.desk import configuration, intake, safekeeping
from receptiondesk.desk.safekeeping import LostMachine
from receptiondesk.desk.setup import initialise
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.office import Office
from receptiondesk.paths import Paths
from receptiondesk.storage import journal
from tests.support.office import (
    LITTLE,
    MORNING,
    OFFICER,
    credentials,
    make_office,
    reopen,
    with_kind,
)
from tests.support.walk_ins import walk_in

OWN_RANGE = with_kind(LITTLE, number_range="1-99")
DAY = timedelta(days=1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", OWN_RANGE)
    yield opened
    opened.close()


def received(office: Office, many: int = 1) -> list[str]:
    return [intake.accept(office, walk_in(office)).dossier.code for _ in range(many)]


def restored(paths: Paths, file: Path | LostMachine, clock: SetClock) -> safekeeping.Restored:
    return safekeeping.restore(paths, file, clock=clock, officer=OFFICER, credentials=credentials())


def with_range(root: Path, number_range: str) -> Office:
    """Return the office opened anew with another range."""
    office = reopen(root)
    configuration.change(office, "number_range", number_range)
    office.close()
    return reopen(root)


def gap_reasons(office: Office) -> list[object]:
    with office.database.read() as session:
        return [one.payload["reason"] for one in journal.of_kinds(session, [EventKind.NUMBER_GAP])]


def machine_lost(office: Office, tmp_path: Path) -> Paths:
    """Return a new folder with the office's key and nothing else."""
    fresh = Paths(tmp_path / "new machine")
    fresh.root.mkdir()
    fresh.key_file.write_bytes(office.paths.key_file.read_bytes())
    return fresh


class TestRestoreAfterAChangedRange:
    def test_numbers_of_both_ranges_stay_out(self, office: Office, tmp_path: Path) -> None:
        received(office, 3)
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        assert received(office, 2)[-1] == "H56.14-261123-0005"
        second = with_range(office.paths.root, "501-599")
        assert received(second) == ["H56.14-261123-0501"]
        second.close()
        done = restored(office.paths, kept.file, SetClock(MORNING)).office
        assert received(done, 2) == ["H56.14-261123-0006", "H56.14-261123-0007"]
        assert safekeeping.verify(done) == ()
        done.close()
        third = with_range(office.paths.root, "501-599")
        assert received(third) == ["H56.14-261123-0502"]
        assert safekeeping.verify(third) == ()
        third.close()

    def test_no_event_claims_a_number_skipped_that_is_used_later(
        self, office: Office, tmp_path: Path
    ) -> None:
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        received(office, 2)
        second = with_range(office.paths.root, "501-599")
        received(second)
        second.close()
        done = restored(office.paths, kept.file, SetClock(MORNING)).office
        with done.database.read() as session:
            gaps = journal.of_kinds(session, [EventKind.NUMBER_GAP])
        assert [(one.payload["first"], one.payload["last"]) for one in gaps] == [(1, 2), (501, 501)]
        done.close()


class TestRestoreOnANewMachine:
    def test_codes_are_provisional_until_the_day_is_over(
        self, office: Office, tmp_path: Path
    ) -> None:
        before = received(office, 3)
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        shown = [*before, *received(office, 2)]
        clock = SetClock(MORNING)
        done = restored(machine_lost(office, tmp_path), kept.file, clock)
        assert [one.code for one in done.warnings] == ["numbers_unknown"]
        assert "23/11/2026" in done.warnings[0].message
        after = received(done.office, 2)
        assert all(code.startswith("TAM-1-261123-") for code in after)
        assert not {*after} & {*shown}
        assert gap_reasons(done.office) == ["not_known_after_restore"]
        clock.at = MORNING + 2 * DAY
        assert received(done.office) == ["H56.14-261125-0001"]
        assert safekeeping.verify(done.office) == ()
        done.office.close()

    def test_days_between_backup_and_restore_stay_closed_too(
        self, office: Office, tmp_path: Path
    ) -> None:
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        received(office, 2)
        clock = SetClock(MORNING + 2 * DAY)
        done = restored(machine_lost(office, tmp_path), kept.file, clock).office
        clock.at = MORNING
        assert received(done)[0].startswith("TAM-1-261123-")
        done.close()

    def test_a_clock_standing_before_the_backup_does_not_open_its_day(
        self, office: Office, tmp_path: Path
    ) -> None:
        received(office)
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        received(office)
        clock = SetClock(MORNING - 30 * DAY)
        done = restored(machine_lost(office, tmp_path), kept.file, clock).office
        clock.at = MORNING
        assert received(done)[0].startswith("TAM-1-261123-")
        done.close()

    def test_a_new_range_does_not_open_the_day(self, office: Office, tmp_path: Path) -> None:
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        second = with_range(office.paths.root, "501-599")
        received(second)
        second.close()
        fresh = machine_lost(office, tmp_path)
        restored(fresh, kept.file, SetClock(MORNING)).office.close()
        again = with_range(fresh.root, "501-599")
        assert received(again)[0].startswith("TAM-1-261123-")
        assert safekeeping.verify(again) == ()
        again.close()

    def test_the_last_code_shown_opens_the_day_at_once(
        self, office: Office, tmp_path: Path
    ) -> None:
        received(office)
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        last = received(office, 3)[-1]
        told = LostMachine(kept.file, f" {last.lower()} ")
        done = restored(machine_lost(office, tmp_path), told, SetClock(MORNING))
        assert done.warnings == ()
        assert received(done.office) == ["H56.14-261123-0005"]
        assert gap_reasons(done.office) == ["restored"]
        assert safekeeping.verify(done.office) == ()
        done.office.close()

    @pytest.mark.parametrize(
        "code",
        [
            "0004",
            "TAM-1-261123-0004",
            "H56.15-261123-0004",
            "H56.14-261124-0004",
            "H56.14-261323-0004",
            "H56.14-261123-0100",
        ],
    )
    def test_a_last_code_that_says_nothing_is_refused_and_nothing_restored(
        self, office: Office, tmp_path: Path, code: str
    ) -> None:
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        fresh = machine_lost(office, tmp_path)
        with pytest.raises(Refused) as caught:
            restored(fresh, LostMachine(kept.file, code), SetClock(MORNING))
        (problem,) = caught.value.problems
        assert (problem.field, problem.code) == ("last_code", "bad_last_code")
        assert not fresh.database.exists()

    def test_provisional_numbers_do_not_come_back_either(self, tmp_path: Path) -> None:
        office = make_office(tmp_path / "office", with_kind(LITTLE, number_range=""))
        received(office)
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        shown = received(office, 3)
        fresh = machine_lost(office, tmp_path)
        done = restored(fresh, kept.file, SetClock(MORNING))
        assert done.warnings == ()  # the codes are provisional anyway
        after = received(done.office, 2)
        assert not {*after} & {*shown}
        second = safekeeping.backup(done.office, tmp_path / "second.rdb")
        shown_later = [*shown, *after, *received(done.office)]
        done.office.close()
        third = Paths(tmp_path / "third machine")
        third.root.mkdir()
        third.key_file.write_bytes(office.paths.key_file.read_bytes())
        clock = SetClock(MORNING + timedelta(minutes=2))
        again = restored(third, second.file, clock).office
        assert not {*received(again, 3)} & {*shown_later}
        assert safekeeping.verify(again) == ()
        again.close()
        office.close()

    def test_a_witness_older_than_the_backup_is_not_believed_to_know(
        self, office: Office, tmp_path: Path
    ) -> None:
        old = office.paths.witness.read_bytes()
        received(office, 2)
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        received(office)
        fresh = machine_lost(office, tmp_path)
        fresh.witness.write_bytes(old)
        done = restored(fresh, kept.file, SetClock(MORNING)).office
        assert received(done)[0].startswith("TAM-")
        done.close()

    def test_a_witness_that_saw_it_all_keeps_the_codes_official(
        self, office: Office, tmp_path: Path
    ) -> None:
        received(office, 2)
        kept = safekeeping.backup(office, tmp_path / "copy.rdb")
        received(office, 2)
        office.close()
        office.paths.database.write_bytes(b"\0" * 8192)
        done = restored(office.paths, kept.file, SetClock(MORNING))
        assert done.warnings == ()
        assert received(done.office) == ["H56.14-261123-0005"]
        done.office.close()


@pytest.mark.parametrize("away", [timedelta(days=365), timedelta(days=-9000)])
def test_one_wrong_clock_makes_nothing_forgotten(tmp_path: Path, away: timedelta) -> None:
    clock = SetClock(MORNING)
    office = make_office(tmp_path / "office", OWN_RANGE, clock=clock)
    kept = safekeeping.backup(office, tmp_path / "copy.rdb")
    received(office, 2)
    clock.at = MORNING + away
    shown = received(office)
    clock.at = MORNING
    done = restored(office.paths, kept.file, clock).office
    assert received(done) == ["H56.14-261123-0003"]
    clock.at = MORNING + away
    assert received(done)[0] > shown[0]
    assert safekeeping.verify(done) == ()
    done.close()
    office.close()


class TestSetUpAgain:
    def again(self, root: Path) -> Office:
        made = initialise(Paths(root), OWN_RANGE.as_new(), clock=SetClock(MORNING), officer=OFFICER)
        return made.office

    def test_numbers_go_on_where_the_lost_file_stood(self, office: Office) -> None:
        received(office, 2)
        office.close()
        office.paths.database.unlink()
        new = self.again(office.paths.root)
        assert received(new) == ["H56.14-261123-0003"]
        assert gap_reasons(new) == ["set_up_again"]
        assert safekeeping.verify(new) == ()
        new.close()
        new.paths.database.unlink()
        newest = self.again(office.paths.root)
        assert received(newest) == ["H56.14-261123-0004"]
        newest.close()

    def test_a_witness_cut_short_leaves_the_day_provisional(self, office: Office) -> None:
        received(office, 2)
        office.close()
        office.paths.database.unlink()
        office.paths.witness.write_text("{")
        new = self.again(office.paths.root)
        assert received(new)[0].startswith("TAM-1-261123-")
        assert safekeeping.verify(new) == ()
        new.close()
