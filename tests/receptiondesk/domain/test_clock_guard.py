"""When the clock is believed, what ends a doubt, and that the journal's time never runs back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptiondesk.domain import clock_guard
from receptiondesk.domain.clock_guard import Doubt, Known, Line, Moment
from receptiondesk.domain.events import EventKind

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def moment(now: datetime = NOON, last: datetime | None = NOON) -> Moment:
    return Moment(now, last)


def after(line: Line | None, at: datetime = NOON) -> Known:
    assert line is not None
    return clock_guard.known_from(line.kind, at, line.payload)


def portal_doubt(minutes: float = -40, target: str = "a") -> Known:
    return after(clock_guard.heard(Known(), moment(), target, timedelta(minutes=minutes)))


@pytest.mark.parametrize(
    ("away", "doubt"),
    [
        (timedelta(), None),
        (-5 * MINUTE, None),
        (-5 * MINUTE - timedelta(seconds=1), Doubt.BEHIND),
        (-DAY, Doubt.BEHIND),
        (datetime(2016, 1, 1, tzinfo=UTC) - NOON, Doubt.BEHIND),
        (45 * DAY, None),
        (45 * DAY + MINUTE, Doubt.AHEAD),
        (365 * DAY, Doubt.AHEAD),
    ],
)
def test_the_journal_speaks_against_a_clock(away: timedelta, doubt: Doubt | None) -> None:
    assert moment(NOON + away).doubt is doubt


def test_midnight_and_an_empty_journal_say_nothing() -> None:
    before_midnight = datetime(2026, 11, 23, 16, 59, tzinfo=UTC)
    assert moment(before_midnight + 2 * MINUTE, before_midnight).doubt is None
    assert moment(NOON, None).doubt is None


@pytest.mark.parametrize(
    ("known", "at", "words"),
    [
        (portal_doubt(42), NOON, "máy chậm 42 phút so với giờ của cổng a"),
        (portal_doubt(-90), NOON, "máy nhanh 1 giờ 30 phút so với giờ của cổng a"),
        (Known(), NOON - DAY, "chỉ 12:00 ngày 22/11/2026, trước cả việc ghi gần nhất"),
        (Known(), NOON + 365 * DAY, "12:00 ngày 23/11/2026 tới 365 ngày"),
    ],
)
def test_each_doubt_is_told_apart_and_says_what_to_do(
    known: Known, at: datetime, words: str
) -> None:
    standing = clock_guard.standing(known, moment(at))
    assert standing.doubted
    assert words in standing.sentence
    assert "xác nhận giờ máy" in standing.sentence


def test_a_doubt_that_was_written_is_told_in_the_words_of_its_time() -> None:
    line = clock_guard.doubted_by_journal(Known(), moment(NOON - DAY))
    told = clock_guard.standing(after(line), moment(NOON + MINUTE))
    assert told.why is Doubt.BEHIND
    assert "đồng hồ máy đã chỉ 12:00 ngày 22/11/2026" in told.sentence
    assert told.since == NOON


def test_five_minutes_are_believed_and_a_doubt_is_written_once() -> None:
    assert clock_guard.heard(Known(), moment(), "a", 5 * MINUTE) is None
    known = portal_doubt()
    assert clock_guard.heard(known, moment(), "a", -41 * MINUTE) is None
    assert clock_guard.heard(known, moment(), "b", -41 * MINUTE) is None


def test_the_portal_that_doubted_ends_it_and_no_other() -> None:
    known = portal_doubt(target="a")
    assert clock_guard.heard(known, moment(), "b", timedelta()) is None
    line = clock_guard.heard(known, moment(), "a", timedelta(seconds=2))
    assert line is not None
    assert (line.kind, line.payload["by"]) == (EventKind.CLOCK_CONFIRMED, "portal")
    assert after(line).doubt is None


def test_a_portal_does_not_turn_the_journals_time_back() -> None:
    known = after(clock_guard.doubted_by_journal(Known(), moment(NOON + 365 * DAY)))
    slipped = moment(NOON, NOON + 365 * DAY)
    assert clock_guard.heard(known, slipped, "a", timedelta()) is None
    assert clock_guard.heard(known, moment(), "a", timedelta()) is not None


def test_what_a_person_vouched_for_holds_while_it_stays_the_same() -> None:
    known = after(clock_guard.confirmed(portal_doubt(-40), moment(), "đồng hồ của Ủy ban"))
    assert known.doubt is None
    assert clock_guard.heard(known, moment(), "a", -42 * MINUTE) is None
    assert clock_guard.heard(known, moment(), "a", -50 * MINUTE) is not None
    over = clock_guard.heard(known, moment(), "a", timedelta())
    assert after(over).accepted == {}
    assert clock_guard.heard(after(over), moment(), "a", -42 * MINUTE) is not None


def test_only_a_confirmation_behind_the_journal_lets_its_time_go_back() -> None:
    plain = clock_guard.confirmed(portal_doubt(), moment(), "đã so")
    back = clock_guard.confirmed(Known(), moment(NOON - DAY), "đã so")
    assert plain is not None
    assert back is not None
    assert not clock_guard.may_turn_back(plain.kind, plain.payload)
    assert clock_guard.may_turn_back(back.kind, back.payload)
    assert not clock_guard.may_turn_back(EventKind.PRINTED, back.payload)
    assert clock_guard.confirmed(Known(), moment(), "không có gì") is None


READINGS = st.lists(
    st.tuples(st.integers(-4000, 4000), st.booleans()),
    max_size=30,
)


@given(READINGS)
def test_time_runs_back_at_a_confirmation_only(steps: list[tuple[int, bool]]) -> None:
    last: datetime | None = None
    for hours, confirms in steps:
        clock = NOON + timedelta(hours=hours)
        known, now = Known(doubt=Doubt.BEHIND), Moment(clock, last)
        line = clock_guard.confirmed(known, now, "đã so") if confirms else None
        resumes = line is not None and clock_guard.may_turn_back(line.kind, line.payload)
        at = clock_guard.journal_time(clock, last, resumes=resumes)
        assert last is None or at >= last or resumes
        assert at == clock or (at == last and clock < last)
        last = at


@dataclass
class Book:
    """A journal of the clock's lines alone."""

    last: datetime = NOON
    known: Known = field(default_factory=Known)
    lines: list[tuple[EventKind, Mapping[str, Any]]] = field(default_factory=list)

    def write(self, line: Line | None, clock: datetime) -> None:
        if line is None:
            return
        resumes = clock_guard.may_turn_back(line.kind, line.payload)
        self.last = clock_guard.journal_time(clock, self.last, resumes=resumes)
        self.known = clock_guard.known_from(line.kind, self.last, line.payload)
        self.lines.append((line.kind, line.payload))


ACTS = st.lists(
    st.tuples(st.sampled_from(["hear", "work", "confirm"]), st.integers(-3, 3), st.integers(0, 1)),
    max_size=40,
)


@given(ACTS)
def test_lines_tell_changes_only_and_a_doubt_ends_by_person_or_portal(
    acts: list[tuple[str, int, int]],
) -> None:
    book, clock = Book(), NOON
    for act, size, which in acts:
        clock += timedelta(days=size * 30)
        now = Moment(clock, book.last)
        if act == "hear":
            offset = timedelta(minutes=size * 20)
            for _ in range(2):  # the second round has nothing new to tell
                before = len(book.lines)
                line = clock_guard.heard(book.known, Moment(clock, book.last), "ab"[which], offset)
                book.write(line, clock)
            assert len(book.lines) == before
        elif act == "confirm":
            book.write(clock_guard.confirmed(book.known, now, "đã so"), clock)
            assert not clock_guard.standing(book.known, Moment(clock, book.last)).doubted
        else:
            book.write(clock_guard.doubted_by_journal(book.known, now), clock)
            book.last = clock_guard.journal_time(clock, book.last)
            assert clock_guard.standing(book.known, now).doubted or now.doubt is None
    for (_, before_it), (kind, payload) in zip(book.lines, book.lines[1:], strict=False):
        if kind is EventKind.CLOCK_DOUBTED and "why" in before_it:
            assert before_it["why"] != "portal"  # a portal's word only follows the journal's
            assert payload["why"] == "portal"
