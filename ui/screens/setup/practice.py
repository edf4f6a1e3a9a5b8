"""The practice commune that ships with the program."""

import tomllib
from dataclasses import dataclass
from functools import partial
from typing import Any

from receptiondesk.desk import procedures
from receptiondesk.desk.setup import Initialised, NewOffice, initialise
from receptiondesk.domain.clock import Clock
from receptiondesk.paths import Paths
from ui.theme import RESOURCES


@dataclass(frozen=True, slots=True)
class Start:
    """Where and when an office is set up, by whom, behind which passphrase (empty: keyring)."""

    paths: Paths
    clock: Clock
    officer: str
    passphrase: str = ""


def set_up(start: Start, new: NewOffice) -> Initialised:
    """Set an office up; runs in the background.

    Raises:
        Refused, Trouble: as ``desk.setup.initialise``.
    """
    ask = partial(str, start.passphrase) if start.passphrase else None
    return initialise(start.paths, new, clock=start.clock, officer=start.officer, passphrase=ask)


def set_up_practice(start: Start) -> Initialised:
    """Set the practice commune up and mark what it offers; runs in the background.

    Raises:
        Refused, Trouble: as ``desk.setup.initialise``.
    """
    told = _told()
    more = Start(start.paths, start.clock, start.officer or told["officer"], start.passphrase)
    made = set_up(more, _office(told))
    codes = (RESOURCES / "practice" / "offered.txt").read_text(encoding="utf-8").split()
    procedures.offer(made.office, codes)
    return made


def _told() -> dict[str, Any]:
    text = (RESOURCES / "practice" / "office.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _office(told: dict[str, Any]) -> NewOffice:
    return NewOffice(
        org_code=told["org_code"],
        org_name=told["org_name"],
        province=told["province"],
        counter=int(told["counter"]),
        number_range=told["range"],
        practice=True,
        parent_org=told["parent_org"],
        address=told["address"],
        phone=told["phone"],
        hotline=told["hotline"],
        lookup_url=told["lookup_url"],
    )
