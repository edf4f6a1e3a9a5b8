"""A practice office and a practice portal, both real, for each test that asks for them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import intake
from receptiondesk.domain.dossier import Dossier
from receptiondesk.office import Office
from tests.support.office import OfficeKind, make_office
from tests.support.portals.practice import PracticePortal
from tests.support.walk_ins import BIRTH_REGISTRATION, person, walk_in

Receive = Callable[..., Dossier]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A practice office that gives provisional codes."""
    office = make_office(tmp_path / "office")
    yield office
    office.close()


@pytest.fixture
def own_range_office(tmp_path: Path) -> Iterator[Office]:
    """A practice office that gives official codes."""
    office = make_office(tmp_path / "own-range", OfficeKind(number_range="1-999"))
    yield office
    office.close()


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[PracticePortal]:
    """A running practice portal with an empty store."""
    portal = PracticePortal(tmp_path / "portal").start()
    yield portal
    portal.stop()


@pytest.fixture
def receive(office: Office) -> Receive:
    """Receives one walk-in at ``office`` and returns its dossier."""

    def receive(name: str = "Nguyễn Thị Ánh", code: str = BIRTH_REGISTRATION) -> Dossier:
        return intake.accept(office, walk_in(office, code, applicant=person(name))).dossier

    return receive


def renamed(dossier: Dossier, name: str) -> Dossier:
    """Return the dossier with another applicant's name in its facts."""
    applicant = replace(dossier.facts.applicant, full_name=name)
    return replace(dossier, facts=replace(dossier.facts, applicant=applicant))
