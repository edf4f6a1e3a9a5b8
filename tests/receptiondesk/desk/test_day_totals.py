"""The books of all days add up to what the journal holds, whatever happened on which day."""

import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from receptiondesk.desk import corrections, day_close, intake, look, papers, safekeeping
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.day import Counted, Figures
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.walk_in import FeeMethod, FeePaid
from receptiondesk.office import Office
from receptiondesk.storage import journal
from tests.support.office import LITTLE, MORNING, make_office
from tests.support.prints import print_failed
from tests.support.walk_ins import COPY_OF_RECORD, walk_in

_FEES = st.builds(
    FeePaid,
    st.sampled_from(list(FeeMethod)),
    st.sampled_from([None, 0, 8_000, 15_000]),
)
_ACTS = st.one_of(
    st.tuples(st.just("receive"), _FEES),
    st.tuples(st.just("correct"), st.integers(0, 9), _FEES),
    st.tuples(st.just("cancel"), st.integers(0, 9)),
    st.tuples(st.just("print"), st.integers(0, 9)),
    st.tuples(st.just("fail"), st.integers(0, 9)),
    st.tuples(st.just("next_day")),
    st.tuples(st.just("close")),
    st.tuples(st.just("close_first_open")),
)


@dataclass
class Desk:
    """An office in which things happen; ``books`` are what was sealed."""

    office: Office
    codes: list[str] = field(default_factory=list)
    books: list[Figures] = field(default_factory=list)

    def do(self, act: tuple[object, ...]) -> None:
        match act:
            case "receive", FeePaid() as fee:
                facts = walk_in(self.office, COPY_OF_RECORD, fee=fee)
                self.codes.append(intake.accept(self.office, facts).dossier.code)
            case "correct", int(at), FeePaid() as fee if self._standing(at):
                dossier = look.dossier(self.office, self._code(at))
                facts = replace(dossier.facts, fee=fee, note=f"{dossier.revision}")
                corrections.correct(self.office, dossier.code, facts)
            case "cancel", int(at) if self._standing(at):
                corrections.cancel(self.office, self._code(at), "nhầm")
            case "print", int(at) if self.codes:
                papers.receipt(self.office, self._code(at))
            case "fail", int(at) if self.codes:
                print_failed(self.office, self._code(at), "silent")
            case ("next_day",):
                assert isinstance(self.office.clock, SetClock)
                self.office.clock.advance(timedelta(days=1))
            case ("close",) if not day_close.standing(self.office).closed_today:
                self.books.append(day_close.close(self.office, Counted()).seal.figures)
            case ("close_first_open",) if day_close.standing(self.office).open:
                day = day_close.standing(self.office).open[0]
                self.books.append(day_close.close(self.office, Counted(), day).seal.figures)
            case _:
                pass

    def _code(self, at: int) -> str:
        return self.codes[at % len(self.codes)]

    def _standing(self, at: int) -> bool:
        return bool(self.codes) and not look.dossier(self.office, self._code(at)).cancelled

    def all_books(self) -> list[Figures]:
        """The sealed books, and what a close on another day would seal now."""
        assert isinstance(self.office.clock, SetClock)
        self.office.clock.advance(timedelta(days=1))
        return [*self.books, day_close.preview(self.office).figures]


def expected_fees(desk: Desk) -> Counter[str]:
    """Add up what the dossiers that stand have paid, as `show` tells it."""
    owed: Counter[str] = Counter()
    for code in desk.codes:
        dossier = look.dossier(desk.office, code)
        if not dossier.cancelled and dossier.facts.fee.amount:
            owed[dossier.facts.fee.method.value] += dossier.facts.fee.amount
    return owed


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(acts=st.lists(_ACTS, min_size=4, max_size=16))
def test_books_add_up_to_the_journal(acts: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as root:
        office = make_office(Path(root) / "office", LITTLE, clock=SetClock(MORNING))
        try:
            desk = Desk(office)
            for act in acts:
                desk.do(act)
            books = desk.all_books()
            with office.database.read() as session:
                kinds = Counter(event.kind for event in journal.stream(session))
            assert_everything_is_in_one_book(desk, books, kinds)
            assert safekeeping.verify(office) == ()
        finally:
            office.close()


def assert_everything_is_in_one_book(
    desk: Desk, books: list[Figures], kinds: Counter[EventKind]
) -> None:
    owed = expected_fees(desk)
    assert sum(book.money.expected_cash for book in books) == owed["cash"]
    assert sum(book.money.expected_transfer for book in books) == owed["transfer"]
    assert sum(book.dossiers.received for book in books) == kinds[EventKind.RECEIVED]
    assert sum(book.dossiers.corrections for book in books) == kinds[EventKind.CORRECTED]
    assert sum(book.dossiers.cancelled for book in books) == kinds[EventKind.CANCELLED]
    printed = sum(book.papers.printed + book.papers.reprinted for book in books)
    assert printed == kinds[EventKind.PRINTED]
    failed = sum(sum(book.papers.failed.values()) for book in books)
    assert failed == kinds[EventKind.PRINT_FAILED]
    standing = [code for code in desk.codes if not look.dossier(desk.office, code).cancelled]
    assert books[-1].dossiers.open == len(standing)
    numbers: Counter[tuple[str, int]] = Counter()
    for book in books:
        for line in book.numbers:
            assert line.gaps == ()
            for run in line.runs:
                numbers.update((f"{line.day:%y%m%d}", n) for n in range(run.first, run.last + 1))
        known = book.money
        counted = known.cash.count + known.transfer.count + known.exempt + known.free
        unpaid = known.unpaid.count + len(known.unknown)
        assert counted + unpaid <= book.dossiers.received
    codes = [code.split("-")[1:] for code in desk.codes]
    assert numbers == Counter((day, int(number)) for day, number in codes)
