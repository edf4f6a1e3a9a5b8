"""Which sheets no longer say what holds, and putting right ones in their places.

A sheet is stale when a part that it prints reads otherwise in the catalogue in use, when its
procedure is no longer there or no longer posted, or when it names the office wrongly. A change
that prints the same makes nothing stale, nor does other wording of our own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from receptiondesk.desk import letterheads, notice_orders, wall, wall_words
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.desk.wall import Along, Draft, Keep, Posting
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.procedures import Procedure
from receptiondesk.domain.wall import (
    Carried,
    Cause,
    Part,
    Reason,
    Sheet,
    Stale,
    WallStanding,
    mark_of,
)
from receptiondesk.office import Office
from receptiondesk.printing import notice_facts
from receptiondesk.printing import notices as notice_papers
from receptiondesk.printing.frame import Letterhead
from receptiondesk.printing.notice_data import NoticeData
from receptiondesk.printing.notices import NoticeKind
from receptiondesk.printing.sheet import Making
from receptiondesk.printing.wording import Wording
from receptiondesk.storage import catalogue, journal
from receptiondesk.storage import wall as kept
from receptiondesk.storage.engine import Session

_OUT = frozenset({Cause.GONE.value, Cause.NOT_POSTED.value})


@dataclass(slots=True)
class Judge:
    """Holds sheets against the catalogue in use; procedures of older ones are read once."""

    session: Session
    words: Wording
    head: Letterhead
    now: Mapping[str, Procedure]
    posted: frozenset[str]
    _before: dict[int, dict[str, Procedure]] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, office: Office, sheets: Sequence[Sheet]) -> "Judge":
        """Prepare to judge some sheets."""
        codes = tuple(dict.fromkeys(code for sheet in sheets for code in sheet.codes))
        now = {one.code: one for one in catalogue.by_codes(session, codes)}
        posted = frozenset(catalogue.posted(session))
        head = letterheads.letterhead(office)
        return cls(session, notice_orders.words(office), head, now, posted)

    def reasons(self, sheet: Sheet) -> tuple[Reason, ...]:
        """Return why a sheet is stale; nothing while it says what holds."""
        kind = NoticeKind(sheet.kind)
        found = list(self._office(kind, sheet))
        for one in sheet.carried:
            found += self._procedure(kind, sheet, one)
        return tuple(found)

    def in_force(self, sheet: Sheet) -> tuple[Procedure, ...]:
        """Return the procedures of a sheet that are to be posted still."""
        return tuple(self.now[one.code] for one in sheet.carried if not self._out(sheet, one.code))

    def _out(self, sheet: Sheet, code: str) -> str:
        if code not in self.now:
            return Cause.GONE.value
        if self.posted and code not in self.posted and not sheet.layout.chosen:
            return Cause.NOT_POSTED.value
        return ""

    def _office(self, kind: NoticeKind, sheet: Sheet) -> Iterator[Reason]:
        for key, new in notice_facts.of_office(kind, self.head).items():
            old = sheet.office.get(key, "")
            if old != new:
                yield Reason(Cause.OFFICE.value, "", old, new)

    def _procedure(self, kind: NoticeKind, sheet: Sheet, one: Carried) -> Iterator[Reason]:
        if out := self._out(sheet, one.code):
            yield Reason(out, one.code)
            return
        texts = notice_facts.facts(self.now[one.code], self.words)
        for part in notice_facts.PRINTED[kind]:
            if part is Part.ADDRESS:
                new = texts[part] or self.head.lookup_url
                if new != one.address:
                    yield Reason(part.value, one.code, one.address, new)
            elif one.marks.get(part.value) != mark_of(texts[part]):
                # The mark differs by other wording of our own too: ask what it was in these words.
                old = self.before(sheet.version, one.code).get(part, "")
                if old != texts[part]:
                    yield Reason(part.value, one.code, old, texts[part])

    def before(self, version: int, code: str) -> Mapping[Part, str]:
        """Return what a version of the catalogue says of a procedure, in the present wording."""
        known = self._before.setdefault(version, {})
        if code not in known:
            found = catalogue.procedure(self.session, code, version)
            if found is None:
                return {}
            known[code] = found
        return notice_facts.facts(known[code], self.words)


def standing(office: Office) -> WallStanding:
    """Return how the wall stands against the catalogue in use, stale sheets in wall order.

    Raises:
        Refused: faults in the office's own wording.
        Trouble: the data cannot be read now.
    """
    with office.database.read() as session:
        sheets = kept.sheets(session)
        judge = Judge.of(session, office, sheets)
        hung = tuple(one for one in sheets if one.hung)
        waiting = {one.id: judge.reasons(one) for one in sheets if not one.hung}
        stale = [
            Stale(sheet, reasons, _replacement(sheet, sheets, waiting), not _again(judge, sheet))
            for sheet in hung
            if (reasons := judge.reasons(sheet))
        ]
        told = {
            code for one in sheets if NoticeKind(one.kind) in notice_facts.POSTING
            for code in one.codes
        }  # fmt: skip
        missing = tuple(code for code in catalogue.posted(session) if code not in told)
        version = catalogue.current_version(session)
    return WallStanding(version, len(hung), tuple(stale), missing)


def of_missing(office: Office, order: NoticeOrder) -> NoticeOrder:
    """Return an order of the procedures that the office posts and no sheet carries.

    Their running numbers follow those of the sheets that hang.

    Raises:
        Refused: ``nothing_missing``.
        Trouble: the data cannot be read now.
    """
    missing = standing(office).missing
    if not missing:
        message = "Mọi thủ tục được niêm yết đều đã có tờ trong sổ."
        raise Refused(Problem("missing", "nothing_missing", message))
    with office.database.read() as session:
        numbers = [
            each.number
            for one in kept.sheets(session)
            if one.kind == order.kind
            for each in one.carried
        ]
    return replace(order, codes=missing, first=max(numbers, default=0) + 1)


def _replacement(
    sheet: Sheet, sheets: Sequence[Sheet], waiting: Mapping[str, tuple[Reason, ...]]
) -> tuple[str, ...]:
    """Return the sheets that wait to hang in place of one, if all of them are right."""
    found = [one.id for one in sheets if one.replaces == sheet.id]
    return tuple(found) if not any(waiting[each] for each in found) else ()


def _again(judge: Judge, sheet: Sheet) -> bool:
    """Return whether anything of a stale sheet is to be printed again."""
    return not NoticeKind(sheet.kind).carries or bool(judge.in_force(sheet))


def replace_stale(
    office: Office,
    *,
    again: bool = False,
    keep: Keep | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Posting:
    """File right sheets for all stale ones and return their papers in wall order.

    They hang when `confirm` says so; until then the stale ones stand in the register. What only
    comes down is not printed.

    Args:
        office: the office at work.
        again: also for those whose replacement was printed already and not hung yet; that one is
            struck, its id not given again.
        keep: as in `receptiondesk.desk.wall.post`.
        progress: told (done, all) as it goes.
        cancelled: asked before each sheet whether to stop.

    Raises:
        Refused: ``nothing_stale``; ``cancelled`` when a person stopped it.
        Trouble: the fonts are damaged, or the file cannot be read or written.
    """
    return replace_along(office, Making(progress, cancelled), again=again, keep=keep)


def replace_along(
    office: Office,
    making: Making,
    *,
    again: bool = False,
    keep: Keep | None = None,
    along: Along | None = None,
) -> Posting:
    """Do as `replace_stale` does; what ``along`` writes is there with the sheets or not at all.

    Raises:
        Refused, Trouble: as `replace_stale`.
    """
    told = standing(office)
    due = [one.sheet for one in told.stale if not one.leaves and (again or not one.replacement)]
    if not due:
        raise Refused(Problem("", "nothing_stale", _nothing(told)))
    ids = {one.id for one in due}
    with office.database.read() as session:
        unhung = [one.id for one in kept.sheets(session) if one.replaces in ids]

    def drafts() -> list[Draft]:
        return _anew(office, due, making)

    return wall.filed(office, drafts, keep=keep, drop=unhung, along=along)


def _anew(office: Office, due: Sequence[Sheet], making: Making) -> list[Draft]:
    """Lay sheets out anew from the catalogue as it is now."""
    with office.database.read() as session:
        judge = Judge.of(session, office, due)
        in_force = [judge.in_force(one) for one in due]
    made: list[Draft] = []
    for done, (one, procedures) in enumerate(zip(due, in_force, strict=True)):
        making.step(done, len(due))
        made += _drafts(office, one, procedures)
    making.step(len(due), len(due))
    return made


def _nothing(told: WallStanding) -> str:
    printed = sum(bool(one.replacement) for one in told.stale)
    if printed:
        return (
            f"Đã in đủ tờ thay cho {printed} tờ; treo xong xin xác nhận (notices confirm). Muốn in "
            "lại, dùng --again."
        )
    return "Không có tờ niêm yết nào cần in thay."


def _drafts(office: Office, sheet: Sheet, procedures: tuple[Procedure, ...]) -> Iterator[Draft]:
    kind, layout = NoticeKind(sheet.kind), sheet.layout
    data = NoticeData(
        words=notice_orders.words(office),
        letterhead=letterheads.letterhead(office),
        procedures=procedures,
        practice=office.settings.practice,
        numbers={one.code: one.number for one in sheet.carried},
        torn_out=None if kind.alone else (layout.page, layout.pages),
    )
    needs = notice_orders.office_needs(office) if kind is NoticeKind.NEEDS else ()
    paper = wall.paper_of(layout)
    wanted = notice_orders.Wanted(kind, paper, layout.size == notice_orders.TILED, data, needs)
    for leaf in notice_papers.compose(kind, data, paper, None, needs):
        yield Draft(wanted, leaf, layout, sheet.place, sheet)


@dataclass(frozen=True, slots=True)
class TakenDown:
    """Sheets that were struck, and those that hang in their places now."""

    struck: tuple[str, ...]
    hung: tuple[str, ...] = ()


def confirm(office: Office, scanned: Sequence[str] = (), *, everything: bool = False) -> TakenDown:
    """Strike stale sheets, because a person says that right ones hang in their places.

    Args:
        office: the office at work, somebody signed in.
        scanned: the old or the new sheets, scanned or typed.
        everything: all that were printed anew, and all that only come down.

    Raises:
        Refused: ``officer_needed``, ``unknown_sheet``, ``sheet_struck``; ``not_replaced`` for a
            sheet in whose place nothing was printed; ``nothing_to_confirm``. Nothing was changed.
        Trouble: the file cannot be written now; nothing was changed.
    """
    wall_words.signed(office)
    stale = {one.sheet.id: one for one in standing(office).stale}
    with office.database.write() as session:
        sheets = kept.sheets(session)
        new = {one.replaces for one in sheets if one.replaces}
        if everything:
            old = [one.id for one in sheets if one.id in new or _leaves(stale.get(one.id))]
        else:
            meant = [wall_words.found(session, text) for text in scanned]
            old = [_struck_by(one, new, stale) for one in meant]
        if not old:
            message = "Không có tờ nào đang chờ xác nhận đã thay."
            raise Refused(Problem("sheet", "nothing_to_confirm", message))
        hung = tuple(one.id for one in sheets if one.replaces in old)
        _strike(session, office, old, {"reason": "replaced", "hung": list(hung)})
    return TakenDown(tuple(dict.fromkeys(old)), hung)


def _leaves(one: Stale | None) -> bool:
    return one is not None and one.leaves


def _struck_by(sheet: Sheet, replaced: set[str], stale: Mapping[str, Stale]) -> str:
    """Return the sheet that comes down when this one is confirmed."""
    if sheet.replaces and not sheet.hung:
        return sheet.replaces
    if sheet.id in replaced or _leaves(stale.get(sheet.id)):
        return sheet.id
    message = (
        f"Chưa in tờ nào thay tờ {sheet.id}. Xin in tờ thay trước (notices replace), hoặc gỡ tờ "
        "này kèm lý do (notices remove)."
    )
    raise Refused(Problem("sheet", "not_replaced", message))


def remove(office: Office, scanned: Sequence[str], reason: str) -> TakenDown:
    """Strike sheets that came down for a reason of their own: torn, lost, hung no more.

    Raises:
        Refused: ``officer_needed``, ``unknown_sheet``, ``sheet_struck``, ``missing_reason``,
            ``too_long``, ``bad_characters``. Nothing was changed.
        Trouble: the file cannot be written now; nothing was changed.
    """
    wall_words.signed(office)
    why = wall_words.reason(reason)
    with office.database.write() as session:
        ids = [wall_words.found(session, text).id for text in scanned]
        _strike(session, office, ids, {"reason": "removed", "note": why})
    return TakenDown(tuple(dict.fromkeys(ids)))


def _strike(
    session: Session, office: Office, ids: Sequence[str], more: Mapping[str, object]
) -> None:
    struck = list(dict.fromkeys(ids))
    told: dict[str, object] = {"sheets": struck, **more}
    event = journal.append(session, office.entry(EventKind.NOTICE_TAKEN_DOWN, told))
    kept.strike(session, struck, event.seq)
