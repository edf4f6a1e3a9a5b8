"""What an OpenCPS reply means (error table portals.md A.2).

Rules: HTTP 200 exactly is success, any other 2xx a failure; 203 is "not logged in"; 403 is
everything else; 405 comes empty. The words of a message are never branched on, only kept.
"""

import re
from collections.abc import Mapping
from typing import Any

from receptiondesk.domain.text import clean_line
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portals.opencps.fields import LABELS
from sync.session import Line, Reply

#: Small, and not a public path (portals.md A.1).
KNOCK = "/o/rest/v2/serviceconfigs"
KNOCK_QUERY = {"start": "0", "end": "1"}
_NOT_LOGGED_IN = 203
_UNAUTHORIZED = 401
_REFUSED = 403
_UNKNOWN_PATH = 404
_SAID_AT_MOST = 200
_NOT_LISTED = "Cổng từ chối trả lời một câu hỏi mà không nói lý do."


class Unexplained(NoAnswer):
    """A refusal without a reason: A.2 gives it for everything, a lock or a fault too.

    It says nothing of the dossier yet, so it is tried again before a person is asked.
    """


def check_login(reply: Reply) -> None:
    """Raise ``NoAnswer`` when the portal does not take the account.

    203 on a create also means "no right to create"; the sentence names both.
    """
    if reply.status in {_NOT_LOGGED_IN, _UNAUTHORIZED}:
        detail = ""
        if reply.status == _NOT_LOGGED_IN:
            detail = "Cũng có thể tài khoản chưa được quyền tiếp nhận thủ tục này."
        raise NoAnswer(Answer(AnswerKind.AUTH, reply.raw, detail=detail))


def is_not_logged_in(reply: Reply) -> bool:
    """Return whether it is the 203 that means "not logged in" or "no right" (A.2)."""
    return reply.status == _NOT_LOGGED_IN


def knows_us(line: Line) -> bool:
    """Ask for something small behind the login: whether the account itself is taken."""
    try:
        return line.get(KNOCK, KNOCK_QUERY).ok
    except NoAnswer:
        return False


def record(reply: Reply) -> Mapping[str, Any] | None:
    """Return the one record of a successful reply, ``None`` when it was not successful."""
    check_login(reply)
    if not reply.ok:
        return None
    if not isinstance(reply.data, Mapping):
        raise NoAnswer(Answer(AnswerKind.UNREADABLE, reply.raw))
    return reply.data


def records(reply: Reply) -> list[Mapping[str, Any]]:
    """Return the rows of a list reply ``{total, data}``; none when the portal refused to list.

    Only for an examination, where that is a finding; nothing is decided by it.

    Keys are trimmed: the public model names one of them with a trailing blank.
    """
    found = record(reply)
    rows = found.get("data") if found is not None else None
    if not isinstance(rows, list):
        return []
    return [
        {str(key).strip(): value for key, value in row.items()}
        for row in rows
        if isinstance(row, Mapping)
    ]


def listed(reply: Reply) -> list[Mapping[str, Any]]:
    """Return the rows of a list that must be told whole: no answer is not an empty list.

    Raises:
        NoAnswer: REFUSED when the portal refused to list, UNREADABLE for another shape.
    """
    found = record(reply)
    if found is None:
        raise refusal(reply)
    if not isinstance(found.get("data"), list):
        raise NoAnswer(Answer(AnswerKind.UNREADABLE, reply.raw))
    return records(reply)


def told(reply: Reply) -> list[Mapping[str, Any]]:
    """Return the rows of a question that decides something: a refusal is not "none".

    Raises:
        NoAnswer: PORTAL_DOWN when the portal refused to list: asked again later.
    """
    if not reply.ok and reply.status != _UNKNOWN_PATH:
        check_login(reply)
        raise NoAnswer(Answer(AnswerKind.PORTAL_DOWN, _raw(reply), detail=_NOT_LISTED))
    return records(reply)


def total(reply: Reply) -> int:
    """Return how many rows a list says that it has; mixed types (portals.md H.1.11)."""
    told = str(reply.data.get("total")) if isinstance(reply.data, Mapping) else ""
    return int(told) if told.isascii() and told.isdecimal() else 0


def refusal(reply: Reply, kind: AnswerKind = AnswerKind.REFUSED) -> NoAnswer:
    """Return what to raise when the portal did not take something."""
    said = _said(reply)
    detail = f"Cổng nói: “{said}”." if said else ""
    answer = Answer(kind, _raw(reply), fields=_named(said), detail=detail)
    return Unexplained(answer) if is_unexplained(reply) else NoAnswer(answer)


def _named(said: str) -> tuple[str, ...]:
    """Return what a clerk calls the fields of the form that a refusal names."""
    words = set(re.findall(r"[A-Za-z]+", said))
    return tuple(label for name, label in LABELS.items() if name in words)


def is_unexplained(reply: Reply) -> bool:
    """Return whether a failure names no reason: 403 without a description, or a stray 2xx."""
    stray = 200 < reply.status < 300  # noqa: PLR2004 - the success range
    return not _said(reply) and (stray or reply.status == _REFUSED)


def _said(reply: Reply) -> str:
    told = reply.data.get("description") if isinstance(reply.data, Mapping) else None
    return clean_line(str(told or ""))[:_SAID_AT_MOST]


def _raw(reply: Reply) -> str:
    return reply.raw or f"HTTP {reply.status}"
