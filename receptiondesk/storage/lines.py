"""One row of a list: which columns it needs and how they become a value."""

from collections.abc import Sequence
from typing import Any

from receptiondesk.domain.dossier import DossierLine, Status, SyncState
from receptiondesk.storage.tables import DossierRow, core

_DOSSIER = core(DossierRow)
_STATUS = {int(status): status for status in Status}
_SYNC = {state.value: state for state in SyncState}

LINE_COLUMNS = (
    _DOSSIER.c.uid,
    _DOSSIER.c.code,
    _DOSSIER.c.applicant_name,
    _DOSSIER.c.procedure_name,
    _DOSSIER.c.procedure_code,
    _DOSSIER.c.received_at,
    _DOSSIER.c.due_at,
    _DOSSIER.c.status,
    _DOSSIER.c.status_raw,
    _DOSSIER.c.sync,
    _DOSSIER.c.cancelled,
)


def line(row: Sequence[Any]) -> DossierLine:
    """Return the list row that a row of ``LINE_COLUMNS`` describes."""
    uid, code, applicant, procedure, procedure_code, received_at, due_at, *state = row
    status, status_raw, sync, cancelled = state
    return DossierLine(
        uid=uid,
        code=code,
        applicant=applicant,
        procedure=procedure,
        procedure_code=procedure_code,
        received_at=received_at,
        due_at=due_at,
        status=_STATUS[status],
        status_raw=status_raw,
        sync=_SYNC[sync],
        cancelled=bool(cancelled),
    )
