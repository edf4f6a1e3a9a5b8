"""The people of the practice day and what the desk should make of each, read from a file."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

PRACTICE = files("resources") / "practice"


@dataclass(frozen=True, slots=True)
class Visit:
    """One walk-in of the shipped file.

    ``walk_in`` has the shape of ``receive``. ``idcard`` is the text that a scanner reads from the
    card, empty when nobody shows one. ``expect`` is empty when the desk should accept, else the
    code of a problem that it must name. ``power_cut`` marks the acceptance that is killed.
    """

    who: str
    walk_in: Mapping[str, Any]
    idcard: str = ""
    expect: str = ""
    power_cut: bool = False


def visits() -> tuple[Visit, ...]:
    """Return the shipped walk-ins in the order of the day."""
    rows = json.loads((PRACTICE / "walk_ins.json").read_text(encoding="utf-8"))
    return tuple(Visit(**row) for row in rows)


def office() -> Mapping[str, Any]:
    """Return what the practice commune is called and where it is."""
    return tomllib.loads((PRACTICE / "office.toml").read_text(encoding="utf-8"))


def offered_codes() -> tuple[str, ...]:
    """Return the procedures that the practice commune offers and posts."""
    lines = (PRACTICE / "offered.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.split("#")[0].strip() for line in lines if line.split("#")[0].strip())
