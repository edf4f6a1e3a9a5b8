"""Which day may be closed, what its book says, and when it gets its second stamp."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from receptiondesk.desk import (
    clock_guard,
    configuration,
    corrections,
    day_close,
    day_paper,
    forms,
    intake,
    look,
    outbox,
    papers,
    portals,
    safekeeping,
)
from receptiondesk.desk.forms import PaperOrder
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.day import Counted, Figures, NumberLine, Seal, Sum
from receptiondesk.domain.dossier import Status
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.numbering import NumberRange
from receptiondesk.domain.outbox import PortalSetting, PulledNews, Settlement
from receptiondesk.domain.walk_in import FeeMethod, FeePaid
from receptiondesk.office import Office
from tests.support.office import MORNING, OfficeKind, credentials, make_office
from tests.support.paper import words
from tests.support.prints import print_failed
from tests.support.walk_ins import COPY_OF_RECORD, walk_in

MONDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 25)
PORTAL = PortalSetting("opencps", "http://127.0.0.1:9", "canbo", {"groupId": "1"}, practice=True)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", OfficeKind(number_range="1-499"))
    yield opened
    opened.close()


def received(office: Office, method: FeeMethod = FeeMethod.CASH, amount: int | None = None) -> str:
    facts = walk_in(office, COPY_OF_RECORD, fee=FeePaid(method, amount))
    return intake.accept(office, facts).dossier.code


def later(office: Office, days: int) -> None:
    assert isinstance(office.clock, SetClock)
    office.clock.advance(timedelta(days=days))


def closed(office: Office, day: date | None = None, counted: Counted | None = None) -> Seal:
    return day_close.close(office, counted or Counted(), day).seal


def refusal(office: Office, day: date | None = None, counted: Counted | None = None) -> str:
    with pytest.raises(Refused) as refused:
        day_close.close(office, counted or Counted(), day)
    (problem,) = refused.value.problems
    return problem.code


def figures(office: Office) -> Figures:
    return day_close.preview(office).figures


# --- which day


def test_a_day_is_closed_once_and_what_follows_belongs_to_the_next_book(office: Office) -> None:
    received(office)
    first = closed(office)
    assert refusal(office) == "already_closed"
    received(office)
    later(office, 2)
    received(office)
    assert day_close.standing(office).open == ()
    second = closed(office)
    assert second.book.first_seq == first.book.last_seq + 1
    assert second.book.previous == first.seal
    assert (second.figures.dossiers.received, second.figures.dossiers.after_close) == (2, 1)
    assert [(line.day, line.runs) for line in second.figures.numbers] == [
        (MONDAY, (NumberRange(2, 2),)),
        (WEDNESDAY, (NumberRange(1, 1),)),
    ]
    assert second.figures.numbers[0].gaps == ()
    assert safekeeping.verify(office) == ()


def test_days_nobody_closed_are_closed_in_order(office: Office) -> None:
    received(office)
    later(office, 2)
    received(office)
    later(office, 1)
    received(office)
    assert day_close.standing(office).open == (MONDAY, WEDNESDAY)
    assert refusal(office, WEDNESDAY) == "earlier_day_open"
    for day in (MONDAY, WEDNESDAY, date(2026, 11, 26)):
        seal = closed(office, day)
        assert (seal.day, seal.figures.dossiers.received) == (day, 1)
        assert seal.figures.covers == ()
    assert safekeeping.verify(office) == ()


def test_or_bundled_and_said(office: Office) -> None:
    received(office)
    later(office, 2)
    received(office)
    seal = closed(office)
    assert seal.figures.covers == (MONDAY,)
    assert seal.figures.dossiers.received == 2
    assert refusal(office, MONDAY) == "later_day_closed"


def test_what_came_after_a_past_day_is_not_in_its_book(office: Office) -> None:
    kept, changed, gone = (received(office) for _ in range(3))
    papers.receipt(office, kept)
    later(office, 2)
    paid = FeePaid(FeeMethod.TRANSFER, 20_000)
    facts = replace(look.dossier(office, changed).facts, fee=paid)
    corrections.correct(office, changed, facts)
    corrections.cancel(office, gone, "nhầm")
    papers.receipt(office, kept)
    monday = closed(office, MONDAY).figures
    assert monday.money.cash == Sum(3, 24_000)
    assert (monday.dossiers.open, monday.dossiers.cancelled) == (3, 0)
    assert (monday.papers.printed, monday.papers.reprinted) == (1, 0)
    wednesday = closed(office).figures
    assert (wednesday.money.adjusted_cash, wednesday.money.adjusted_transfer) == (-16_000, 20_000)
    assert (wednesday.money.adjusted, wednesday.money.cash) == (2, Sum())
    assert (wednesday.dossiers.open, wednesday.dossiers.cancelled) == (2, 1)
    assert (wednesday.papers.printed, wednesday.papers.reprinted) == (0, 1)


def test_the_future_and_a_day_before_the_first_line_are_refused(office: Office) -> None:
    received(office)
    assert refusal(office, date(2026, 11, 24)) == "future_day"
    assert refusal(office, date(2020, 1, 1)) == "nothing_to_close"


def test_an_empty_day_and_a_day_off_can_be_closed(office: Office) -> None:
    seal = closed(office)
    assert (seal.figures.dossiers.received, seal.figures.numbers) == (0, ())
    later(office, 1)
    holiday = closed(office)
    assert "Văn hóa" in holiday.figures.day_off
    assert holiday.figures.dossiers.due_next_day == WEDNESDAY
    assert safekeeping.verify(office) == ()


def test_a_clock_moved_backwards_closes_nothing(office: Office) -> None:
    received(office)
    closed(office)
    later(office, -3)
    assert refusal(office) == "clock_behind"
    assert refusal(office, MONDAY) == "future_day"


def test_a_day_under_a_doubted_date_waits_for_a_person(office: Office) -> None:
    received(office)
    later(office, -3)
    assert refusal(office) == "clock_doubted"
    clock_guard.confirm(office, "đã xem đồng hồ của Ủy ban")
    assert closed(office).day == date(2026, 11, 20)
    assert safekeeping.verify(office) == ()


def test_a_wrong_clock_confirmed_does_not_lock_the_office_out(office: Office) -> None:
    later(office, 40)
    received(office)
    closed(office)
    later(office, -40)
    assert refusal(office) == "clock_behind"
    clock_guard.confirm(office, "pin đồng hồ hỏng, đã chỉnh lại")
    received(office)
    assert closed(office).day == MONDAY
    assert safekeeping.verify(office) == ()


def test_only_a_named_officer_closes(office: Office) -> None:
    assert refusal(office.with_officer("  ")) == "officer_needed"
    assert refusal(office.with_officer("\u4e2d")) == "not_in_fonts"
    assert closed(office.with_officer("Trần Văn Sổ")).officer == "Trần Văn Sổ"


# --- the figures


def test_money_is_told_by_kind_and_unknown_is_never_zero(office: Office) -> None:
    received(office)
    received(office, FeeMethod.TRANSFER, 5_000)
    received(office, FeeMethod.EXEMPT)
    intake.accept(office, walk_in(office))  # birth registration: free
    received(office, FeeMethod.NONE, 30_000)
    unknown = intake.accept(
        office,
        walk_in(office, "2.000815", fee=FeePaid(FeeMethod.CASH, None)),
    ).dossier.code
    money = figures(office).money
    assert (money.cash, money.transfer, money.exempt) == (Sum(1, 8_000), Sum(1, 5_000), 1)
    assert (money.free, money.unpaid) == (1, Sum(1, 30_000))
    assert [(one.code, one.method) for one in money.unknown] == [(unknown, "cash")]
    assert money.expected_cash == 8_000


@pytest.mark.parametrize("method", [FeeMethod.CASH, FeeMethod.TRANSFER, FeeMethod.NONE])
def test_a_free_dossier_is_counted_as_free_however_it_was_ticked(
    office: Office, method: FeeMethod
) -> None:
    received(office)
    intake.accept(office, walk_in(office, fee=FeePaid(method)))  # birth registration: free
    money = figures(office).money
    assert (money.cash, money.transfer.count, money.unpaid.count) == (Sum(1, 8_000), 0, 0)
    assert money.free == 1
    listed = words(forms.make(office, PaperOrder("fees", "2026-11-23")).pdf)
    assert "Tiền mặt: 1 hồ sơ, 8.000 đồng" in listed
    assert "Không thu: 1 hồ sơ." in listed
    assert "Chuyển khoản:" not in listed


def test_a_difference_needs_a_reason_and_is_kept(office: Office) -> None:
    received(office)
    assert refusal(office, counted=Counted(7_000)) == "reason_needed"
    assert refusal(office, counted=Counted(-1)) == "bad_amount"
    assert refusal(office, counted=Counted(7_000, None, "x" * 301)) == "too_long"
    seal = closed(office, counted=Counted(7_000, 0, "  thối nhầm  "))
    assert seal.figures.counted == Counted(7_000, 0, "thối nhầm")
    assert seal.figures.counted.differences(seal.figures.money) == (-1_000, 0)


def test_every_gap_in_the_numbers_has_its_reason(office: Office) -> None:
    office = configuration.change(office, "other_ranges", "2: 500-999")
    cancelled = received(office)
    received(office)
    corrections.cancel(office, cancelled, "nhầm")
    office = configuration.change(office, "number_range", "400-499")
    received(office)
    (line,) = figures(office).numbers
    assert line.runs == (NumberRange(1, 2), NumberRange(400, 400))
    assert line.cancelled == (1,)
    assert [(gap.first, gap.last, gap.why) for gap in line.gaps] == [(3, 399, "range_changed")]


def test_numbers_that_a_restore_withholds_are_told(office: Office, tmp_path: Path) -> None:
    received(office)
    safekeeping.backup(office, tmp_path / "b.db")
    for _ in range(3):
        received(office)
    closed(office)
    office.close()
    restored = safekeeping.restore(
        office.paths,
        tmp_path / "b.db",
        clock=SetClock(MORNING + timedelta(hours=1)),
        officer="Lê Thị Thử",
        credentials=credentials(),
    ).office
    try:
        assert day_close.standing(restored).last is None
        seal = closed(restored)
        assert seal.figures.restored >= 1
        gaps = [gap for line in seal.figures.numbers for gap in line.gaps]
        assert [(gap.first, gap.last, gap.why) for gap in gaps] == [(2, 4, "restored")]
        assert safekeeping.verify(restored) == ()
    finally:
        restored.close()


def test_a_number_lost_without_a_word_is_called_unexplained(office: Office) -> None:
    received(office)
    received(office)
    with office.database.raw() as connection:
        connection.execute("DROP TRIGGER tr_order_number_update")
        connection.execute("UPDATE order_number SET number = 9 WHERE number = 2")
    lines = [line for line in figures(office).numbers if line.unexplained]
    assert [(line.series, line.unexplained) for line in lines] == [("official", 7)]


def test_provisional_numbers_stand_in_their_own_line(tmp_path: Path) -> None:
    office = make_office(tmp_path / "provisional", OfficeKind())
    code = received(office)
    assert figures(office).numbers == (NumberLine("provisional", MONDAY, 1, (NumberRange(1, 1),)),)
    closed(office)
    dossier = look.dossier(office, code)
    portals.save(office, PORTAL, "mật khẩu", answers_practice=None)
    send(office)
    news = PulledNews(dossier.uid, "u1", "H56.14-261123-0077", Status.RETURNED, "done")
    outbox.apply_pull(office, "opencps", (news,))
    later(office, 2)
    told = figures(office)
    assert told.bound == ((code, "H56.14-261123-0077"),)
    assert told.dossiers.returned == 1
    assert told.dossiers.open == 0
    office.close()


@pytest.mark.parametrize("next_day", [False, True])
def test_what_the_desk_cancelled_is_not_withdrawn_once_more(office: Office, next_day: bool) -> None:
    code = received(office)
    portals.save(office, PORTAL, "mật khẩu", answers_practice=None)
    corrections.cancel(office, code, "Công dân xin rút")
    if next_day:
        closed(office)
        later(office, 1)
    news = PulledNews(look.dossier(office, code).uid, "u1", code, Status.WITHDRAWN, "7")
    outbox.apply_pull(office, "opencps", (news,))
    told = figures(office).dossiers
    assert (told.cancelled, told.withdrawn, told.open) == (int(not next_day), 0, 0)


def test_prints_are_told_apart(office: Office) -> None:
    code = received(office)
    papers.receipt(office, code)
    papers.receipt(office, code)
    print_failed(office, code, "silent")
    print_failed(office, "", "no_such_printer")
    told = figures(office).papers
    assert (told.printed, told.reprinted) == (1, 1)
    assert told.failed == {"silent": 1, "no_such_printer": 1}
    assert safekeeping.verify(office) == ()


# --- sync and the second stamp


def send(office: Office, state: DeliveryState = DeliveryState.SENT) -> None:
    for item in outbox.due(office, "opencps", ignore_backoff=True):
        outbox.mark_sending(office, "opencps", item)
        outbox.settle(office, "opencps", item, Settlement(state))


def read_back(office: Office, state: DeliveryState = DeliveryState.PROVED) -> None:
    for item in outbox.awaiting_proof(office, "opencps"):
        outbox.settle_proof(office, "opencps", item, Settlement(state, read_back="a" * 64))


@pytest.fixture
def joined(office: Office) -> Office:
    portals.save(office, PORTAL, "mật khẩu", answers_practice=None)
    return office


def test_sync_never_blocks_the_close_and_stands_in_the_seal(joined: Office) -> None:
    received(joined)
    seal = closed(joined)
    assert seal.figures.of_day == {"opencps": {"waiting": 1}}
    assert seal.figures.queue == {"opencps": {"waiting": 1}}
    assert not day_close.stamp_what_is_proved(joined)


def test_the_stamp_comes_when_everything_is_proved_and_only_then(joined: Office) -> None:
    for _ in range(2):
        received(joined)
    closed(joined)
    send(joined)
    assert not day_close.stamp_what_is_proved(joined)
    read_back(joined)
    assert day_close.stamp_what_is_proved(joined).outbox
    assert not day_close.stamp_what_is_proved(joined)
    assert day_close.seal_of(joined, MONDAY).stamped_at is not None
    assert safekeeping.verify(joined) == ()


@pytest.mark.parametrize("how", ["unprovable", "set_aside"])
def test_what_cannot_be_proved_never_counts_as_proved(joined: Office, how: str) -> None:
    code = received(joined)
    closed(joined)
    if how == "unprovable":
        send(joined)
        read_back(joined, DeliveryState.UNPROVABLE)
    else:
        send(joined, DeliveryState.NEEDS_PERSON)
        outbox.set_aside(joined, look.dossier(joined, code).uid, "cổng không nhận")
    assert not day_close.stamp_what_is_proved(joined)
    assert day_close.seal_of(joined, MONDAY).stamped_at is None


def test_a_day_that_is_proved_already_bears_its_stamp_when_it_is_closed(joined: Office) -> None:
    received(joined)
    send(joined)
    read_back(joined)
    seal = closed(joined)
    assert seal.stamped_at is not None
    assert seal == day_close.seal_of(joined, MONDAY)
    assert "Cổng đã nhận đúng" in words(day_paper.sheet(joined, seal).pdf)
    assert safekeeping.verify(joined) == ()


def test_a_day_without_sendings_gets_no_stamp(joined: Office) -> None:
    closed(joined)
    assert not day_close.stamp_what_is_proved(joined)
