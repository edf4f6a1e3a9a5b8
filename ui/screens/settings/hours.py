"""Giờ làm việc: the office's hours as text, and how the program understood them."""

from typing import Final

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from receptiondesk.domain.errors import Refused
from receptiondesk.domain.office_hours import WORKING_WEEK, OfficeHours, Spans
from receptiondesk.words import _
from ui.screens.settings.form_section import FormSection
from ui.screens.settings.section import heading
from ui.theme import GRID, mark
from ui.workplace import Workplace

_DAYS: Final = (
    _("Thứ Hai"),
    _("Thứ Ba"),
    _("Thứ Tư"),
    _("Thứ Năm"),
    _("Thứ Sáu"),
    _("Thứ Bảy"),
    _("Chủ nhật"),
)


class HoursSection(FormSection):
    """The hours with a plain reading that follows every key, and what is reckoned by them."""

    def __init__(self, place: Workplace) -> None:
        """Build the rows and the reading of the hours."""
        keys = ("office_hours", "evening_minutes", "silent_share")
        super().__init__(place, _("Giờ làm việc"), keys)

    def build_more(self) -> None:
        """Add the reading, right below the hours."""
        self.reading = QLabel()
        self.reading.setWordWrap(True)
        card = QFrame()
        mark(card, "role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.addWidget(heading(_("Chương trình hiểu là")))
        column.addWidget(self.reading)
        below = self.content.indexOf(self.board.field("office_hours")) + 1
        self.content.insertWidget(below, card)
        self.editor("office_hours").edited.connect(self._read)

    def _read(self) -> None:
        try:
            hours = OfficeHours.parse(self.editor("office_hours").read())
        except Refused as refused:
            mark(self.reading, "role", "problem")
            self.reading.setText(" ".join(problem.message for problem in refused.problems))
            return
        mark(self.reading, "role", "")
        self.reading.setText("\n".join(hours_words(hours)))


def hours_words(hours: OfficeHours) -> tuple[str, ...]:
    """Return the hours in plain words, neighbours of equal hours in one line."""
    groups: list[tuple[int, int]] = []
    for day in range(len(_DAYS)):
        same = groups and hours.spans(day) == hours.spans(day - 1)
        same = same and (day in WORKING_WEEK) == (day - 1 in WORKING_WEEK)
        if same:
            groups[-1] = (groups[-1][0], day)
        else:
            groups.append((day, day))
    return tuple(_line(first, last, hours.spans(first)) for first, last in groups)


def _line(first: int, last: int, spans: Spans) -> str:
    days = _DAYS[first] if first == last else f"{_DAYS[first]} – {_DAYS[last]}"
    if not spans:
        return _("{days}: nghỉ").format(days=days)
    times = ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in spans)
    if first in WORKING_WEEK:
        return _("{days}: {times}").format(days=days, times=times)
    words = _("{days}: {times} (chỉ tiếp nhận, không tính vào thời hạn)")
    return words.format(days=days, times=times)
