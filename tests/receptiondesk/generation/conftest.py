"""An office on one machine, made once and copied for each test."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk.setup import initialise
from receptiondesk.domain.clock import SetClock
from receptiondesk.office import Office
from receptiondesk.paths import Paths
from tests.support.machines import Machine
from tests.support.office import (
    MORNING,
    OFFICER,
    FakeKeyring,
    OfficeKind,
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Machine]:
    root, machine = tmp_path_factory.mktemp("made") / "office", Machine()
    new = replace(OfficeKind(number_range="1-99").as_new(), credentials=machine.credentials())
    initialise(Paths(root), new, clock=SetClock(MORNING), officer=OFFICER).office.close()
    return root, machine


@pytest.fixture
def machine(template: tuple[Path, Machine], tmp_path: Path) -> Machine:
    keys = {k: v for k, v in template[1].keyring.kept.items() if not k.startswith("witness:")}
    return Machine(keyring=FakeKeyring(keys), told={"RECEPTIONDESK_STATE": str(tmp_path / "state")})


@pytest.fixture
def root(template: tuple[Path, Machine], tmp_path: Path) -> Path:
    return Path(shutil.copytree(template[0], tmp_path / "office"))


@pytest.fixture
def opened(machine: Machine, root: Path) -> Iterator[Office]:
    office = machine.open(root)
    yield office
    office.close()
