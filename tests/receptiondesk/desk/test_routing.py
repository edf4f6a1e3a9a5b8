"""One intake, several systems: each is told of what it receives, and of all of it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import corrections, intake, look, outbox, portals, procedures, safekeeping
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.outbox import TRANSFER, PortalSetting
from receptiondesk.office import Office
from tests.support.office import OfficeKind, make_office
from tests.support.sendings import PORTAL, attach, detach, join, read_back, send
from tests.support.walk_ins import BIRTH_REGISTRATION, COPY_OF_RECORD, walk_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", OfficeKind(number_range="1-999"))
    yield opened
    assert safekeeping.verify(opened) == ()
    opened.close()


def received(office: Office, code: str = BIRTH_REGISTRATION) -> Dossier:
    return intake.accept(office, walk_in(office, code)).dossier


def targets_of(office: Office, dossier: Dossier) -> dict[str, int]:
    """Return how many deliveries each target has of a dossier."""
    found: dict[str, int] = {}
    for one in look.deliveries(office, dossier.uid):
        found[one.target] = found.get(one.target, 0) + 1
    return found


def test_each_procedure_goes_where_it_is_received(office: Office) -> None:
    join(office, "tinh")
    join(office, "bo", procedures=COPY_OF_RECORD)
    assert targets_of(office, received(office)) == {"tinh": 1}
    assert targets_of(office, received(office, COPY_OF_RECORD)) == {"bo": 1, "tinh": 1}


def test_a_field_names_all_its_procedures(office: Office) -> None:
    field = procedures.by_code(office, BIRTH_REGISTRATION).field
    join(office, "bo", procedures=f"field:{field}, -{BIRTH_REGISTRATION}")
    join(office, "tinh", procedures="field:Lĩnh vực không có")
    assert targets_of(office, received(office)) == {}
    there = procedures.by_code(office, COPY_OF_RECORD).field == field
    assert ("bo" in targets_of(office, received(office, COPY_OF_RECORD))) is there


def test_progress_of_each_target_is_its_own(office: Office) -> None:
    join(office, "tinh")
    join(office, "bo")
    dossier = received(office)
    send(office, "bo")
    read_back(office, "bo")
    states = {one.target: one.state.value for one in look.deliveries(office, dossier.uid)}
    assert states == {"bo": "proved", "tinh": "waiting"}
    assert look.by_uid(office, dossier.uid).sync.value == "local"


def test_a_new_target_gets_what_came_before_it_and_only_that(office: Office) -> None:
    first, second = received(office), received(office, COPY_OF_RECORD)
    corrections.correct(office, first.code, replace(first.facts, note="sửa"))
    uid = attach(office, first, "trước")
    detach(office, first, uid)
    join(office, "bo", procedures=BIRTH_REGISTRATION)
    assert targets_of(office, first) == {"bo": 4}
    assert targets_of(office, second) == {}


def test_a_wider_routing_brings_what_is_newly_routed_and_takes_nothing_back(
    office: Office,
) -> None:
    join(office, "bo", procedures=BIRTH_REGISTRATION)
    birth, copy = received(office), received(office, COPY_OF_RECORD)
    join(office, "bo", procedures=COPY_OF_RECORD)
    assert targets_of(office, birth) == {"bo": 1}
    assert targets_of(office, copy) == {"bo": 1}
    assert targets_of(office, received(office)) == {}


def test_a_changed_routing_leaves_no_dossier_half_told(office: Office) -> None:
    join(office, "bo")
    dossier = received(office)
    join(office, "bo", procedures=f"-{BIRTH_REGISTRATION}")
    corrections.correct(office, dossier.code, replace(dossier.facts, note="sửa"))
    attach(office, dossier, "đến sau")
    corrections.cancel(office, dossier.code, "nhập nhầm")
    assert targets_of(office, dossier) == {"bo": 4}
    assert targets_of(office, received(office)) == {}


def test_saving_a_target_again_makes_no_second_delivery(office: Office) -> None:
    dossier = received(office)
    for _ in range(2):
        join(office, "bo")
    assert targets_of(office, dossier) == {"bo": 1}


def test_a_system_without_an_interface_needs_no_address_and_no_account(office: Office) -> None:
    paper = PortalSetting(TRANSFER, "", "", {"procedures": COPY_OF_RECORD}, name="kho-du-lieu")
    target, _ = portals.save(office, paper, "", answers_practice=None)
    assert (target.name, target.family, target.url) == ("kho-du-lieu", TRANSFER, "")
    dossier = received(office, COPY_OF_RECORD)
    assert targets_of(office, dossier) == {"kho-du-lieu": 1}
    assert outbox.totals_of(office, "kho-du-lieu").waiting == 1


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        (replace(PORTAL, options={"procedures": "-*"}), "routes_nothing"),
        (replace(PORTAL, url=""), "unsafe_url"),
        (replace(PORTAL, user=""), "missing_user"),
        (replace(PORTAL, name=" hai  khoảng"), "bad_name"),
        (replace(PORTAL, name="x" * 41), "bad_name"),
        (replace(PORTAL, family=TRANSFER, name="tinh"), "name_taken"),
        (replace(PORTAL, family="khac"), "unknown_family"),
    ],
)
def test_what_is_wrong_with_a_target_is_told(
    office: Office, setting: PortalSetting, code: str
) -> None:
    join(office, "tinh")
    with pytest.raises(Refused) as told:
        portals.save(office, setting, "mật khẩu", answers_practice=None)
    assert code in {problem.code for problem in told.value.problems}
    assert [target.name for target in portals.targets(office)] == ["tinh"]
