"""What a new catalogue changes, field by field, and the review that is recorded."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import procedures, safekeeping, wall_review
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.office import Office
from receptiondesk.storage import journal
from tests.support.catalogues import bring_in
from tests.support.office import MORNING, OFFICER, OfficeKind, make_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    kind = OfficeKind(practice=False, procedures=("1.001193", "2.000635", "1.014027"))
    opened = make_office(tmp_path / "office", kind)
    procedures.offer(opened, ["1.001193", "2.000635"])
    yield opened
    opened.close()


def test_nothing_differs_at_first(office: Office) -> None:
    found = wall_review.review(office)
    assert (found.since, found.version, found.differences, found.open) == (1, 1, (), True)


def test_each_field_stands_with_old_and_new_what_is_posted_first(
    office: Office, tmp_path: Path
) -> None:
    bring_in(
        office,
        tmp_path,
        {
            "1.014027": lambda one: replace(one, decision="5/QĐ-UBND"),
            "1.001193": lambda one: replace(one, name="Ghi việc sinh", papers=one.papers[:1]),
            "2.000635": lambda _: None,
        },
    )
    found = wall_review.review(office).differences
    assert [(one.code, one.field, one.posted) for one in found] == [
        ("1.001193", "name", True),
        ("1.001193", "papers", True),
        ("2.000635", "listed", True),
        ("1.014027", "decision", False),
    ]
    assert found[0].old.startswith("Thủ tục đăng ký khai sinh")
    assert (found[0].new, found[0].called) == ("Ghi việc sinh", "tên thủ tục")
    assert (found[2].old, found[2].new) == ("có", "")


def test_the_review_is_recorded_with_its_officer_and_the_next_begins_there(
    office: Office, tmp_path: Path
) -> None:
    bring_in(office, tmp_path, {"1.001193": lambda one: replace(one, decision="1/QĐ")})
    done, changes = wall_review.done(office)
    assert changes.catalogue
    assert done.done == wall_review.ReviewDone(2, OFFICER, MORNING)
    assert not done.open
    with office.database.read() as session:
        [event] = journal.of_kinds(session, [EventKind.CATALOGUE_REVIEWED])
    assert (event.officer, event.payload["version"], event.payload["differences"]) == (
        OFFICER,
        2,
        1,
    )
    with pytest.raises(Refused) as caught:
        wall_review.done(office)
    assert caught.value.problems[0].code == "already_reviewed"
    bring_in(office, tmp_path, {"2.000635": lambda one: replace(one, decision="2/QĐ")})
    found = wall_review.review(office)
    assert (found.since, found.version, found.open) == (2, 3, True)
    assert [one.code for one in found.differences] == ["2.000635"]
    assert safekeeping.verify(office) == ()


def test_nobody_reviews_without_a_name(office: Office) -> None:
    with pytest.raises(Refused) as caught:
        wall_review.done(office.with_officer(" "))
    assert caught.value.problems[0].code == "officer_needed"
