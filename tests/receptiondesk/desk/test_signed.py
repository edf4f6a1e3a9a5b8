"""Nothing that a portal hears of is done by nobody, in a practice office either."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import attachments, corrections, decisions, intake
from receptiondesk.domain.errors import Refused
from receptiondesk.office import Office
from receptiondesk.storage import journal
from tests.support import scans
from tests.support.office import make_office
from tests.support.sendings import join
from tests.support.walk_ins import person, walk_in

Act = Callable[[Office, str, str], object]


@pytest.fixture(params=["", "  "])
def nobody(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    office = make_office(tmp_path / "office")
    join(office)
    intake.accept(office, walk_in(office))
    yield office.with_officer(request.param)
    office.close()


ACTS: dict[str, Act] = {
    "accept": lambda office, _code, _uid: intake.accept(office, walk_in(office)),
    "correct": lambda office, code, _uid: corrections.correct(
        office, code, replace(walk_in(office), applicant=person("Nguyễn Thị Khác"))
    ),
    "cancel": lambda office, code, _uid: corrections.cancel(office, code, "nhầm"),
    "attach": lambda office, code, _uid: attachments.attach(
        office, code, "1", scans.small(1), "a.png"
    ),
    "send again": lambda office, _code, uid: decisions.send_again(office, uid),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_what_a_portal_hears_of_needs_a_name(nobody: Office, act: Act) -> None:
    with nobody.database.raw() as connection:
        code, uid = connection.execute("SELECT code, uid FROM dossier").fetchone()
    before = _length(nobody)
    with pytest.raises(Refused) as caught:
        act(nobody, code, uid)
    assert [(one.field, one.code) for one in caught.value.problems] == [
        ("officer", "officer_needed")
    ]
    assert "F9" in caught.value.problems[0].message
    assert _length(nobody) == before


def test_taking_a_file_back_needs_a_name(nobody: Office) -> None:
    with nobody.database.raw() as connection:
        (code,) = connection.execute("SELECT code FROM dossier").fetchone()
    signed = nobody.with_officer("Lê Thị Thử")
    filed = attachments.attach(signed, code, "1", scans.small(1), "a.png")
    with pytest.raises(Refused, match="officer_needed"):
        attachments.detach(nobody, code, filed.attachments[0].uid, "nhầm")


def _length(office: Office) -> int:
    with office.database.read() as session:
        return journal.head(session).seq
