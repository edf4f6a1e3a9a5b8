"""What a portal's catalogue says otherwise than ours, column by column.

A portal publishes text; our catalogue also holds limits, fees and papers that were read out of
such text. So plain columns are taken over, and where the portal changes a text that our own rules
were read from (time limit, fee, papers) the rules stay and a person is told to look: nothing is
guessed, and what the portal leaves open stays as it is here.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

from receptiondesk.domain.catalogue_columns import PROCEDURES
from receptiondesk.domain.procedures import Procedure
from receptiondesk.domain.text import clean_line, spelling

#: Columns that are taken over as the portal tells them.
_PLAIN: Final = (
    "name",
    "field",
    "level",
    "applicants",
    "competent_body",
    "result",
    "legal_basis",
    "portal_url",
    "decision",
)
#: Published texts from which rules of ours were read; a first difference is one of wording.
_RULES: Final = ("limit_text", "fee_text")
PAPERS: Final = "papers"
PUBLISHED: Final = "published"
#: Whether the portal lists the procedure at all.
LISTED: Final = "listed"
_NO: Final = "no"
_TEXT_AT_MOST: Final = 500
_NAME_AT_MOST: Final = 1_000

_LABELS: Final[Mapping[str, str]] = {
    **{column.key: column.heading for column in PROCEDURES.columns},
    PAPERS: "Thành phần hồ sơ",
    PUBLISHED: "Tình trạng công bố",
    LISTED: "Có trên cổng",
}
_LOOK = "Cần xem lại: cổng đã đổi {what}; quy tắc tính ở máy vẫn theo bản trước."


class Told(Protocol):
    """A procedure as a portal tells it: its code and text by column of our catalogue."""

    @property
    def code(self) -> str:
        """Return the procedure's code in our terms."""
        ...

    @property
    def columns(self) -> Mapping[str, str]:
        """Return the text by column; what is absent or empty is not told."""
        ...


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a portal says otherwise.

    ``column`` is a column of the catalogue, or ``papers``, ``published``, ``listed``; ``label`` is
    its Vietnamese heading. ``taken``: it stands in the new version; else a person decides, and
    ``note`` says why.
    """

    procedure: str
    column: str
    old: str
    new: str
    taken: bool
    note: str = ""

    @property
    def label(self) -> str:
        """Return the Vietnamese name of what differs."""
        return _LABELS.get(self.column, self.column)


#: What a portal said last: a mark of each text, by procedure and column.
Marks = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Laid:
    """A catalogue with a portal's columns laid over it, what differed, what the portal said."""

    procedures: tuple[Procedure, ...]
    differences: tuple[Difference, ...]
    marks: Marks


@dataclass(slots=True)
class _Layer:
    """One procedure under what a portal tells of it; ``before`` are the marks of its last word."""

    procedure: Procedure
    columns: Mapping[str, str]
    before: Mapping[str, str]
    prints: Callable[[str], bool]
    differences: list[Difference] = field(default_factory=list)

    def lay(self) -> Procedure:
        for column in _PLAIN:
            self._plain(column)
        for column in _RULES:
            self._rule(column)
        self._papers()
        self._published()
        return self.procedure

    def _plain(self, column: str) -> None:
        ours, theirs = getattr(self.procedure, column), self._news(column)
        if not theirs or _same(ours, theirs):
            return
        note = self._wrong(column, theirs)
        self._differs(column, ours, theirs, note)
        if not note:
            self._take({column: theirs})

    def _rule(self, column: str) -> None:
        ours, theirs = getattr(self.procedure, column), self._news(column)
        first = column not in self.before
        if not theirs or _same(ours, theirs) or (first and ours):
            return
        note = self._wrong(column, theirs)
        self._differs(column, ours, theirs, note)
        if not note:
            look = _LOOK.format(what=_LABELS[column].lower())
            review = self.procedure.review
            marked = review if look in review else f"{review} {look}".strip()
            self._take({column: theirs, "review": marked})

    def _papers(self) -> None:
        theirs = self._news(PAPERS)
        if theirs and PAPERS in self.before:
            ours = "; ".join(paper.name for paper in self.procedure.papers)
            note = "Danh mục giấy tờ ở máy chưa đổi; xin xem lại rồi nhập danh mục mới."
            self._differs(PAPERS, ours, theirs, note)

    def _published(self) -> None:
        theirs = self._news(PUBLISHED)
        if theirs and (PUBLISHED in self.before or theirs == _NO):
            state = ("cổng công bố", "cổng không còn công bố")
            old, new = reversed(state) if theirs != _NO else state
            note = "Thủ tục vẫn giữ trong danh mục; cơ quan quyết định có còn tiếp nhận không."
            self._differs(PUBLISHED, old, new, note)

    def _news(self, column: str) -> str:
        """Return what the portal tells now and did not tell before; empty for nothing new."""
        text = clean_line(self.columns.get(column, ""))
        return "" if not text or _mark(text) == self.before.get(column) else text

    def _take(self, texts: Mapping[str, Any]) -> None:
        self.procedure = replace(self.procedure, **texts)

    def _wrong(self, column: str, text: str) -> str:
        """Return why a text cannot stand in our catalogue, empty when it can."""
        if column == "name" and len(text) > _NAME_AT_MOST:
            return "Tên trên cổng quá dài."
        if column == "portal_url" and not text.startswith(("https://", "http://")):
            return "Địa chỉ trên cổng không phải địa chỉ web."
        return "" if self.prints(text) else "Có ký tự không in được trên giấy."

    def _differs(self, column: str, old: str, new: str, note: str) -> None:
        taken = not note
        self.differences.append(
            Difference(
                self.procedure.code, column, old[:_TEXT_AT_MOST], new[:_TEXT_AT_MOST], taken, note
            )
        )


def laid_over(
    procedures: Sequence[Procedure],
    told: Iterable[Told],
    before: Marks,
    prints: Callable[[str], bool],
) -> Laid:
    """Lay what a portal tells over a catalogue.

    Only what the portal tells anew counts, so two portals (or a portal and a file that the office
    imported) that word a thing differently do not overwrite each other again and again.

    Args:
        procedures: the newest catalogue, in its order.
        told: the portal's procedures; none at all says nothing.
        before: the marks of what this portal said last.
        prints: whether the papers' fonts have every letter of a text.
    """
    by_code = {one.code: one for one in told}
    if not by_code:
        return Laid(tuple(procedures), (), before)
    laid: list[Procedure] = []
    differences: list[Difference] = []
    marks: dict[str, Mapping[str, str]] = {}
    for procedure in procedures:
        known = by_code.get(procedure.code)
        seen = before.get(procedure.code, {})
        if known is None:
            laid.append(procedure)
            differences += [_gone(procedure)] if seen else []
            continue
        layer = _Layer(procedure, known.columns, seen, prints)
        laid.append(layer.lay())
        differences += layer.differences
        marks[procedure.code] = {LISTED: "", **seen, **_marks(known.columns)}
    own = {one.code for one in procedures}
    unknown = {code: one for code, one in by_code.items() if code not in own}
    differences += [_new(one) for code, one in unknown.items() if code not in before]
    marks |= {code: {LISTED: ""} for code in unknown}
    return Laid(tuple(laid), tuple(differences), marks)


def _gone(procedure: Procedure) -> Difference:
    note = "Cổng không còn thủ tục này; danh mục ở máy vẫn giữ, cơ quan quyết định."
    return Difference(procedure.code, LISTED, "có", "không còn", taken=False, note=note)


def _new(told: Told) -> Difference:
    name = clean_line(told.columns.get("name", ""))[:_TEXT_AT_MOST]
    note = "Thủ tục có trên cổng, chưa có trong danh mục của máy; nhập danh mục nếu cần tiếp nhận."
    return Difference(told.code, LISTED, "", name or told.code, taken=False, note=note)


def _marks(columns: Mapping[str, str]) -> dict[str, str]:
    kept = (*_PLAIN, *_RULES, PAPERS, PUBLISHED)
    return {key: _mark(text) for key in kept if (text := clean_line(columns.get(key, "")))}


def _mark(text: str) -> str:
    return hashlib.sha256(spelling(text).encode()).hexdigest()[:16]


def _same(one: str, other: str) -> bool:
    """Return whether two texts differ in blanks, case, punctuation or place of tone marks only."""
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return "".join(
        letter for letter in spelling(text) if letter.isalnum() or unicodedata.combining(letter)
    )
