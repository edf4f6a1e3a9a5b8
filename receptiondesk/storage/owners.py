"""To which lines of the journal, and to which dossier, does a damaged row belong?

The journal is asked, not the row: whatever a row says of itself may be what was changed.
"""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from receptiondesk.domain.events import Event, EventKind
from receptiondesk.storage import number_check, setting_rows
from receptiondesk.storage.journal import DamagedRow, whole_of_kinds
from receptiondesk.storage.tables import DossierCodeRow, DossierRow, EventRow, OrderNumberRow, core
from receptiondesk.storage.tables_of_proof import AttachmentRow

_EVENT = core(EventRow)
_DOSSIER = core(DossierRow)
_CODE = core(DossierCodeRow)
_NUMBER = core(OrderNumberRow)
_ATTACHMENT = core(AttachmentRow)

_CATALOGUE = (EventKind.CATALOGUE_IMPORTED,)
#: Table → the kinds of lines that tell of its rows.
_TELLING: Mapping[str, tuple[EventKind, ...]] = {
    "attachment": (EventKind.ATTACHED, EventKind.DETACHED),
    "stored_file": (EventKind.ATTACHED,),
    "portal_message": (EventKind.MESSAGE_PULLED,),
    "remote_ref": (EventKind.STATUS_PULLED, EventKind.TRANSFERRED, EventKind.DELIVERY_DECIDED),
    "portal_mapping": (EventKind.MAPPING_CHANGED,),
    "notice_sheet": (
        EventKind.NOTICES_POSTED,
        EventKind.NOTICE_PLACED,
        EventKind.NOTICE_TAKEN_DOWN,
    ),
    "link_check": (EventKind.LINKS_CHECKED,),
    "catalogue_version": _CATALOGUE,
    "catalogue_procedure": _CATALOGUE,
    "setting": (EventKind.SETTING_CHANGED, EventKind.GENERATION_STARTED),
    "portal_target": (EventKind.SETTING_CHANGED,),
}
#: A row of these says what the last line told; the lines before are over.
_LAST_ONLY = frozenset({"setting", "portal_target", "link_check"})
#: Tables whose key begins with the number of a line; a job bears that of the line that saved it.
_BY_LINE = frozenset({"event", "delivery", "print_job"})


@dataclass(frozen=True, slots=True)
class Owner:
    """The code of a row's dossier, empty for none, and the lines it belongs to, likeliest first."""

    code: str = ""
    seqs: tuple[int, ...] = ()


@dataclass(slots=True)
class Owners:
    """Answers for many rows of one file; each table's lines are read once."""

    session: Session
    _lines: dict[str, dict[str, list[Event]]] = field(default_factory=dict)

    def of(self, row: DamagedRow) -> Owner:
        """Return whose a damaged row is."""
        if row.table in _BY_LINE:
            return self._of_line(row.key)
        if row.table == "counter_range":
            line = number_check.ranges_told(self.session).get(row.key)
            return Owner(seqs=() if line is None else (line.seq,))
        if row.table in _TELLING:
            return self._of_telling(row)
        return self._of_dossier(row.key) or self._of_number(row.key)

    def _of_line(self, key: str) -> Owner:
        digits = key.split(maxsplit=1)[0].partition("-")[0]
        if not digits.isdecimal():
            return Owner()
        found = self.session.execute(
            select(_EVENT.c.dossier_uid).where(_EVENT.c.seq == int(digits))
        ).scalar()
        return Owner(self._code(found), (int(digits),))

    def _of_telling(self, row: DamagedRow) -> Owner:
        key, of_dossier = row.key, None
        if row.table == "remote_ref":
            target, _, code = row.key.partition(" ")
            of_dossier = self._uid(code)
            key = f"{target} {of_dossier}"
        elif row.table == "catalogue_procedure":
            key = row.key.partition(" ")[0]
        lines = self._telling(row.table).get(key, [])
        if row.table in _LAST_ONLY:
            lines = lines[-1:]
        uids = [one.dossier_uid for one in reversed(lines)]
        uid = of_dossier or next((one for one in uids if one), None) or self._attached(row)
        own = self._of_dossier(uid) if uid else None
        seqs = tuple(one.seq for one in reversed(lines))
        return Owner(seqs=seqs) if own is None else Owner(own.code, (*seqs, *own.seqs))

    def _attached(self, row: DamagedRow) -> str | None:
        """Return the dossier that a planted row says it belongs to."""
        if row.table != "attachment":
            return None
        return self.session.execute(
            select(_ATTACHMENT.c.dossier_uid).where(_ATTACHMENT.c.uid == row.key)
        ).scalar()

    def _of_dossier(self, key: str) -> Owner | None:
        """Return a dossier by any code or by its uid: the line that received it."""
        uid = self._uid(key) or key
        seq = self.session.execute(
            select(_EVENT.c.seq)
            .where(_EVENT.c.dossier_uid == uid, _EVENT.c.kind == EventKind.RECEIVED.value)
            .order_by(_EVENT.c.seq)
        ).scalar()
        code = self._code(uid)
        return None if seq is None and not code else Owner(code, () if seq is None else (seq,))

    def _of_number(self, name: str) -> Owner:
        """Return whose an order number is, by its code or as "series day number"."""
        words = name.rsplit(" ", 2)
        of_name = [_NUMBER.c.code == name]
        if len(words) == 3 and words[2].isdecimal():  # noqa: PLR2004 - the three parts
            series, day, number = words
            run = (_NUMBER.c.series == series, number_check.DAY.in_([day]))
            of_name = [*run, _NUMBER.c.number == int(number)]
        uid = self.session.execute(select(_NUMBER.c.dossier_uid).where(*of_name)).scalar()
        return (self._of_dossier(uid) if uid else None) or Owner()

    def _uid(self, code: str) -> str | None:
        found = self.session.execute(
            select(_DOSSIER.c.uid)
            .join(_CODE, _CODE.c.dossier_uid == _DOSSIER.c.uid, isouter=True)
            .where(or_(_DOSSIER.c.code == code, _DOSSIER.c.uid == code, _CODE.c.code == code))
        ).scalar()
        return None if found is None else str(found)

    def _code(self, uid: str | None) -> str:
        found = self.session.execute(select(_DOSSIER.c.code).where(_DOSSIER.c.uid == uid)).scalar()
        return str(found or "")

    def _telling(self, table: str) -> dict[str, list[Event]]:
        if table not in self._lines:
            found: dict[str, list[Event]] = {}
            for event in whole_of_kinds(self.session, _TELLING[table]):
                # A damaged line explains nothing; the chain names it.
                with contextlib.suppress(AttributeError, KeyError, TypeError, ValueError):
                    for key in _keys(table, event):
                        found.setdefault(key, []).append(event)
            self._lines[table] = found
        return self._lines[table]


def _keys(table: str, event: Event) -> Iterator[str]:
    """Yield the keys of the rows that a line tells of, as `verify` spells them."""
    told: Any = event.payload
    match table:
        case "attachment":
            yield event.uid if event.kind is EventKind.ATTACHED else str(told["attachment"])
        case "stored_file":
            yield str(told["sha256"])
        case "portal_message":
            yield f"{told['target']} {told['uid']}"
        case "remote_ref":
            yield f"{told['target']} {event.dossier_uid}"
        case "portal_mapping":
            yield f"{told['target']} {told['version']}"
        case "catalogue_version" | "catalogue_procedure":
            yield str(told["version"])
        case "notice_sheet":
            yield from (str(one["id"] if isinstance(one, Mapping) else one)
                        for one in told["sheets"])  # fmt: skip
        case "link_check":
            yield from (str(url) for url, *_ in told["found"])
        case "portal_target":
            yield str(told["portal"]["name"])
        case _:
            yield from _settings(event)


def _settings(event: Event) -> Iterator[str]:
    if event.kind is EventKind.GENERATION_STARTED:
        yield setting_rows.GENERATION
    else:
        yield from {*event.payload.get("set_up", {}), *event.payload.get("changed", {})}
