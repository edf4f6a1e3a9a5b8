"""``portal test``: which of network, name, certificate, sign-in, right, version, clock is wrong.

Asked in that order; behind the first that is not well the rest is not asked, because its answer
would say nothing. No dossier is told to anybody by it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from receptiondesk.desk import clock_guard
from receptiondesk.domain.clock_guard import TOLERANCE, span_vi
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.outbox import PortalTarget, is_loopback
from receptiondesk.office import Office
from sync.answers import Answer, AnswerKind
from sync.how import How
from sync.portal import Finding, Part, Portal
from sync.session import Timeouts
from sync.visit import keep_the_practice_law, open_portal

#: A person waits for the answer.
_TIMEOUTS: Final = Timeouts(connect=5.0, stall=10.0, total=20.0)
_NOT_ASKED: Final = "Chưa hỏi, vì mục trước chưa được."
_LINE: Final = (Part.NETWORK, Part.NAME, Part.CERTIFICATE)
_ACCOUNT: Final = (Part.SIGN_IN, Part.RIGHT, Part.VERSION)

_NO_NAME: Final = "Máy có đường mạng; chưa thử tới cổng vì không tìm thấy tên máy chủ."
#: Answers to the knock that tell which part of the line is wrong.
_WRONG: Final[Mapping[AnswerKind, Part]] = {
    AnswerKind.OFFLINE: Part.NETWORK,
    AnswerKind.LOST: Part.NETWORK,
    AnswerKind.PORTAL_DOWN: Part.NETWORK,
    AnswerKind.TOO_FAST: Part.NETWORK,
    AnswerKind.NOT_THE_PORTAL: Part.NETWORK,
    AnswerKind.NAME_NOT_FOUND: Part.NAME,
    AnswerKind.CERTIFICATE: Part.CERTIFICATE,
}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found at one portal: a finding for every part, in the order of ``Part``.

    ``raw`` is the reply that was not understood, as it came (it may be empty).
    """

    target: PortalTarget
    findings: tuple[Finding, ...]
    raw: str = ""

    @property
    def well(self) -> bool:
        """Return whether everything is: only the clock may be untold."""
        return all(
            one.well is True or (one.part is Part.CLOCK and one.well is None)
            for one in self.findings
        )

    @property
    def first_wrong(self) -> Finding | None:
        """Return the first part that is not well."""
        return next((one for one in self.findings if one.well is False), None)


def diagnose(office: Office, target: PortalTarget, how: How | None = None) -> Diagnosis:
    """Ask one portal part by part; it takes no longer than a person waits.

    Args:
        office: The office whose portal it is.
        target: A portal with an interface (not of the family that a person carries to).
        how: Ways and limits, for tests.

    Raises:
        Refused: ``practice_office``, ``not_a_practice_portal``: a practice office asks no real
            portal. Nothing was sent.
        Trouble: The file cannot be read or written.
    """
    keep_the_practice_law(office, target, answers_practice=True)
    way = how or replace(How(), timeouts=_TIMEOUTS)
    try:
        portal = open_portal(office, target, way)
    except Trouble as locked:
        if locked.code not in {"no_portal_password", "keyring"}:
            raise
        wrong = Finding(Part.SIGN_IN, well=False, sentence=locked.message)
        return Diagnosis(target, _completed({Part.SIGN_IN: wrong}))
    try:
        found, raw = _asked(office, target, portal)
        offset = portal.clock_offset()
    finally:
        portal.close()
    clock_guard.note(office, target.name, offset)
    return Diagnosis(target, _completed(found), raw)


def _asked(office: Office, target: PortalTarget, portal: Portal) -> tuple[dict[Part, Finding], str]:
    answer = portal.reach()
    found = {one.part: one for one in _of_line(target, answer)}
    if any(one.well is False for one in found.values()):
        return found, answer.raw
    try:
        keep_the_practice_law(office, target, answers_practice=portal.answers_practice())
    except Refused as refused:
        words = " ".join(problem.message for problem in refused.problems)
        found[Part.NETWORK] = Finding(Part.NETWORK, well=False, sentence=words)
        return found, answer.raw
    if answer.kind is AnswerKind.UNREADABLE:
        sentence = answer.words_of_a_test
        found[Part.VERSION] = Finding(Part.VERSION, well=False, sentence=sentence)
    else:
        found |= _of_account(portal)
    found[Part.CLOCK] = _of_clock(portal.clock_offset())
    return found, "" if answer.good else answer.raw


def _of_line(target: PortalTarget, answer: Answer) -> Iterator[Finding]:
    """Yield what the knock says of network, name and certificate."""
    wrong = _WRONG.get(answer.kind)
    for part in _LINE:
        if part is wrong:
            yield Finding(part, well=False, sentence=answer.words_of_a_test)
            if not answer.connected and answer.kind is AnswerKind.PORTAL_DOWN:
                yield Finding(Part.NAME, well=True, sentence=_well(Part.NAME, target))
            return
        told = _NO_NAME if wrong is Part.NAME else _well(part, target)
        yield Finding(part, well=True, sentence=told)


def _well(part: Part, target: PortalTarget) -> str:
    if part is Part.NETWORK:
        return (
            "Máy ra được mạng và tới được cổng."
            if not is_loopback(target.url)
            else ("Cổng chạy ngay trên máy này và có trả lời.")
        )
    if part is Part.NAME:
        return "Tìm thấy tên máy chủ của cổng."
    if target.url.startswith("http://"):
        return "Không cần chứng chỉ vì không ra khỏi máy này."
    return "Chứng chỉ của cổng hợp lệ."


def _of_account(portal: Portal) -> dict[Part, Finding]:
    """Let the family ask for sign-in, right and version, up to the first that is not well."""
    found: dict[Part, Finding] = {}
    for one in portal.examine():
        found[one.part] = one
        if one.well is False:
            break
    return found


def _of_clock(offset: timedelta | None) -> Finding:
    if offset is None:
        return Finding(Part.CLOCK, None, "Cổng không cho biết giờ của nó.")
    if abs(offset) <= TOLERANCE:
        return Finding(Part.CLOCK, well=True, sentence="Giờ của máy khớp với giờ của cổng.")
    way = "chậm" if offset > timedelta(0) else "nhanh"
    sentence = (
        f"Đồng hồ máy {way} {span_vi(offset)} so với giờ của cổng. Xem lại ngày giờ của máy,"
        " rồi xác nhận giờ máy nếu máy đúng."
    )
    return Finding(Part.CLOCK, well=False, sentence=sentence)


def _completed(found: Mapping[Part, Finding]) -> tuple[Finding, ...]:
    return tuple(found.get(part) or Finding(part, None, _NOT_ASKED) for part in Part)
