"""Dossiers for the books, page by page behind the last one read."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from receptiondesk.desk import corrections, intake, outbox
from receptiondesk.domain.books import BookLine, BookSpan
from receptiondesk.domain.outbox import PulledNews
from receptiondesk.office import Office
from receptiondesk.storage import book_lines, journal
from tests.support.office import MORNING, make_office
from tests.support.sendings import join
from tests.support.walk_ins import walk_in

DAY = timedelta(days=1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office")
    yield opened
    opened.close()


def read(office: Office, span: BookSpan, limit: int = 100) -> list[BookLine]:
    """Read a span in pages of a given size."""
    found: list[BookLine] = []
    while True:
        with office.database.read() as session:
            page = book_lines.page(session, span, found[-1].seq if found else 0, limit)
        found += page
        if len(page) < limit:
            return found


def whole(office: Office) -> BookSpan:
    with office.database.read() as session:
        return BookSpan(MORNING - DAY, MORNING + DAY, journal.head(session).seq)


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_of_any_size_give_every_dossier_once_in_order(office: Office, limit: int) -> None:
    kept = [intake.accept(office, walk_in(office)).dossier for _ in range(5)]
    lines = read(office, whole(office), limit)
    assert [one.code for one in lines] == [one.code for one in kept]
    assert [one.facts for one in lines] == [one.facts for one in kept]
    assert [one.due_at for one in lines] == [one.due_at for one in kept]


def test_a_span_has_a_first_moment_and_none_after_its_end(office: Office) -> None:
    moments = (MORNING - 2 * DAY, MORNING - DAY, MORNING)
    kept = [intake.accept(office, walk_in(office, received_at=at)).dossier for at in moments]
    with office.database.read() as session:
        head = journal.head(session).seq
    span = BookSpan(moments[1], moments[2], head)
    assert [one.code for one in read(office, span)] == [kept[1].code]


def test_the_first_line_of_a_span_is_found_without_looking_through_all(office: Office) -> None:
    moments = (MORNING - 2 * DAY, MORNING - DAY, MORNING)
    kept = [intake.accept(office, walk_in(office, received_at=at)).dossier for at in moments]
    with office.database.read() as session:
        assert book_lines.first_seq(session, moments[1], moments[2]) == kept[1].received_seq
        assert book_lines.first_seq(session, MORNING + DAY, MORNING + 2 * DAY) == 1
        plan = session.execute(
            sa.text(
                "EXPLAIN QUERY PLAN SELECT min(received_seq) FROM dossier "
                "WHERE received_at >= '2026' AND received_at < '2027'"
            )
        ).all()
    assert "ix_dossier_received_at" in str(plan)


def test_what_came_after_the_span_was_taken_is_not_in_it(office: Office) -> None:
    first = intake.accept(office, walk_in(office)).dossier
    span = whole(office)
    intake.accept(office, walk_in(office))
    assert [one.code for one in read(office, span)] == [first.code]


def test_cancelled_ones_are_told_as_such(office: Office) -> None:
    kept = intake.accept(office, walk_in(office)).dossier
    corrections.cancel(office, kept.code, "nhầm")
    assert [one.cancelled for one in read(office, whole(office))] == [True]


def test_the_result_was_handed_out_when_the_portal_says_last(office: Office) -> None:
    name = join(office)
    kept = intake.accept(office, walk_in(office)).dossier
    times = [datetime(2026, 11, 23, hour, 0, tzinfo=UTC) for hour in (0, 1, 2)]

    def tell(status: int, raw: str, at: datetime) -> datetime | None:
        outbox.apply_pull(office, name, (PulledNews(kept.uid, "17", "", status, raw, "", (), at),))
        (line,) = read(office, whole(office))
        return line.returned_at

    assert tell(4, "xử lý", times[0]) is None
    assert tell(10, "đã trả", times[0]) == times[0]
    assert tell(4, "xử lý lại", times[1]) is None
    assert tell(10, "đã trả lại", times[2]) == times[2]
