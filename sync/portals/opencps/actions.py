"""Which action moves a dossier: chosen from what the portal offers, never by a code of ours.

Transitions are site data (portals.md A.7): a process has steps, each step carries a status, an
action moves from step to step. So the first action is the one that makes the dossier number or
leads to "received"; the cancelling action is the one that leads to "withdrawn".
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from receptiondesk.domain.dossier import Status
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portal import Outgoing
from sync.portals.opencps.options import Options
from sync.portals.opencps.replies import check_login, records
from sync.portals.opencps.routes import REST, Route, Routes
from sync.session import Line

_TRUE = frozenset({"true", "1"})


def offered(line: Line, remote_id: str) -> list[Mapping[str, Any]]:
    """Return the actions that the portal offers for a dossier now."""
    return records(line.get(f"{REST}/dossiers/{quote(remote_id, safe='')}/nextactions"))


def first(actions: Sequence[Mapping[str, Any]], options: Options, own: str) -> str:
    """Return the code of the action that receives a draft.

    Raises:
        NoAnswer: NOT_OFFERED when nothing or too much is offered.
    """
    codes = [str(action.get("actionCode") or "") for action in actions]
    wanted = own or options.first_action
    if wanted:
        if wanted in codes:
            return wanted
        raise _unclear(f"Cổng không đưa ra bước “{wanted}” cho hồ sơ mới.")
    if len(codes) == 1 and codes[0]:
        return codes[0]
    numbering = [
        str(action["actionCode"])
        for action in actions
        if str(action.get("createDossierNo")).lower() in _TRUE and action.get("actionCode")
    ]
    if len(numbering) == 1:
        return numbering[0]
    raise _unclear("Chưa rõ bước tiếp nhận trên cổng; cần đặt firstAction.")


def cancelling(actions: Sequence[Mapping[str, Any]], routes: Routes, route: Route) -> str | None:
    """Return the code of the action that withdraws a dossier, ``None`` when none is certain."""
    codes = {str(action.get("actionCode") or "") for action in actions}
    wanted = routes.options.cancel_action
    if wanted:
        return wanted if wanted in codes else None
    statuses = routes.statuses_of(route)
    leading = [
        str(action["actionCode"])
        for action in actions
        if routes.options.status_of(statuses.get(str(action.get("postStepCode")), ""))
        is Status.WITHDRAWN
    ]
    return leading[0] if len(leading) == 1 else None


def perform(line: Line, remote_id: str, code: str, form: Mapping[str, str]) -> bool:
    """Do an action; false when the portal says that it is not possible (any more)."""
    reply = line.post(
        f"{REST}/dossiers/{quote(remote_id, safe='')}/actions", {"actionCode": code, **form}
    )
    check_login(reply)
    return reply.ok


def receiving_form(dossier: Outgoing) -> dict[str, str]:
    """Return who received and when; the times as epoch milliseconds (DoActionModel)."""
    form = {
        "actionUser": dossier.officer,
        "actionNote": "Tiếp nhận tại quầy",
        "receiveDate": str(int(dossier.received_at.timestamp() * 1000)),
    }
    if dossier.due_at is not None:
        form["dueDate"] = str(int(dossier.due_at.timestamp() * 1000))
    return form


def _unclear(detail: str) -> NoAnswer:
    return NoAnswer(Answer(AnswerKind.NOT_OFFERED, detail=detail))
