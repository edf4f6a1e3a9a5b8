"""The register of a real office: what was received in a year, volume by volume, each filed."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from receptiondesk.desk import corrections, intake, outbox, registers, safekeeping
from receptiondesk.desk.forms import PaperOrder
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.outbox import PulledNews
from receptiondesk.domain.walk_in import DeliveryMethod, ResultDelivery
from receptiondesk.office import Office
from receptiondesk.storage import journal
from tests.support import paper
from tests.support.office import MORNING, OfficeKind, make_office
from tests.support.sendings import join
from tests.support.walk_ins import walk_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", OfficeKind(number_range="1-999"))
    yield opened
    opened.close()


def made(office: Office, year: str = "2026", **more: int) -> list[tuple[registers.Bound, bytes]]:
    """Make a register; return each volume with what was kept of it."""
    kept: dict[int, bytes] = {}
    order = PaperOrder("register", year)
    bound = list(registers.make(office, order, keep=kept.__setitem__, **more))
    assert [one.number for one in bound] == sorted(kept)
    return [(one, kept[one.number]) for one in bound]


def test_it_lists_the_year_s_dossiers_in_the_order_of_reception(office: Office) -> None:
    post = ResultDelivery(DeliveryMethod.POST, "Số 5, đường Lê Lợi")
    last_year = datetime(2025, 12, 31, 16, 59, tzinfo=UTC)
    old = intake.accept(office, walk_in(office, received_at=last_year)).dossier
    first = intake.accept(office, walk_in(office, delivery=post)).dossier
    second = intake.accept(office, walk_in(office)).dossier
    corrections.cancel(office, second.code, "nhầm")
    ((bound, pdf),) = made(office)
    text = paper.words(pdf)
    assert (bound.first, bound.last, bound.pages) == (1, 2, 3)
    assert text.index(first.code) < text.index(second.code)
    assert old.code not in text
    assert "Bưu chính" in text
    assert "Đã hủy" in text
    assert first.procedure.competent_body in text
    assert "Ghi đến ngày 23 tháng 11 năm 2026" in text
    ((_, before),) = made(office, "2025")
    assert old.code in paper.words(before)
    assert "Cộng cả năm 2025: 1 hồ sơ (một hồ sơ)." in paper.words(before)


def test_the_day_of_the_result_is_the_one_the_portal_told(office: Office) -> None:
    name = join(office)
    kept = intake.accept(office, walk_in(office)).dossier
    moved = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    told = PulledNews(kept.uid, "17", "", 10, "đã trả", "KQ-1", (), moved)
    outbox.apply_pull(office, name, (told,))
    ((_, pdf),) = made(office)
    assert "08:30 23/11/2026" in paper.words(pdf)


def test_each_volume_is_filed_with_its_hash(office: Office) -> None:
    for _ in range(40):
        intake.accept(office, walk_in(office))
    several = made(office, most_pages=4)
    assert len(several) == 2
    with office.database.read() as session:
        filed = [dict(event.payload) for event in journal.of_kinds(session, [EventKind.PAPER_MADE])]
    assert [one["sha256"] for one in filed] == [
        hashlib.sha256(pdf).hexdigest() for _, pdf in several
    ]
    assert [(one["volume"], one["first"], one["last"]) for one in filed] == [
        (bound.number, bound.first, bound.last) for bound, _ in several
    ]
    assert several[-1][0].last == 40
    assert all(bound.pages <= 4 for bound, _ in several)
    assert safekeeping.verify(office) == ()


def test_more_dossiers_than_are_read_at_once_are_all_there(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("receptiondesk.desk.books._AT_ONCE", 3)
    kept = [intake.accept(office, walk_in(office)).dossier.code for _ in range(9)]
    ((_, pdf),) = made(office)
    text = paper.words(pdf)
    assert [text.count(code) for code in kept] == [1] * 9


def test_a_volume_that_cannot_be_kept_is_not_filed(office: Office) -> None:
    def full(_number: int, _pdf: bytes) -> None:
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - whatever stops the keeping
        list(registers.make(office, PaperOrder("register", "2026"), keep=full))
    with office.database.read() as session:
        assert list(journal.of_kinds(session, [EventKind.PAPER_MADE])) == []


@pytest.mark.parametrize(
    ("year", "code"),
    [("", "bad_year"), ("26", "bad_year"), ("1999", "bad_year"), ("năm", "bad_year"),
     ("2027", "future_year"), ("\uff12\uff10\uff12\uff16", "bad_year")],
)  # fmt: skip
def test_a_year_that_is_none_is_refused(office: Office, year: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        made(office, year)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [("code", code)]


def test_the_clock_of_the_office_tells_which_year_is_over(tmp_path: Path) -> None:
    later = datetime(2027, 1, 2, 2, 0, tzinfo=UTC)
    office = make_office(tmp_path / "o", clock=SetClock(MORNING))
    intake.accept(office, walk_in(office))
    office.close()
    from tests.support.office import reopen

    office = reopen(tmp_path / "o", clock=SetClock(later))
    ((_, pdf),) = made(office)
    office.close()
    assert "Cộng cả năm 2026: 1 hồ sơ" in paper.words(pdf)
