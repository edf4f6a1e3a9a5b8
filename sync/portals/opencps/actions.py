"""Which action moves a dossier: chosen from what the portal offers, never by a code of ours.

Transitions are site data (portals.md A.7): a process has steps, each step carries a status, an
action moves from step to step. So the first action is the one that makes the dossier number or
leads to "received"; the cancelling action is the one that leads to "withdrawn".
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from receptiondesk.domain.dossier import Status
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portal import Outgoing
from sync.portals.opencps.portal_site import RECEIVED_NOTE, Found, Site, path
from sync.portals.opencps.replies import is_unexplained, record, refusal, told
from sync.portals.opencps.routes import Route

_TRUE = frozenset({"true", "1"})


def offered(site: Site, remote_id: str) -> list[Found]:
    """Return the actions that the portal offers for a dossier now."""
    return told(site.line.get(path(remote_id, "nextactions")))


def first(actions: Sequence[Found], wanted: str) -> str:
    """Return the code of the action that receives a draft; ``wanted`` when a person named it.

    Raises:
        NoAnswer: NOT_OFFERED when nothing or too much is offered.
    """
    codes = [str(action.get("actionCode") or "") for action in actions]
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


def cancelling(actions: Sequence[Found], site: Site, route: Route) -> str | None:
    """Return the code of the action that withdraws a dossier, ``None`` when none is certain."""
    codes = {str(action.get("actionCode") or "") for action in actions}
    wanted = site.options.cancel_action
    if wanted:
        return wanted if wanted in codes else None
    statuses = site.routes.statuses_of(route)
    leading = [
        str(action["actionCode"])
        for action in actions
        if site.words.status_of(statuses.get(str(action.get("postStepCode")), ""))
        is Status.WITHDRAWN
    ]
    return leading[0] if len(leading) == 1 else None


def receive(site: Site, remote_id: str, code: str, dossier: Outgoing) -> Found | None:
    """Do the receiving action as the officer who received it, with the times of the desk.

    Returns:
        What the portal says of it, ``None`` when it is not possible (any more).
    """
    form = {
        "actionUser": dossier.officer,
        "actionNote": RECEIVED_NOTE,
        "receiveDate": _epoch(dossier.received_at),
    }
    if dossier.due_at is not None:
        form["dueDate"] = _epoch(dossier.due_at)
    return _perform(site, remote_id, code, form)


def withdraw(site: Site, remote_id: str, code: str, dossier: Outgoing) -> Found | None:
    """Do the withdrawing action as the officer who cancelled, with the reason."""
    form = {"actionUser": dossier.cancelled_by, "actionNote": dossier.cancel_reason}
    return _perform(site, remote_id, code, form)


def _perform(site: Site, remote_id: str, code: str, form: Mapping[str, str]) -> Found | None:
    reply = site.line.post(path(remote_id, "actions"), {"actionCode": code, **form})
    done = record(reply)
    if done is None and is_unexplained(reply):
        raise refusal(reply)
    return done


def _epoch(at: datetime) -> str:
    """Return a moment as DoActionModel takes it: epoch milliseconds."""
    return str(int(at.timestamp() * 1000))


def _unclear(detail: str) -> NoAnswer:
    return NoAnswer(Answer(AnswerKind.NOT_OFFERED, detail=detail))
