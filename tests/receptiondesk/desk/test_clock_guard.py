"""The clock guard on a real file: marks, provisional codes, confirmations, and verify."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from receptiondesk.desk import (
    clock_guard,
    configuration,
    corrections,
    intake,
    look,
    papers,
    safekeeping,
)
from receptiondesk.domain.clock import SetClock, local
from receptiondesk.domain.clock_guard import Doubt
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.office import Office
from receptiondesk.storage import chain, journal
from tests.support import paper
from tests.support.office import MORNING, OFFICER, OfficeKind, make_office
from tests.support.walk_ins import person, walk_in

DAY = timedelta(days=1)
FIRST, SECOND = "H56.14-261123-0001", "H56.14-261123-0002"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MORNING)


@pytest.fixture
def office(tmp_path: Path, clock: SetClock) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", OfficeKind(number_range="1-999"), clock=clock)
    yield opened
    opened.close()


def received(office: Office) -> str:
    return intake.accept(office, walk_in(office)).dossier.code


def told(office: Office, *kinds: EventKind) -> list[str]:
    with office.database.read() as session:
        return [
            str(one.payload.get("why") or one.payload["by"])
            for one in journal.of_kinds(session, kinds or CLOCK)
        ]


CLOCK = (EventKind.CLOCK_DOUBTED, EventKind.CLOCK_CONFIRMED)


class TestPortal:
    def test_beyond_five_minutes_codes_are_provisional_until_a_person_confirms(
        self, office: Office
    ) -> None:
        assert received(office) == FIRST
        assert not clock_guard.note(office, "opencps", 5 * timedelta(minutes=1))
        assert clock_guard.note(office, "opencps", timedelta(minutes=40))
        assert not clock_guard.note(office, "opencps", timedelta(minutes=40))
        standing = clock_guard.standing(office)
        assert (standing.why, standing.offset) == (Doubt.PORTAL, timedelta(minutes=40))
        accepted = intake.accept(office, walk_in(office))
        assert accepted.dossier.code == "TAM-1-261123-0001"
        assert accepted.dossier.clock_unconfirmed
        assert [one.code for one in accepted.warnings if one.field == "received_at"] == [
            "clock_unconfirmed"
        ]
        assert not clock_guard.confirm(office, "đã so với điện thoại").doubted
        assert received(office) == SECOND
        assert not clock_guard.note(office, "opencps", timedelta(minutes=41))
        assert look.dossier(office, "TAM-1-261123-0001").clock_unconfirmed
        assert not look.dossier(office, SECOND).clock_unconfirmed
        assert safekeeping.verify(office) == ()

    def test_the_portals_agreement_ends_it(self, office: Office) -> None:
        clock_guard.note(office, "opencps", timedelta(hours=-2))
        assert clock_guard.note(office, "opencps", timedelta(seconds=3))
        assert not clock_guard.standing(office).doubted
        assert received(office) == FIRST
        assert told(office) == ["portal", "portal"]

    def test_a_portal_without_a_date_says_nothing(self, office: Office) -> None:
        assert not clock_guard.note(office, "opencps", None)
        assert told(office) == []

    def test_the_row_of_a_mark_is_judged(self, office: Office) -> None:
        received(office)
        with office.database.raw() as connection:
            connection.execute("UPDATE dossier SET clock_unconfirmed = 1")
        assert "clock_unconfirmed" in safekeeping.verify(office)[0].what


@pytest.mark.parametrize(
    ("slip", "why", "code"),
    [
        (datetime(2016, 1, 1, 1, 0, tzinfo=UTC) - MORNING, Doubt.BEHIND, "TAM-1-160101-0001"),
        (-DAY, Doubt.BEHIND, "TAM-1-261122-0001"),
        (365 * DAY, Doubt.AHEAD, "TAM-1-271123-0001"),
    ],
)
class TestSlips:
    def test_a_doubted_date_neither_opens_nor_moves_a_series(
        self, office: Office, clock: SetClock, slip: timedelta, why: Doubt, code: str
    ) -> None:
        assert received(office) == FIRST
        clock.advance(slip)
        assert clock_guard.standing(office).why is why
        assert received(office) == code
        clock.at = MORNING + timedelta(minutes=10)
        clock_guard.confirm(office, "đã chỉnh lại đồng hồ")
        assert received(office) == SECOND
        assert told(office) == [why.value, "person"]
        assert safekeeping.verify(office) == ()

    def test_received_and_promised_are_what_the_clerk_saw(
        self, office: Office, clock: SetClock, slip: timedelta, why: Doubt, code: str
    ) -> None:
        received(office)
        clock.advance(slip)
        kept = intake.accept(office, walk_in(office)).dossier
        assert kept.received_at == MORNING + slip
        assert kept.due_at is not None
        assert timedelta() < kept.due_at - kept.received_at < 20 * DAY

    def test_a_person_may_say_that_the_clock_is_right_as_it_is(
        self, office: Office, clock: SetClock, slip: timedelta, why: Doubt, code: str
    ) -> None:
        received(office)
        clock.advance(slip)
        clock_guard.confirm(office, "nghỉ lâu")
        day = local(MORNING + slip)
        assert received(office) == f"H56.14-{day:%y%m%d}-0001"
        assert safekeeping.verify(office) == ()


def times(office: Office) -> list[datetime]:
    with office.database.read() as session:
        return [event.at for event in journal.stream(session)]


def test_one_far_slip_does_not_freeze_the_journals_time(office: Office, clock: SetClock) -> None:
    received(office)
    clock.at = MORNING + 365 * DAY
    received(office)
    clock.at = MORNING + timedelta(minutes=1)
    code = received(office)
    with office.database.read() as session:
        line = journal.events_of(session, look.dossier(office, code).uid)[0]
    assert line.at == MORNING + 365 * DAY
    assert line.payload["clock_at"] == clock.at.isoformat()
    clock_guard.confirm(office, "đã chỉnh lại đồng hồ")
    received(office)
    assert times(office)[-1] == clock.at
    assert safekeeping.verify(office) == ()


def test_portal_agreement_alone_does_not_turn_the_journals_time_back(
    office: Office, clock: SetClock
) -> None:
    clock.at = MORNING + 365 * DAY
    received(office)
    clock.at = MORNING
    assert not clock_guard.note(office, "opencps", timedelta())
    assert clock_guard.standing(office).doubted


def test_a_lost_battery_mended_by_the_network_is_over_when_the_portal_agrees(
    office: Office, clock: SetClock
) -> None:
    received(office)
    clock.at = datetime(2016, 1, 1, tzinfo=UTC)
    received(office)
    clock.at = MORNING + timedelta(minutes=3)
    assert clock_guard.standing(office).doubted
    assert clock_guard.note(office, "opencps", timedelta(seconds=1))
    assert received(office) == SECOND


def test_a_day_turns_over_quietly(office: Office, clock: SetClock) -> None:
    clock.at = datetime(2026, 11, 23, 16, 59, 59, tzinfo=UTC)
    assert received(office) == FIRST
    clock.advance(timedelta(seconds=2))
    assert received(office) == "H56.14-261124-0001"
    assert told(office) == []


def test_the_widest_jump_is_the_offices_own(office: Office, clock: SetClock) -> None:
    wide = configuration.change(office, "clock_jump_days", "400")
    clock.advance(390 * DAY)
    assert not clock_guard.standing(wide).doubted
    narrow = configuration.change(wide, "clock_jump_days", "2")
    clock.advance(3 * DAY)
    assert clock_guard.standing(narrow).why is Doubt.AHEAD
    for wrong in ("0", "3651", "ba"):
        with pytest.raises(Refused):
            configuration.change(narrow, "clock_jump_days", wrong)


@pytest.mark.parametrize(
    ("officer", "reason", "code"),
    [
        ("", "đã so", "officer_needed"),
        (OFFICER, "  ", "missing_reason"),
        (OFFICER, "x" * 501, "too_long"),
        (OFFICER, "a\x07b", "bad_characters"),
        (OFFICER, "đã so", "clock_not_doubted"),
    ],
)
def test_a_confirmation_needs_a_name_a_reason_and_a_doubt(
    office: Office, officer: str, reason: str, code: str
) -> None:
    if code != "clock_not_doubted":
        clock_guard.note(office, "opencps", timedelta(hours=1))
    with pytest.raises(Refused) as caught:
        clock_guard.confirm(office.with_officer(officer), reason)
    assert caught.value.problems[0].code == code
    assert told(office, EventKind.CLOCK_CONFIRMED) == []


def test_verify_names_a_line_whose_time_runs_back(office: Office, clock: SetClock) -> None:
    from receptiondesk.domain.events import Event, event_hash

    received(office)
    with office.database.raw() as connection:
        connection.execute("DROP TRIGGER tr_event_update")
    with office.database.read() as session:
        last = list(journal.stream(session))[-1]
    moved = {name: getattr(last, name) for name in Event.__slots__} | {"at": MORNING - DAY}
    forged = event_hash(Event(**moved))
    with office.database.raw() as connection:
        at = f"{MORNING - DAY:%Y-%m-%dT%H:%M:%S.%fZ}"
        connection.execute(f"UPDATE event SET at='{at}', hash='{forged}' WHERE seq={last.seq}")
    with office.database.read() as session:
        (row,) = chain.damaged(session)
    assert row.key == str(last.seq)
    assert "sớm hơn dòng trước" in row.what


def test_each_act_is_its_own_officers(office: Office) -> None:
    code = received(office)
    kept = look.dossier(office, code)
    office_b, office_c = office.with_officer("Trần Thị B"), office.with_officer("Lý Văn C")
    corrections.correct(office_b, code, walk_in(office, note="sửa"))
    corrections.cancel(office_c, code, "nộp nhầm")
    history = look.history(office, kept.uid)
    assert [(one.kind.value, one.officer) for one in history] == [
        ("received", OFFICER),
        ("corrected", "Trần Thị B"),
        ("cancelled", "Lý Văn C"),
    ]
    assert look.dossier(office, code).officer == OFFICER


class TestPaperAndFacts:
    def test_the_receipt_says_so_and_goes_on_saying_so(
        self, office: Office, clock: SetClock
    ) -> None:
        clock.advance(-DAY)
        code = received(office)
        clock.advance(DAY)
        clock_guard.confirm(office, "đã chỉnh lại đồng hồ")
        for doubted, asked in ((True, code), (False, received(office))):
            pdf = papers.receipt(office, asked, issue=False).pdf
            told = "Giờ của máy chưa được xác nhận lúc tiếp nhận hồ sơ." in paper.words(pdf)
            assert told is doubted

    def test_a_child_of_this_week_is_received_under_a_clock_of_2016(
        self, office: Office, clock: SetClock
    ) -> None:
        clock.at = datetime(2016, 1, 4, 2, 0, tzinfo=UTC)
        born = replace(person(), birth=(MORNING - 3 * DAY).date(), identity=None)
        code = intake.accept(office, walk_in(office, applicant=born)).dossier.code
        kept = corrections.correct(office, code, walk_in(office, applicant=born, note="sửa"))
        assert kept.dossier.revision == 1
        late = replace(born, birth=(MORNING + 3 * DAY).date())
        with pytest.raises(Refused) as caught:
            intake.accept(office, walk_in(office, applicant=late))
        assert caught.value.problems[0].code == "birth_in_future"

    @pytest.mark.parametrize("year", [1980, 2099])
    def test_a_year_without_known_holidays_leaves_the_promise_to_be_written_by_hand(
        self, office: Office, clock: SetClock, year: int
    ) -> None:
        clock.at = datetime(year, 1, 4, 2, 0, tzinfo=UTC)
        kept = intake.accept(office, walk_in(office)).dossier
        assert kept.due_at is None
        assert "ghi tay giờ hẹn" in kept.promise.line
        assert safekeeping.verify(office) == ()
