"""The catalogue in the desk's file: versions, marks and habits."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.domain.errors import Trouble
from receptiondesk.office import Office
from receptiondesk.storage import catalogue
from tests.support.office import make_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = make_office(tmp_path)
    yield made
    made.close()


def test_every_version_stays_as_it_was(office: Office) -> None:
    with office.database.read() as session:
        first = catalogue.current_version(session)
        before = catalogue.procedures(session)
    changed = [replace(before[0], name="Tên mới"), *before[1:]]
    with office.database.write() as session:
        at = office.clock.now()
        added = catalogue.add_version(session, changed, label="Bản hai", at=at)
    assert added.number == first + 1
    with office.database.read() as session:
        code = before[0].code
        assert catalogue.current_version(session) == added.number
        assert catalogue.version(session, added.number) == added
        assert catalogue.procedures(session, first) == before
        assert catalogue.by_code(session, code, first).name == before[0].name
        assert catalogue.by_code(session, code, added.number).name == "Tên mới"


def test_an_unknown_code_is_nothing_and_for_a_dossier_a_damage(office: Office) -> None:
    with office.database.read() as session:
        assert catalogue.procedure(session, "9.999999") is None
        with pytest.raises(Trouble) as caught:
            catalogue.by_code(session, "9.999999", 1)
    assert caught.value.code == "damaged"


def test_several_come_in_the_order_asked_for(office: Office) -> None:
    with office.database.read() as session:
        found = catalogue.by_codes(session, ["2.000815", "9.999999", "1.001193"])
    assert [one.code for one in found] == ["2.000815", "1.001193"]


def test_what_is_offered_is_replaced_and_keeps_the_catalogue_s_order(office: Office) -> None:
    with office.database.write() as session:
        catalogue.set_offered(session, ["2.000815", "1.001193", "1.001193"])
    with office.database.write() as session:
        catalogue.set_offered(session, ["2.000635", "1.001193"], posted=False)
    with office.database.read() as session:
        order = [one.code for one in catalogue.procedures(session)]
        assert sorted(catalogue.offered(session), key=order.index) == list(
            catalogue.offered(session)
        )
        assert set(catalogue.offered(session)) == {"2.000635", "1.001193"}
        assert catalogue.posted(session) == ()


def test_fields_come_once_in_the_catalogue_s_order(office: Office) -> None:
    with office.database.read() as session:
        expected = dict.fromkeys(one.field for one in catalogue.procedures(session))
        assert catalogue.fields(session) == tuple(expected)
