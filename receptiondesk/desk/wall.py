"""The register of notices: every sheet is filed before it comes out, and found by its bar code.

As with receipts the paper is made first, with the numbers that its sheets would get, and filed in
a short write that goes through only if nobody took those numbers and no other catalogue came
meanwhile; otherwise it is made anew. So no paper is laid out while other counters wait for the
file, and none hangs on the wall that the register does not know.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from receptiondesk.desk import notice_orders, procedures, wall_words
from receptiondesk.desk.notice_orders import NoticeOrder, Wanted
from receptiondesk.desk.wall_words import WALL_DOCUMENT
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.clock import local
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.text import date_vi
from receptiondesk.domain.wall import Carried, Layout, Part, Place, Sheet, mark_of, sheet_id, tag_of
from receptiondesk.office import Office
from receptiondesk.printing import notice_facts
from receptiondesk.printing import notices as notice_papers
from receptiondesk.printing.notice_data import NoticeData, Posted
from receptiondesk.printing.notice_leaf import Foot, Leaf
from receptiondesk.printing.notice_page import Paper as NoticePaper
from receptiondesk.printing.notices import NoticeKind
from receptiondesk.printing.sheet import Making
from receptiondesk.storage import catalogue, journal, setting_rows, wall
from receptiondesk.storage.engine import Session


@dataclass(frozen=True, slots=True)
class WallPaper:
    """One file of sheets for one kind of paper, at most 500 pages; ``sheets`` are their ids."""

    name: str
    pdf: bytes
    sha256: str
    sheets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Posting:
    """What was filed and is now to be printed and hung."""

    papers: tuple[WallPaper, ...]
    sheets: tuple[Sheet, ...]
    changes: ChangeSet = field(default_factory=lambda: ChangeSet(catalogue=True))
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A sheet laid out and not numbered yet.

    ``place`` and ``replaces`` as in `receptiondesk.domain.wall.Sheet`.
    """

    wanted: Wanted
    leaf: Leaf
    layout: Layout
    place: Place = field(default_factory=Place)
    replaces: Sheet | None = None


#: Puts the papers somewhere before they are filed; called again when they were made anew.
Keep = Callable[[Sequence[WallPaper]], None]
#: Writes along in the very write that files the sheets.
Along = Callable[[Session], None]


def post(
    office: Office,
    order: NoticeOrder,
    *,
    keep: Keep | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Posting:
    """File every sheet of a notice in the register and return the papers to be printed.

    Args:
        office: the office at work.
        order: which notice, of which procedures, on which paper, for which board.
        keep: puts the papers somewhere; sheets that it fails to keep are not filed.
        progress: told (done, all) as it goes.
        cancelled: asked before each procedure whether to stop.

    Raises:
        Refused: as `notice_orders.wanted`; ``bad_place``; ``cancelled`` when a person stopped it.
        Trouble: the fonts are damaged, or the file cannot be read or written.
    """
    return post_along(office, order, Making(progress, cancelled), keep=keep)


def post_along(
    office: Office,
    order: NoticeOrder,
    making: Making,
    *,
    keep: Keep | None = None,
    along: Along | None = None,
) -> Posting:
    """Do as `post` does; what ``along`` writes is there together with the sheets or not at all.

    Raises:
        Refused, Trouble: as `post`.
    """
    board = wall_words.place(order.board, "").board

    def drafts() -> list[Draft]:
        return _drafts(office, order, board, making)

    posting = filed(office, drafts, keep=keep, along=along)
    return replace(posting, warnings=wall_words.warnings(office, order.kind))


def _drafts(office: Office, order: NoticeOrder, board: str, making: Making) -> list[Draft]:
    """Lay a notice out from the catalogue as it is now."""
    made = notice_orders.wanted(office, order)
    leaves = notice_papers.compose(made.kind, made.data, made.paper, making, made.needs)
    first = _free_position(office, board) if board else 0
    posted = frozenset(procedures.posted_codes(office))
    drafts = []
    for number, leaf in enumerate(leaves):
        chosen = any(one.procedure.code not in posted for one in leaf.posted)
        layout = replace(_layout(order, made, number, len(leaves)), chosen=chosen)
        place = Place(board, str(first + number)) if board else Place()
        drafts.append(Draft(made, leaf, layout, place))
    return drafts


def filed(
    office: Office,
    drafts: Callable[[], Sequence[Draft]],
    *,
    keep: Keep | None = None,
    drop: Sequence[str] = (),
    along: Along | None = None,
) -> Posting:
    """Number drafts, hand their papers to ``keep`` and file them, or do all anew if need be.

    Args:
        office: the office at work.
        drafts: lays the sheets out, from the catalogue as it is when called.
        keep: as in `post`.
        drop: ids of sheets that were printed, never hung, and are struck by this.
        along: as in `post_along`.
    """
    while True:
        with office.database.read() as session:
            stands = _stands(session)
        made = drafts()
        now = office.clock.now()
        sheets = [
            _sheet(office, draft, (stands, number, now)) for number, draft in enumerate(made, 1)
        ]
        papers = tuple(_papers(made, sheets))
        if keep is not None:
            keep(papers)  # before the write: other counters do not wait for a slow disk
        with office.database.write() as session:
            if _stands(session) != stands:
                continue
            _file(session, office, sheets, papers)
            if drop:
                told: dict[str, object] = {"sheets": list(drop), "reason": "never_hung"}
                event = journal.append(session, office.entry(EventKind.NOTICE_TAKEN_DOWN, told))
                wall.strike(session, drop, event.seq)
            if along is not None:
                along(session)
        return Posting(papers, tuple(sheets))


@dataclass(frozen=True, slots=True)
class _Stands:
    """What new sheets follow on: the highest number, the catalogue, the file's letters."""

    highest: int
    version: int
    tag: str


def _stands(session: Session) -> _Stands:
    texts = setting_rows.texts(session)
    generation = texts.get(setting_rows.GENERATION) or texts.get(setting_rows.OFFICE_ID, "")
    return _Stands(wall.highest(session), catalogue.current_version(session), tag_of(generation))


def _sheet(office: Office, draft: Draft, at: tuple[_Stands, int, datetime]) -> Sheet:
    stands, place, now = at
    number = stands.highest + place
    kind, data = draft.wanted.kind, draft.wanted.data
    return Sheet(
        id=sheet_id(office.settings.counter, stands.tag, number),
        number=number,
        kind=kind.value,
        version=stands.version,
        layout=draft.layout,
        carried=tuple(_carried(kind, data, one) for one in draft.leaf.posted),
        office=notice_facts.of_office(kind, data.letterhead),
        printed_at=now,
        place=draft.place,
        replaces=draft.replaces.id if draft.replaces else "",
    )


def _carried(kind: NoticeKind, data: NoticeData, one: Posted) -> Carried:
    texts = notice_facts.facts(one.procedure, data.words)
    parts = notice_facts.PRINTED[kind]
    shows_code = Part.ADDRESS in parts
    return Carried(
        one.procedure.code,
        one.number,
        data.address_of(one.procedure) if shows_code else "",
        {part.value: mark_of(texts[part]) for part in parts if part is not Part.ADDRESS},
    )


def _papers(drafts: Sequence[Draft], sheets: Sequence[Sheet]) -> Iterator[WallPaper]:
    """Paint the sheets, those of one kind of paper together, in their order."""
    pairs = sorted(zip(drafts, sheets, strict=True), key=lambda pair: _format(pair[0]))
    for _, some in groupby(pairs, key=lambda pair: _format(pair[0])):
        yield from _of_one_format(tuple(some))


def _format(draft: Draft) -> tuple[str, bool]:
    return draft.layout.size, draft.layout.landscape


def _of_one_format(pairs: Sequence[tuple[Draft, Sheet]]) -> Iterator[WallPaper]:
    first = pairs[0][0]
    leaves = [
        notice_papers.footed((draft.leaf,), (_foot(draft, sheet),), draft.wanted.paper)[0]
        for draft, sheet in pairs
    ]
    kinds = {draft.wanted.kind for draft, _ in pairs}
    words = first.wanted.data.words
    title = notice_papers.title_of(kinds.pop(), words) if len(kinds) == 1 else words["wall_title"]
    ids = [sheet.id for _, sheet in pairs]
    tile = first.wanted.tile
    counts = [len(leaves)] if first.wanted.whole else notice_papers.counted(leaves, tile=tile)
    parts = notice_papers.painted(leaves, first.wanted.paper, title, tile=tile, counts=counts)
    for pdf, count in zip(parts, counts, strict=True):
        name = f"niem-yet-{ids[0]}-{ids[count - 1]}.pdf"
        digest = hashlib.sha256(pdf).hexdigest()
        yield WallPaper(name, pdf, digest, tuple(ids[:count]))
        del ids[:count]


def _foot(draft: Draft, sheet: Sheet) -> Foot:
    words, old = draft.wanted.data.words, draft.replaces
    told = words.fill(
        "foot",
        sheet=sheet.id,
        version=sheet.version,
        date=date_vi(local(sheet.printed_at).date()),
    )
    if old is not None:
        told += words.fill("foot_replaces", sheet=old.id)
    if sheet.place:
        told += words.fill("foot_place", place=sheet.place.told())
    return Foot(sheet.scanned, told)


def _layout(order: NoticeOrder, made: Wanted, number: int, pages: int) -> Layout:
    alone = made.kind.alone
    return Layout(
        order.size.lower(),
        order.landscape,
        order.large,
        0 if alone else number + 1,
        0 if alone else pages,
    )


def _free_position(office: Office, board: str) -> int:
    """Return the first position of a board behind all that are taken."""
    with office.database.read() as session:
        taken = [
            int(one.place.position)
            for one in wall.sheets(session)
            if one.place.board == board and one.place.position.isdecimal()
        ]
    return max(taken, default=0) + 1


def _file(
    session: Session, office: Office, sheets: Sequence[Sheet], papers: Sequence[WallPaper]
) -> None:
    told: dict[str, object] = {
        "document": WALL_DOCUMENT,
        "version": sheets[0].version if sheets else 0,
        "sha256": [paper.sha256 for paper in papers],
        "sheets": wall.told_of(sheets),
    }
    event = journal.append(session, office.entry(EventKind.NOTICES_POSTED, told))
    wall.add(session, sheets, event.seq)


def register(office: Office, *, struck: bool = False) -> tuple[Sheet, ...]:
    """Return the sheets of the register in wall order; with ``struck`` also those taken down."""
    with office.database.read() as session:
        return wall.sheets(session, struck=struck)


def names(office: Office, sheets: Sequence[Sheet], codes: Sequence[str] = ()) -> dict[str, str]:
    """Return what procedures are called: as today, else as the sheet that carries them says.

    Args:
        office: the office at work.
        sheets: whose procedures are wanted, struck ones too.
        codes: further procedures.

    Raises:
        Trouble: the data cannot be read now.
    """
    printed = {code: sheet.version for sheet in sheets for code in sheet.codes}
    with office.database.read() as session:
        today = catalogue.by_codes(session, tuple(dict.fromkeys((*printed, *codes))))
        told = {one.code: one.name for one in today}
        for code, version in printed.items():
            if code not in told and (old := catalogue.procedure(session, code, version)):
                told[code] = old.name
    return told


def put(office: Office, scanned: str, board: str, position: str) -> Sheet:
    """Say where a sheet hangs, or that it hangs elsewhere now.

    Raises:
        Refused: ``unknown_sheet``, ``sheet_struck``, ``bad_place``, ``place_needed``.
        Trouble: the file cannot be written now; nothing was changed.
    """
    at = wall_words.place(board, position)
    if not at:
        message = "Xin cho biết bảng và vị trí treo tờ niêm yết."
        raise Refused(Problem("board", "place_needed", message))
    with office.database.write() as session:
        sheet = wall_words.found(session, scanned)
        if sheet.place != at:
            told: dict[str, object] = {
                "sheets": [{"id": sheet.id, "board": at.board, "position": at.position}]
            }
            event = journal.append(session, office.entry(EventKind.NOTICE_PLACED, told))
            wall.place(session, sheet.id, at, event.seq)
    return replace(sheet, place=at)


def paper_of(layout: Layout) -> NoticePaper:
    """Return the paper of a layout."""
    size = notice_orders.chosen("size", layout.size, notice_orders.SIZES)
    return NoticePaper(size, layout.landscape, layout.large)
