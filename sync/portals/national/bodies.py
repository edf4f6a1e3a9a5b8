"""What the bus's answers say: success and failure stand in the body, whatever HTTP says.

Rules (portals.md B.1, B.3, B.6): ``error_code`` comes as 0, "0" or "00"; a write succeeded only
when it is zero *and* the text says "thành công"; "đã tồn tại" comes with "0", "3" or "-3"; some
buses wrap the whole answer as JSON text inside ``message``.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from receptiondesk.domain.text import clean_line, fold
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.session import Reply

_WRAPPED_AT_MOST = 3
_SAID_AT_MOST = 200
_EXISTS_CODES = frozenset({0, 3, -3})
_UNAUTHORIZED = 401
_FORBIDDEN = 403
_TOO_LARGE = 413
_MISSING = 404

_GOOD = "thanh cong"
_NOT_GOOD = ("khong thanh cong", "chua thanh cong", "that bai")
_EXISTS = "da ton tai"
_ABSENT = ("khong ton tai", "chua ton tai", "khong tim thay")
_BUSY = ("thu lai sau", "qua tai", "bao tri", "dang ban")
_OF_PROCEDURE = ("thu tuc", "linh vuc", "matthc", "malinhvuc")
_NO_RIGHT = ("khong co quyen", "chua duoc cap quyen", "khong duoc phep")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one answer says. ``code`` is ``None`` when there is none that can be read.

    ``denied``: HTTP itself said that nobody is signed in, not the bus in its own words.
    """

    code: int | None
    text: str
    rows: tuple[Mapping[str, Any], ...] | None
    raw: str
    code_text: str = ""
    denied: bool = False

    @property
    def folded(self) -> str:
        """Return the text as it is searched."""
        return fold(self.text)

    @property
    def stored(self) -> bool:
        """Return whether a write was taken: code zero and the text says so (portals.md B.6)."""
        said = self.folded
        return self.code == 0 and _GOOD in said and not self.exists and not _any(said, _NOT_GOOD)

    @property
    def exists(self) -> bool:
        """Return whether a create met a dossier of the same code."""
        return self.code in _EXISTS_CODES and _EXISTS in self.folded

    @property
    def absent(self) -> bool:
        """Return whether an update met no dossier of the code."""
        return self.code != 0 and not self.exists and _any(self.folded, _ABSENT)

    def refusal(self, names: Mapping[str, str] | None = None) -> Answer:
        """Return what a failure means; ``names``: field → what a clerk calls it.

        A bus that is busy or under repair says so in words; that is no fault of the dossier.
        """
        said = self.folded
        kind = AnswerKind.REFUSED
        if self.code is None and not said:
            kind = AnswerKind.UNREADABLE
        elif _any(said, _BUSY):
            kind = AnswerKind.PORTAL_DOWN
        elif _any(said, _NO_RIGHT):
            # A right that only one procedure lacks must not hold the dossiers of the others.
            of_one = _any(said, _OF_PROCEDURE)
            kind = AnswerKind.NOT_OFFERED if of_one else AnswerKind.FORBIDDEN
        told = clean_line(self.text)[:_SAID_AT_MOST]
        detail = f"Cổng nói: “{told}”." if told else ""
        fields = tuple(_named(self.text, names or {})) if kind is AnswerKind.REFUSED else ()
        return Answer(kind, self.raw, fields=fields, detail=detail)


def _any(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


def _named(text: str, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the clerk's names of the fields that a refusal names, each once."""
    seen = set()
    for field, name in names.items():
        if field in text and name not in seen:
            seen.add(name)
            yield name


def read(reply: Reply) -> Outcome:
    """Return what a reply says.

    Raises:
        NoAnswer: FORBIDDEN, TOO_LARGE, NOT_THE_PORTAL or UNREADABLE, when the body cannot tell.
    """
    if reply.status == _UNAUTHORIZED:
        return Outcome(_UNAUTHORIZED, "", None, reply.raw, str(_UNAUTHORIZED), denied=True)
    if not reply.ok:
        raise NoAnswer(_by_status(reply))
    body = unwrapped(reply.data if reply.data is not None else reply.raw)
    if not isinstance(body, Mapping):
        raise NoAnswer(Answer(AnswerKind.UNREADABLE, reply.raw))
    said = {str(key).lower().replace("_", ""): value for key, value in body.items()}
    code = "" if said.get("errorcode") is None else clean_line(str(said["errorcode"]))
    text = clean_line(str(said.get("message") or ""))
    return Outcome(_number(code), text, _rows(said), reply.raw, code)


def _by_status(reply: Reply) -> Answer:
    kinds = {
        _FORBIDDEN: AnswerKind.FORBIDDEN,
        _TOO_LARGE: AnswerKind.TOO_LARGE,
        _MISSING: AnswerKind.NOT_THE_PORTAL,
    }
    detail = "Xem lại đường dẫn của trục trong thiết lập cổng." if reply.status == _MISSING else ""
    return Answer(kinds.get(reply.status, AnswerKind.UNREADABLE), reply.raw, detail=detail)


def unwrapped(body: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    """Return what is inside ``{"message": "<JSON>"}`` or inside JSON text (portals.md B.6)."""
    for _ in range(_WRAPPED_AT_MOST):
        inside = body
        if isinstance(body, Mapping) and "error_code" not in body and "result" not in body:
            inside = body.get("message")
        if not isinstance(inside, str):
            return body
        try:
            body = json.loads(inside)
        except (ValueError, RecursionError):
            return body
    return body


def _number(code: str) -> int | None:
    digits = code.removeprefix("-")
    return int(code) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None  # noqa: PLR2004 - any code is short


def _rows(said: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...] | None:
    """Return the rows of a read, ``None`` when the answer has no result at all."""
    if "result" not in said:
        return None
    result = said["result"]
    if isinstance(result, str):
        try:
            result = json.loads(result) if result.strip() else []
        except (ValueError, RecursionError):
            return None
    if isinstance(result, Mapping):
        return (result,) if result else ()
    if result is None:
        return ()
    if not isinstance(result, list) or not all(isinstance(row, Mapping) for row in result):
        return None
    return tuple(result)
