"""A wall of five sheets, and a catalogue that makes some of them wrong."""

from dataclasses import replace
from pathlib import Path
from typing import cast

from receptiondesk.desk import procedures, wall
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.domain.procedures import FeeRule, FeeState, Procedure, PublishedChannel
from receptiondesk.office import Office
from tests.support.catalogues import bring_in
from tests.support.office import OfficeKind
from tests.ui.keyboard import Keyboard
from ui.screens.notices.screen import NoticesScreen
from ui.shell import Shell

BIRTH, DEATH, MARRIAGE, EXTRACT, COPIES = CODES = (
    "1.001193", "1.000656", "1.000894", "2.000635", "2.000815",
)  # fmt: skip
#: Posted and printed by nobody.
UNPRINTED = "1.004884"
#: Gives official codes; what hangs and changes here is these procedures, and others only cost time.
FEW = OfficeKind(number_range="1-999", procedures=(*CODES, UNPRINTED))
#: Milliseconds: a full wall is read beside the window, on a machine that has other work.
WAIT = 120_000


def dearer(one: Procedure) -> Procedure:
    return replace(
        one, fees=tuple(FeeRule(c, FeeState.FIXED, 12_000, "bản") for c in PublishedChannel)
    )


def hang(office: Office) -> dict[str, str]:
    """Post five sheets on one board and return each procedure's sheet."""
    procedures.offer(office, CODES)
    wall.post(office, NoticeOrder("sheets", codes=CODES, board="Sảnh"))
    return {one.codes[0]: one.id for one in wall.register(office)}


def renew(office: Office, folder: Path) -> None:
    """Bring a catalogue in: two fees, one procedure gone, one not printed yet."""
    bring_in(office, folder, {BIRTH: dearer, DEATH: dearer, COPIES: lambda _one: None})
    procedures.offer(office, [*CODES[:4], UNPRINTED])


def opened(shell: Shell, keys: Keyboard, page: str) -> NoticesScreen:
    """Return the screen Niêm yết with one of its pages in front, everything read."""
    keys.press("Ctrl+3")
    screen = cast("NoticesScreen", shell.screen_of("notices"))
    keys.wait(lambda: bool(screen.posting.fields.ticks.rows), timeout=WAIT)
    keys.wait(lambda: not screen.place.background.busy, timeout=WAIT)
    keys.press(page)
    keys.wait(lambda: not screen.place.background.busy, timeout=WAIT)
    return screen
