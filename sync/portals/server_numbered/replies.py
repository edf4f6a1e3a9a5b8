"""What a reply means in this family: well, refused with its field, there already, or not to tell.

HTTP 500 comes in plain words, and "đã tồn tại" in them means that the code is there already
(portals.md E); anything else behind a 500 leaves open whether the create was stored.
"""

import json
import re
from collections.abc import Mapping, Sequence
from enum import Enum, auto

from receptiondesk.domain.text import fold, quoted
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portals.server_numbered.shape import Field, text_at
from sync.session import Reply

_THERE_ALREADY = "da ton tai"
_WELL = frozenset({200, 201})
_CONFLICT = 409
_NO_SUCH_CALL = frozenset({404, 405})
_TURNED_AWAY, _SERVER_FAULT = 400, 500
_CODES_OF_SUCCESS = frozenset({"", "0", "00", "200", "201"})
_NO_NAMES = frozenset({"id", "value", "0"})
_WORDS_AT_MOST = 200
_READ_AT_MOST = 4_000
_NUMBER_AT_MOST = 100


class Verdict(Enum):
    """What became of a write."""

    WELL = auto()
    REFUSED = auto()
    THERE_ALREADY = auto()
    NO_SUCH_CALL = auto()
    UNKNOWN = auto()


def verdict(reply: Reply) -> Verdict:
    """Sort a reply to a write; the body has a say too (``succeeded``, ``code``)."""
    said_well = reply.status in _WELL and _says_well(reply.data)
    if reply.status == _CONFLICT or (not said_well and _THERE_ALREADY in fold(_said(reply))):
        return Verdict.THERE_ALREADY
    if reply.status not in _WELL and not _TURNED_AWAY <= reply.status < _SERVER_FAULT:
        return Verdict.UNKNOWN  # "accepted", "no content", a fault: it may stand there
    if reply.status in _NO_SUCH_CALL:
        return Verdict.NO_SUCH_CALL
    return Verdict.WELL if said_well else Verdict.REFUSED


def _said(reply: Reply) -> str:
    return text_at(reply.data, "message") or reply.raw[:_READ_AT_MOST]


def _says_well(data: object) -> bool:
    if not isinstance(data, Mapping):
        return True
    succeeded = text_at(data, "succeeded")
    if succeeded:
        return succeeded == "1" and text_at(data, "failed") != "1"
    code = text_at(data, "code")
    return code in _CODES_OF_SUCCESS or not code.lstrip("-").isdecimal()


def own(reply: Reply, fields: Sequence[Field] = ()) -> bool:
    """Return whether a reply that turns a write away is the portal's own program speaking.

    Its body says the failure itself (``succeeded``, ``code``, ``status``: portals.md B.7, E) or
    names a field of the dossier. A gateway or a filter in front of it writes the same HTTP status
    with a body of its own, and may do so after the portal stored what was sent.
    """
    if reply.status in _WELL:
        return True
    if not isinstance(reply.data, Mapping):
        return False
    if text_at(reply.data, "succeeded"):
        return not _says_well(reply.data)
    told = {text_at(reply.data, "code"), text_at(reply.data, "status")}
    return str(reply.status) in told or any(_named_in(_said(reply), one) for one in fields)


def is_own(answer: Answer) -> bool:
    """Return whether an answer that the line made of a reply is the portal's own (see `own`)."""
    try:
        return own(Reply(answer.status, json.loads(answer.raw), answer.raw))
    except ValueError:
        return False


def refusal(reply: Reply, fields: Sequence[Field]) -> NoAnswer:
    """Return what to raise for a refused write; the field that it names is told in Vietnamese."""
    said = _said(reply)
    named = tuple(dict.fromkeys(one.label for one in fields if _named_in(said, one)))
    detail = f"Cổng nói: “{quoted(said[:_WORDS_AT_MOST])}”." if said else ""
    raw = reply.raw or f"HTTP {reply.status}"
    return NoAnswer(Answer(AnswerKind.REFUSED, raw, named, detail))


def _named_in(said: str, one: Field) -> bool:
    """Return whether a sentence of the portal names a field as a word of its own."""
    name = next(part for part in reversed(one.path) if part not in _NO_NAMES)
    return re.search(rf"(?<![a-z0-9]){name.lower()}(?![a-z0-9])", said.lower()) is not None


def no_such_call(reply: Reply, call: str) -> NoAnswer:
    """Return what to raise when the portal does not know a path."""
    detail = f"Cổng không có lời gọi này; xem lại đường dẫn (path.{call}) trong phần thiết lập."
    return NoAnswer(
        Answer(AnswerKind.NOT_OFFERED, reply.raw or f"HTTP {reply.status}", detail=detail)
    )


def must(reply: Reply, fields: Sequence[Field], call: str) -> Reply:
    """Return a reply to a write that went well.

    Raises:
        NoAnswer: REFUSED, NOT_OFFERED, CONFLICT, or LOST when it cannot be told.
    """
    match verdict(reply):
        case Verdict.WELL:
            return reply
        case Verdict.NO_SUCH_CALL:
            raise no_such_call(reply, call)
        case Verdict.REFUSED:
            raise refusal(reply, fields)
        case Verdict.THERE_ALREADY:
            raise NoAnswer(Answer(AnswerKind.CONFLICT, reply.raw))
        case Verdict.UNKNOWN:
            raise NoAnswer(Answer(AnswerKind.LOST, reply.raw, changing=True))


def shown(reply: Reply) -> bool:
    """Return whether a reading shows something; false when the portal says that it is not there.

    Raises:
        NoAnswer: UNREADABLE when the reading itself failed: that is never "not there".
    """
    if reply.status in _NO_SUCH_CALL:
        return False
    if reply.status not in _WELL or not isinstance(reply.data, Mapping | list):
        raise NoAnswer(Answer(AnswerKind.UNREADABLE, reply.raw or f"HTTP {reply.status}"))
    return True


def number(reply: Reply) -> str:
    """Return the dossier number of a reply: JSON, or the bare text.

    Raises:
        NoAnswer: UNREADABLE.
    """
    data = reply.data
    told = text_at(data, "value") or text_at(data, "data", "value") or text_at(data, "nextValue")
    bare = data if isinstance(data, str) else reply.raw if data is None else ""
    code = told or bare.strip()
    if not code or any(sign.isspace() for sign in code) or len(code) > _NUMBER_AT_MOST:
        raise NoAnswer(Answer(AnswerKind.UNREADABLE, reply.raw))
    return code
