"""Forms and lists: filled from the dossier and from what a person gives, filed before they go out.

As with receipts, a paper is made first and filed in a short write that goes through only if what
stands on it still holds; otherwise it is made anew. So nothing comes out that the journal does
not know, and nobody waits while pages are set.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from receptiondesk.desk import corrections, form_facts, form_lists, form_papers, form_samples
from receptiondesk.desk.form_papers import Draft
from receptiondesk.desk.lettering import unprintable_by_fonts
from receptiondesk.desk.papers import Paper
from receptiondesk.domain import paper_given
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.paper_given import Given
from receptiondesk.domain.paper_kinds import (
    CODES_AT_MOST,
    OF_DOSSIER,
    OF_DOSSIERS,
    WITHOUT_DOSSIER,
    PaperKind,
)
from receptiondesk.office import Office
from receptiondesk.storage import dossiers, journal

_WHOSE = ("applicant", "procedure")


@dataclass(frozen=True, slots=True)
class _Order:
    """A paper that is wanted, checked as far as that goes without the dossiers."""

    office: Office
    kind: PaperKind
    code: str
    given: Given
    size: str

    def draft(self, found: Sequence[Dossier]) -> Draft:
        """Return the paper of these dossiers as it would be made now."""
        office, given, code = self.office, self.given, self.code
        if self.kind is PaperKind.SAMPLE:
            return form_samples.draft(office, code, self.size)
        framed = form_facts.common(office, self.kind, given, self.size)
        if self.kind in OF_DOSSIER:
            told = form_facts.told(office, framed, found[0] if found else None, given)
            return form_papers.draft(self.kind, told, given)
        if self.kind in OF_DOSSIERS:
            return form_lists.of_dossiers(office, framed, self.kind, found, given)
        if self.kind is PaperKind.FEES:
            return form_lists.fees(office, framed, code, given)
        roll = self.size.lower() in {"", "roll"}
        return form_lists.queue(office, framed, given, roll=roll)


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """Which paper is wanted.

    ``kind`` is a `PaperKind` by name, or what the office's words call it for short ("02"); the
    register of a year is made by `registers.make`. ``code`` is the dossier's code; for lists
    several, with commas between; for fees a day or ``FIRST..LAST``; for a sample the kind to be
    shown; nothing for a queue slip, and for a supplement or refusal of what was never accepted.
    ``given`` (JSON-ready, keys in ``docs/cli.md``) is what the dossier does not hold; what is
    absent prints blanks to be filled in by hand. ``size`` is ``a5``, ``a4`` or ``roll``, as far
    as the kind allows; empty is the usual one.
    """

    kind: str
    code: str = ""
    given: Mapping[str, Any] | None = None
    size: str = ""


def make(
    office: Office, order: PaperOrder, *, keep: Callable[[bytes], None] | None = None
) -> Paper:
    """Make a form or a list and file it (event ``paper_made``) before it is returned.

    Args:
        office: the office at work.
        order: which paper, of what.
        keep: puts the paper somewhere; one that it fails to keep is not filed. Called once more
            when the dossier changed meanwhile.

    Raises:
        Refused: unknown_kind, by_volumes, bad_paper, unknown_code, missing_code,
            code_not_wanted, cancelled, too_many, given_twice; problems of ``given``; faults in
            the office's own wording. Nothing was filed.
        Trouble: the fonts are damaged, or the file cannot be read or written.
    """
    wanted, found = _wanted(office, order)
    while True:
        draft = wanted.draft(found)
        pdf = draft.render()
        if keep is not None:
            keep(pdf)  # before the write: other counters do not wait for a slow disk
        now = _file(wanted, draft, found, pdf)
        if now is None:
            own = found if wanted.kind in OF_DOSSIER else ()
            return _paper(draft, pdf, frozenset(one.uid for one in own))
        found = now


def preview(office: Office, order: PaperOrder) -> Paper:
    """Return a form or a list as it would be made now; nothing is filed.

    Raises:
        Refused, Trouble: as `make`.
    """
    wanted, found = _wanted(office, order)
    draft = wanted.draft(found)
    return _paper(draft, draft.render(), frozenset())


def _wanted(office: Office, order: PaperOrder) -> tuple[_Order, tuple[Dossier, ...]]:
    """Return an order that is checked, and the dossiers it is about."""
    kind = form_facts.kind_of(office, order.kind)
    if kind is PaperKind.REGISTER:
        message = "Sổ theo dõi được lập theo năm, thành từng quyển (lệnh paper register NĂM)."
        raise Refused(Problem("kind", "by_volumes", message))
    given = paper_given.read(kind, order.given, unprintable_by_fonts())
    found = _dossiers(office, kind, order.code)
    _refuse_unfit(kind, given, found)
    return _Order(office, kind, order.code.strip(), given, order.size), found


def _paper(draft: Draft, pdf: bytes, uids: frozenset[str]) -> Paper:
    return Paper(
        name=f"{draft.name}.pdf",
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        changes=ChangeSet(dossiers=uids),
        version=draft.version,
    )


def _dossiers(office: Office, kind: PaperKind, code: str) -> tuple[Dossier, ...]:
    """Return the dossiers that a paper is about, each once, in the order named."""
    codes = [one.strip() for one in code.split(",") if one.strip()]
    if kind in OF_DOSSIER:
        if not codes and kind in WITHOUT_DOSSIER:
            return ()
        return (corrections.found(office, _needed(code.strip())),)
    if kind in OF_DOSSIERS:
        if len(codes) > CODES_AT_MOST:
            message = f"Một danh sách có nhiều nhất {CODES_AT_MOST} hồ sơ. Xin chia ra."
            raise Refused(Problem("code", "too_many", message))
        _needed(code.strip(" ,"))
        found = [corrections.found(office, one) for one in codes]
        return tuple({one.uid: one for one in found}.values())
    if kind is PaperKind.QUEUE and codes:
        message = "Phiếu thứ tự không gắn với hồ sơ nào. Xin bỏ mã."
        raise Refused(Problem("code", "code_not_wanted", message))
    if kind is not PaperKind.QUEUE:
        _needed(code.strip())
    return ()


def _needed(code: str) -> str:
    if not code:
        message = "Xin ghi mã hồ sơ (danh sách: các mã cách nhau dấu phẩy; thu phí: ngày)."
        raise Refused(Problem("code", "missing_code", message))
    return code


def _refuse_unfit(kind: PaperKind, told: Given, found: Sequence[Dossier]) -> None:
    """Refuse what contradicts the dossiers: cancelled ones, or their own facts given anew."""
    problems = [
        Problem("code", "cancelled", f"Hồ sơ {one.code} đã hủy nên không lập giấy này nữa.")
        for one in found
        if one.cancelled and kind is not PaperKind.REFUSAL
    ]
    if found and kind in WITHOUT_DOSSIER:
        message = "Hồ sơ đã có mục này; chỉ ghi khi giấy không gắn với hồ sơ nào."
        problems += [Problem(key, "given_twice", message) for key in _WHOSE if told.values[key]]
    if problems:
        raise Refused.of(problems)


def _file(
    order: _Order, draft: Draft, found: Sequence[Dossier], pdf: bytes
) -> tuple[Dossier, ...] | None:
    """File a paper; or return the dossiers as they are now, when it no longer fits them."""
    office, kind = order.office, order.kind
    with office.database.write() as session:
        read = (dossiers.by_uid(session, one.uid) for one in found)
        now = tuple(one for one in read if one is not None)
        if now != tuple(found) and order.draft(now).data != draft.data:
            return now
        payload: dict[str, object] = {
            "document": kind.value,
            "template": draft.version,
            "sha256": hashlib.sha256(pdf).hexdigest(),
            **draft.noted,
        }
        uid = found[0].uid if found and kind in OF_DOSSIER else None
        event = journal.append(session, office.entry(EventKind.PAPER_MADE, payload, uid))
        if uid is not None:
            dossiers.seen(session, uid, event)
    return None
