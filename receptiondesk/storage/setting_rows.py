"""Settings as texts, and the file's own marks, which no person sets."""

from collections.abc import Mapping

from sqlalchemy import insert, select, update
from sqlmodel import Session

from receptiondesk.storage.tables import SettingRow, core

_SETTING = core(SettingRow)

#: The office's own mark, the same in every backup of it.
OFFICE_ID = "file.office_id"
#: Changes at every restore: two files of one office with different generations have parted.
GENERATION = "file.generation"
#: The days whose shown numbers nobody can know, after a restore without a witness.
NUMBERS_UNKNOWN = "file.numbers_unknown"

#: How often anything was marked to leave (`storage.departures`).
DEPARTURES = "file.departures"
#: The machine that the file last was on (`paths.machine_id`).
MACHINE = "file.machine"
#: The journal's line from which on time may not run backwards; missing: from the first.
TIME_RULE_FROM = "file.time_rule_from"


def texts(session: Session) -> dict[str, str]:
    """Return every stored key with its text."""
    rows = session.execute(select(_SETTING.c.key, _SETTING.c.value))
    return {row.key: row.value for row in rows}


def put(session: Session, values: Mapping[str, str]) -> None:
    """Store each text under its key, in place of what was there."""
    for key, value in values.items():
        changed = session.execute(update(_SETTING).where(_SETTING.c.key == key).values(value=value))
        if not getattr(changed, "rowcount", 0):
            session.execute(insert(_SETTING), {"key": key, "value": value})
