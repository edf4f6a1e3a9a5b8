"""A date as it is written at the counter: dd/MM/yyyy, typed and not spun."""

import re
from datetime import date, datetime, time
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from receptiondesk.domain.clock import VIETNAM
from receptiondesk.domain.text import date_vi
from receptiondesk.words import _
from ui.fields.field import chars
from ui.theme import GRID

_PARTS: Final = re.compile(r"^\s*(\d{1,2})[\s/.,-]+(\d{1,2})[\s/.,-]+(\d{4})\s*$")
_DIGITS: Final = re.compile(r"^\s*(\d{2})(\d{2})(\d{4})\s*$")
_HOUR: Final = re.compile(r"^\s*(\d{1,2})(?:\s*(?:[:hg.]|giờ)\s*(\d{2})?)?\s*$", re.IGNORECASE)


class DateField(QLineEdit):
    """A line that reads ``1/2/1990``, ``01-02-1990`` and ``01021990`` and shows 01/02/1990."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setPlaceholderText(_("ngày/tháng/năm"))
        self.setMinimumWidth(chars(self, 12))
        self.setMaximumWidth(chars(self, 14))
        self.editingFinished.connect(self._spell)

    def read(self) -> date | None:
        """Return the date, ``None`` when it is empty or cannot be read (see ``problem``)."""
        return _date_of(self.text())

    def problem(self) -> str:
        """Return what is wrong with the text, empty when nothing is."""
        if not self.text().strip() or self.read() is not None:
            return ""
        return _("Ngày chưa đọc được. Ghi đủ ngày/tháng/năm, ví dụ 05/02/1990.")

    def show_date(self, day: date | None) -> None:
        """Show a date, or nothing."""
        self.setText(date_vi(day) if day else "")

    def _spell(self) -> None:
        day = self.read()
        if day is not None and self.text() != date_vi(day):
            self.setText(date_vi(day))


class MomentField(QWidget):
    """A date and a time of day in Viet Nam: what an officer promises when no limit is known."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.day = DateField()
        self.time = QLineEdit()
        self.time.setPlaceholderText(_("giờ"))
        self.time.setMaximumWidth(chars(self.time, 7))
        self.time.setAccessibleName(_("Giờ hẹn"))
        self.day.setAccessibleName(_("Ngày hẹn"))
        self.time.editingFinished.connect(self._spell)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.day)
        row.addWidget(QLabel(_("lúc")))
        row.addWidget(self.time)
        row.addStretch(1)

    def read(self) -> datetime | None:
        """Return the moment, aware; ``None`` when a part is missing or cannot be read."""
        day, at = self.day.read(), _time_of(self.time.text())
        return datetime.combine(day, at, VIETNAM) if day and at else None

    def problem(self) -> str:
        """Return what is wrong with what was typed, empty when nothing is."""
        if self.read() is not None or not (self.day.text().strip() or self.time.text().strip()):
            return ""
        return self.day.problem() or _("Ghi cả ngày và giờ hẹn, ví dụ 25/11/2026 lúc 15:00.")

    def texts(self) -> tuple[str, str]:
        """Return both texts as typed, for a draft."""
        return self.day.text(), self.time.text()

    def show_texts(self, day: str, at: str) -> None:
        """Show what a draft kept."""
        self.day.setText(day)
        self.time.setText(at)

    def _spell(self) -> None:
        at = _time_of(self.time.text())
        if at is not None:
            self.time.setText(f"{at:%H:%M}")


def _date_of(text: str) -> date | None:
    found = _PARTS.match(text) or _DIGITS.match(text)
    if found is None:
        return None
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time_of(text: str) -> time | None:
    found = _HOUR.match(text)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004 - a day, an hour
