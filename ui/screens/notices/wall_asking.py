"""What the page of the wall asks of the desk; each runs in the background lane."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from receptiondesk.desk import print_batches, wall, wall_look, wall_stale
from receptiondesk.desk.papers import Paper
from receptiondesk.desk.print_batches import Batch
from receptiondesk.desk.wall_look import Looked, SheetState
from receptiondesk.desk.wall_stale import TakenDown
from receptiondesk.domain.wall import Cause, Layout, Reason, Sheet, Stale, WallStanding
from receptiondesk.office import Office

#: What post their procedures in full; an index or a card only points.
POSTING: Final = frozenset({"list", "office", "sheets"})
_OUT: Final = frozenset({Cause.GONE.value, Cause.NOT_POSTED.value})


class Standing(StrEnum):
    """How a sheet stands, in the order in which a person cares."""

    STALE = "stale"
    LEAVES = "leaves"
    REPLACED = "replaced"
    WAITING = "waiting"
    RIGHT = "right"
    STRUCK = "struck"


_WRONG: Final = frozenset({Standing.STALE, Standing.LEAVES, Standing.STRUCK})


@dataclass(frozen=True, slots=True)
class Wall:
    """The whole register, and how it stands against the catalogue in use.

    ``sheets`` are in wall order, struck ones among them; ``names`` those of every procedure that a
    sheet carries or that is missing.
    """

    sheets: tuple[Sheet, ...] = ()
    standing: WallStanding = field(default_factory=lambda: WallStanding(0, 0, (), ()))
    names: Mapping[str, str] = field(default_factory=dict)
    stale: Mapping[str, Stale] = field(default_factory=dict)
    replaced: frozenset[str] = frozenset()

    def state_of(self, sheet: Sheet) -> Standing:
        """Return how a sheet stands."""
        if sheet.taken_at is not None:
            return Standing.STRUCK
        if not sheet.hung:
            return Standing.WAITING
        stale = self.stale.get(sheet.id)
        if stale is not None and stale.leaves:
            return Standing.LEAVES
        if stale is not None and not stale.replacement:
            return Standing.STALE
        return Standing.REPLACED if sheet.id in self.replaced else Standing.RIGHT

    def reasons_of(self, sheet: Sheet) -> tuple[Reason, ...]:
        """Return why a sheet must go."""
        stale = self.stale.get(sheet.id)
        return stale.reasons if stale is not None else ()

    def is_out(self, sheet: Sheet) -> bool:
        """Return whether a sheet that hangs carries what is in force or posted no longer."""
        return any(reason.what in _OUT for reason in self.reasons_of(sheet))

    def in_state(self, *states: Standing) -> tuple[Sheet, ...]:
        """Return the sheets in some states, in wall order."""
        return tuple(one for one in self.sheets if self.state_of(one) in states)

    def to_print(self) -> tuple[Sheet, ...]:
        """Return the sheets for which right ones are to be printed."""
        return self.in_state(Standing.STALE)

    def to_strike(self) -> tuple[Sheet, ...]:
        """Return the sheets that come down when a person says that all is hung."""
        return self.in_state(Standing.REPLACED, Standing.LEAVES)

    def by_id(self, sheet: str) -> Sheet | None:
        """Return one sheet."""
        return next((one for one in self.sheets if one.id == sheet), None)


def read_wall(office: Office) -> Wall:
    """Return the register as it stands now.

    Raises:
        Refused: faults in the office's own wording.
        Trouble: the data cannot be read now.
    """
    sheets = wall.register(office, struck=True)
    standing = wall_stale.standing(office)
    standing_sheets = [one for one in sheets if one.taken_at is None]
    return Wall(
        sheets,
        standing,
        wall.names(office, sheets, standing.missing),
        {one.sheet.id: one for one in standing.stale},
        frozenset(one.replaces for one in standing_sheets if one.replaces),
    )


def holds(wall: Wall, looked: Looked) -> bool:
    """Return whether a sheet that was said to be right, or to wait, still is."""
    sheet = wall.by_id(looked.sheet.id)
    if sheet is None:
        return False
    state = wall.state_of(sheet)
    if looked.state is SheetState.WAITING:
        return state is Standing.WAITING
    return looked.state is not SheetState.RIGHT or state not in _WRONG


def way_of_missing(sheets: Iterable[Sheet]) -> tuple[str, Layout]:
    """Return the kind and the layout in which most of the wall is posted, for what is missing."""
    posted = [one for one in sheets if one.taken_at is None and one.kind in POSTING]
    if not posted:
        return "sheets", Layout()
    kind = Counter(one.kind for one in posted).most_common(1)[0][0]
    ways = Counter(
        (one.layout.size, one.layout.landscape, one.layout.large)
        for one in posted
        if one.kind == kind
    )
    return kind, Layout(*ways.most_common(1)[0][0])


def print_replacements(office: Office, batch: Batch, *, again: bool) -> tuple[Paper, ...]:
    """File right sheets for the stale ones and return their parts, each a print job."""
    return tuple(print_batches.replacements(office, batch, again=again))


def look(office: Office, scanned: str) -> Looked:
    """Return how a scanned sheet stands."""
    return wall_look.look(office, scanned)


def put(office: Office, sheet: str, board: str, position: str) -> Sheet:
    """Say where a sheet hangs."""
    return wall.put(office, sheet, board, position)


def confirm(office: Office, sheets: tuple[str, ...]) -> TakenDown:
    """Strike these sheets, in whose places right ones hang."""
    return wall_stale.confirm(office, sheets)


def remove(office: Office, sheet: str, reason: str) -> TakenDown:
    """Strike a sheet that came down for a reason of its own."""
    return wall_stale.remove(office, (sheet,), reason)
