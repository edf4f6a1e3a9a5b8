"""Finding dossiers again, by whatever the citizen brings."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from receptiondesk.desk import corrections, intake, look
from receptiondesk.desk.look import ListFilter, Which
from receptiondesk.domain.clock import SetClock, local
from receptiondesk.domain.dossier import Dossier, Status
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.walk_in import Identity, IdentityType, Person, Submitter
from receptiondesk.office import Office
from receptiondesk.storage import portals, search
from tests.support.office import MORNING, OfficeKind, make_office
from tests.support.walk_ins import COPY_OF_RECORD, WITHOUT_LIMIT, person, walk_in


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MORNING)


@pytest.fixture
def office(tmp_path: Path, clock: SetClock) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", OfficeKind(number_range="1-999"), clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def kept(office: Office) -> Dossier:
    applicant = replace(
        person("Đặng Thị Hoà"),
        identity=Identity(IdentityType.CCCD, "038196777888"),
        phone="+84 912 345 678",
        old_number="171234567",
    )
    helper = Submitter(Person("Giàng A Páo", phone="0987 654 321"), "Giấy ủy quyền")
    other = replace(person("Trần Văn Bê"), phone="0333444555")
    intake.accept(office, walk_in(office, COPY_OF_RECORD, applicant=other))
    return intake.accept(office, walk_in(office, applicant=applicant, submitter=helper)).dossier


@pytest.mark.parametrize(
    "text",
    [
        "H56.14-261123-0002",
        "h56.14-261123-0002",
        "H5614 261123 0002",
        "H56142611230002",
        "2611230002",
        "261123-0002",
        "dang thi hoa",
        "Đặng Thị Hòa",
        "ĐẶNG hoà",
        "hoa dang",
        "dang th",
        "038196777888",
        "0381967",
        "171234567",
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "+84912345678",
        "84912345678",
        "giang a pao",
        "0987654321",
        "khai sinh hoa",
        "dkks",
        "1.001193",
    ],
)
def test_found_by(office: Office, kept: Dossier, text: str) -> None:
    assert [row.code for row in look.search(office, text)] == [kept.code]


@pytest.mark.parametrize("text", ["xyzzy", "???", '"', "* OR *", "NEAR(", "0002-0001", "\x00", "_"])
def test_not_found_by(office: Office, kept: Dossier, text: str) -> None:
    assert look.search(office, text) == ()


def test_empty_text_is_everything_newest_first(office: Office, kept: Dossier) -> None:
    found = look.search(office, "  ")
    assert [row.code[-4:] for row in found] == ["0002", "0001"]
    assert found[0].applicant == "Đặng Thị Hoà"
    assert len(look.search(office, "", limit=1)) == 1


def test_either_code_finds_the_dossier_for_ever(tmp_path: Path) -> None:
    office = make_office(tmp_path / "o")
    kept = intake.accept(office, walk_in(office)).dossier
    assert kept.code == "TAM-1-261123-0001"
    official = "H56.14-261123-0031"
    with office.database.write() as session:
        portals.write_code(session, kept.uid, official, kept.received_seq)
        search.add_code(session, kept.uid, official)
    for code in (kept.code, official, kept.code.lower(), official.lower(), f" {official} "):
        assert look.dossier(office, code).uid == kept.uid
        assert [row.uid for row in look.search(office, code)] == [kept.uid]
    now = look.dossier(office, official)
    assert (now.code, now.codes) == (official, (kept.code, official))
    corrected = corrections.correct(office, official, replace(now.facts, note="x")).dossier
    assert corrected.codes == now.codes
    assert [row.uid for row in look.search(office, kept.code)] == [kept.uid]
    office.close()


@pytest.mark.parametrize("official", ["cps.a1-0031b", "CPS.A1-0031B", "Cps.a1-0031B"])
def test_a_portals_code_is_found_whatever_letters_it_is_spelled_in(
    tmp_path: Path, official: str
) -> None:
    office = make_office(tmp_path / "o")
    kept = intake.accept(office, walk_in(office)).dossier
    with office.database.write() as session:
        portals.write_code(session, kept.uid, official, kept.received_seq)
    for typed in (official, official.lower(), official.upper(), official.swapcase()):
        assert look.dossier(office, typed).uid == kept.uid
    office.close()


def test_unknown_codes_and_uids_are_refused(office: Office) -> None:
    with pytest.raises(Refused):
        look.dossier(office, "H56.14-261123-0001")
    with pytest.raises(Refused):
        look.by_uid(office, "nothing")
    assert look.history(office, "nothing") == ()


def listed(office: Office, **parts: object) -> list[str]:
    found = look.search(office, "", which=ListFilter(**parts))  # type: ignore[arg-type]
    return [row.code[-4:] for row in found]


def test_lists_narrow_down(office: Office, clock: SetClock) -> None:
    for hours in (30, 2, 200):
        due = MORNING + timedelta(hours=hours)
        intake.accept(office, walk_in(office, WITHOUT_LIMIT, due_at=due))
    corrections.cancel(office, "H56.14-261123-0003", "Nhầm")
    assert listed(office, which=Which.DUE_TODAY) == ["0002"]
    assert listed(office, which=Which.OVERDUE) == []
    clock.advance(timedelta(days=1, hours=12))
    assert listed(office, which=Which.OVERDUE) == ["0002", "0001"]
    assert listed(office, which=Which.CANCELLED) == ["0003"]
    assert listed(office, which=Which.NEEDS_PERSON) == []
    with office.database.write() as session:
        one = look.dossier(office, "H56.14-261123-0001")
        portals.write_status(session, one.uid, int(Status.RESOLVED), "", one.received_seq)
    assert listed(office, which=Which.OVERDUE) == ["0002"]
    today = local(MORNING).date()
    assert listed(office, received_from=today, received_to=today) == ["0003", "0002", "0001"]
    assert listed(office, received_from=today + timedelta(days=1)) == []
    assert listed(office, field=one.procedure.field) == ["0003", "0002", "0001"]
    assert listed(office, field="Không có lĩnh vực này") == []


def test_a_text_and_a_list_hold_together(office: Office, kept: Dossier) -> None:
    corrections.cancel(office, kept.code, "Nhầm")
    cancelled = ListFilter(Which.CANCELLED)
    assert [row.code for row in look.search(office, "hoa", which=cancelled)] == [kept.code]
    assert look.search(office, "tran van", which=cancelled) == ()


def test_the_desks_status_counts_what_a_clerk_asks(office: Office, clock: SetClock) -> None:
    due = MORNING + timedelta(hours=2)
    intake.accept(office, walk_in(office, WITHOUT_LIMIT, due_at=due))
    dropped = intake.accept(office, walk_in(office, WITHOUT_LIMIT, due_at=due)).dossier
    corrections.cancel(office, dropped.code, "Nhầm")
    stands = look.desk_status(office)
    assert (stands.received_today, stands.due_today, stands.overdue) == (1, 1, 0)
    clock.advance(timedelta(hours=3))
    stands = look.desk_status(office)
    assert (stands.received_today, stands.due_today, stands.overdue) == (1, 1, 1)
    assert stands.last_proved_at is None
