"""Do the rows still say what the journal says? Every projection row against its events.

A dossier's events are added up again (`receptiondesk.domain.projection`) and compared with its
row, codes, papers, fee and number; rows without an event are named too. Dossiers are taken five
hundred at a time, so that a big file needs little memory.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session

from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import canonical_json
from receptiondesk.domain.procedures import Procedure
from receptiondesk.domain.projection import Projection, handed_in, project
from receptiondesk.domain.walk_in import WalkIn
from receptiondesk.domain.walk_in_json import from_json
from receptiondesk.storage import (
    attachment_check,
    catalogue,
    endings,
    loose_rows,
    number_check,
    print_jobs,
    routes,
    standing,
    told_by_portals,
)
from receptiondesk.storage.journal import DamagedRow, event_as_stored
from receptiondesk.storage.routes import Routes
from receptiondesk.storage.tables import (
    DeliveryRow,
    DossierCodeRow,
    DossierFeeRow,
    DossierPaperRow,
    DossierRow,
    EventRow,
    RemoteRefRow,
    as_stored,
    core,
    moment_text,
)
from receptiondesk.storage.tables import Row as TableRow
from receptiondesk.storage.tables_of_proof import PortalMessageRow

_DOSSIER = core(DossierRow)
_AT_A_TIME = 500

#: Columns of a dossier's row that bear the same name in its projection.
_SAME_NAME = (
    "code",
    "procedure_code",
    "procedure_name",
    "catalogue_version",
    "officer",
    "counter",
    "practice",
    "received_seq",
    "last_seq",
    "status",
    "status_raw",
    "revision",
    "prints",
    "cancelled",
    "cancel_reason",
    "clock_unconfirmed",
)


def damaged(session: Session) -> tuple[DamagedRow, ...]:
    """Return every row that its events do not explain."""
    check = _Check(session, routes.told(session), endings.taken_back(session))
    return (
        *check.rows(),
        *loose_rows.damaged(session),
        *number_check.damaged(session),
        *standing.damaged(session),
        *attachment_check.damaged(session),
        *print_jobs.damaged(session),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What the events of one dossier add up to, its facts read once."""

    state: Projection
    facts: WalkIn


@dataclass(slots=True)
class _Check:
    session: Session
    routes: Routes
    taken_back: Sequence[tuple[int, str]] = ()
    procedures: dict[tuple[str, int], Procedure | None] = field(default_factory=dict)

    def rows(self) -> Iterator[DamagedRow]:
        after = ""
        while True:
            some = self.session.execute(
                select(*as_stored(DossierRow))
                .where(_DOSSIER.c.uid > after)
                .order_by(_DOSSIER.c.uid)
                .limit(_AT_A_TIME)
            ).all()
            if not some:
                return
            yield from self._some(some)
            after = some[-1].uid

    def _some(self, some: Sequence[Row[Any]]) -> Iterator[DamagedRow]:
        uids = (some[0].uid, some[-1].uid)
        events = self._by_dossier(EventRow, uids, "seq")
        codes = self._by_dossier(DossierCodeRow, uids, "event_seq")
        papers = self._by_dossier(DossierPaperRow, uids, "position")
        fees = self._by_dossier(DossierFeeRow, uids, "dossier_uid")
        sent = self._by_dossier(DeliveryRow, uids, "event_seq")
        refs = self._by_dossier(RemoteRefRow, uids, "target")
        messages = self._by_dossier(PortalMessageRow, uids, "event_seq")
        for row in some:
            told = _added_up(events.get(row.uid, ()))
            if told is None:
                yield DamagedRow(
                    "dossier", row.code, f"Hồ sơ {row.code} không khớp với nhật ký của nó."
                )
                continue
            yield from _row(row, told)
            lines = events[row.uid]
            yield from _codes(row, codes.get(row.uid, ()), told, lines)
            mine = sent.get(row.uid, ())
            own = endings.Sendings(row.code, row.sync, lines, mine, self.taken_back)
            yield from own.damaged(self._targets(told), self.routes.away)
            heard = (refs.get(row.uid, ()), messages.get(row.uid, ()))
            yield from told_by_portals.Told(row.code, lines, *heard).damaged()
            yield from self._parts(row, papers.get(row.uid, ()), fees.get(row.uid, ()), told)

    def _targets(self, told: _Told) -> frozenset[str]:
        state = told.state
        procedure = self._procedure(state.procedure_code, state.catalogue_version)
        field = procedure.field if procedure else ""
        return self.routes.of(state.received_seq, state.procedure_code, field)

    def _by_dossier(
        self, kind: type[TableRow], uids: tuple[str, str], order: str
    ) -> Mapping[str, Sequence[Row[Any]]]:
        table = core(kind)
        rows = self.session.execute(
            select(*as_stored(kind))
            .where(table.c.dossier_uid.between(*uids))
            .order_by(table.c.dossier_uid, table.c[order])
        )
        return {uid: tuple(own) for uid, own in groupby(rows, key=attrgetter("dossier_uid"))}

    def _parts(
        self,
        row: Row[Any],
        papers: Sequence[Row[Any]],
        fees: Sequence[Row[Any]],
        told: _Told,
    ) -> Iterator[DamagedRow]:
        state, facts = told.state, told.facts
        procedure = self._procedure(state.procedure_code, state.catalogue_version)
        if procedure is None:
            what = f"Hồ sơ {row.code}: danh mục không còn thủ tục mà hồ sơ được nhận theo."
            yield DamagedRow("catalogue_procedure", state.procedure_code, what)
            return
        wanted = [(p.code, p.name, p.originals, p.copies) for p in handed_in(facts, procedure)]
        if [(p.code, p.name, p.originals, p.copies) for p in papers] != wanted:
            what = f"Hồ sơ {row.code}: danh sách giấy tờ không khớp với nhật ký."
            yield DamagedRow("dossier_paper", row.code, what)
        if [(f.method, f.amount) for f in fees] != [(facts.fee.method.value, facts.fee.amount)]:
            what = f"Hồ sơ {row.code}: phí, lệ phí không khớp với nhật ký."
            yield DamagedRow("dossier_fee", row.code, what)

    def _procedure(self, code: str, version: int) -> Procedure | None:
        if (code, version) not in self.procedures:
            self.procedures[code, version] = catalogue.procedure(self.session, code, version)
        return self.procedures[code, version]


def _added_up(rows: Sequence[Row[Any]]) -> _Told | None:
    """Return what the events add up to, ``None`` when they add up to nothing."""
    try:
        state = project(event_as_stored(row) for row in rows)
        return None if state is None else _Told(state, from_json(state.facts))
    except (AttributeError, KeyError, TypeError, ValueError, Refused):
        return None


def _row(row: Row[Any], told: _Told) -> Iterator[DamagedRow]:
    wanted = {name: getattr(told.state, name) for name in _SAME_NAME} | _derived(told)
    wrong = [name for name, value in wanted.items() if getattr(row, name) != value]
    if wrong:
        what = f"Hồ sơ {row.code} không khớp với nhật ký ở: {', '.join(wrong)}."
        yield DamagedRow("dossier", row.code, what)


def _derived(told: _Told) -> dict[str, Any]:
    """Return the columns that the file spells in its own way, or takes from facts and promise."""
    state, applicant = told.state, told.facts.applicant
    due_at = state.promise.get("due_at")
    return {
        "facts": canonical_json(state.facts),
        "promise": canonical_json(state.promise),
        "received_at": moment_text(state.received_at),
        "applicant_name": applicant.full_name,
        "identity_number": applicant.identity.number if applicant.identity else "",
        "old_number": applicant.old_number,
        "phone": applicant.phone,
        "due_at": None if due_at is None else moment_text(datetime.fromisoformat(due_at)),
    }


def _codes(
    row: Row[Any], codes: Sequence[Row[Any]], told: _Told, lines: Sequence[Row[Any]]
) -> Iterator[DamagedRow]:
    same = [(code.code, code.kind) for code in codes] == list(told.state.codes)
    payloads = {line.seq: line.payload for line in lines}
    if not same or any(_code_in(payloads.get(one.event_seq)) != one.code for one in codes):
        what = f"Hồ sơ {row.code}: các mã hồ sơ không khớp với nhật ký."
        yield DamagedRow("dossier_code", row.code, what)


def _code_in(payload: str | None) -> str:
    """Return the code that a line gave a dossier, empty when it gave none."""
    try:
        return str(json.loads(payload or "{}").get("code", ""))
    except (AttributeError, ValueError):
        return ""
