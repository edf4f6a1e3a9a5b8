"""The screens on the rail, in the order of Ctrl+1 … Ctrl+6; each is loaded on its first visit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from receptiondesk.words import _
from ui.screen import Screen
from ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Entry:
    """One button of the rail; ``build`` imports its screen itself."""

    key: str
    label: str
    icon: str
    build: Callable[[Workplace], Screen]


def _walk_in(place: Workplace) -> Screen:
    from ui.screens.walk_in.screen import WalkInScreen  # each screen loads on its first visit

    return WalkInScreen(place)


def _dossiers(place: Workplace) -> Screen:
    from ui.screens.dossiers.screen import DossiersScreen  # as above

    return DossiersScreen(place)


def _notices(place: Workplace) -> Screen:
    from ui.screens.notices.screen import NoticesScreen  # as above

    return NoticesScreen(place)


def _sync(place: Workplace) -> Screen:
    from ui.screens.portal.screen import PortalScreen  # as above

    return PortalScreen(place)


def _day_close(place: Workplace) -> Screen:
    from ui.screens.day_close.screen import DayCloseScreen  # as above

    return DayCloseScreen(place)


def _settings(place: Workplace) -> Screen:
    from ui.screens.settings.screen import SettingsScreen  # as above

    return SettingsScreen(place)


ENTRIES: Final = (
    Entry("walk_in", _("Tiếp nhận"), "receive", _walk_in),
    Entry("dossiers", _("Hồ sơ"), "dossiers", _dossiers),
    Entry("notices", _("Niêm yết"), "notices", _notices),
    Entry("sync", _("Đồng bộ"), "sync", _sync),
    Entry("day_close", _("Kết thúc ngày"), "day", _day_close),
    Entry("settings", _("Thiết lập"), "settings", _settings),
)
