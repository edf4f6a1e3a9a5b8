"""Ngày nghỉ, làm bù: the country's days of a year, and the office's own exceptions."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QListWidget, QListWidgetItem, QWidget
from PySide6.QtWidgets import QVBoxLayout as Column

from receptiondesk.desk import configuration
from receptiondesk.desk.configuration import SettingLine
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.clock import local
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.public_days import NationalDays, national_days
from receptiondesk.domain.text import clean_line, date_vi, day_vi
from receptiondesk.office import Office
from receptiondesk.words import _
from ui.background import Ends
from ui.fields.choice import Choice
from ui.fields.date_field import DateField
from ui.fields.field import Field, chars
from ui.print_panel import PressButton
from ui.screens.settings.section import News, Section, heading, rule, words_label
from ui.theme import GRID
from ui.workplace import Workplace


class DayList(QListWidget):
    """Days with their reasons; Delete takes one away.

    Emits:
        removed: the ``date`` to take away.
    """

    removed = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the current day away on Delete."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_current()
        else:
            super().keyPressEvent(event)

    def remove_current(self) -> None:
        """Take the current day away."""
        item = self.currentItem()
        if item is not None:
            self.removed.emit(item.data(Qt.ItemDataRole.UserRole))


class OwnDays(QWidget):
    """One list of the office's own exceptions; each addition and removal is kept at once."""

    def __init__(self, place: Workplace, key: str) -> None:
        """Build from the declaration of the setting ``key``."""
        super().__init__()
        self._place = place
        self._key = key
        self.day = DateField()
        self.name = QLineEdit()
        self.add_button = PressButton(_("Thêm ngày"))
        self.remove_button = PressButton(_("Bỏ ngày đang chọn   Delete"))
        self.list = DayList()
        self.news = News()
        lines = configuration.as_rows(place.office)
        self._build(next(line for line in lines if line.key == key))
        self.add_button.clicked.connect(self.add)
        self.day.returnPressed.connect(self.name.setFocus)
        self.name.returnPressed.connect(self.add)
        self.list.removed.connect(self.remove)
        self.remove_button.clicked.connect(self.list.remove_current)
        self.show_days()

    def _build(self, line: SettingLine) -> None:
        self.name.setPlaceholderText(_("lý do, in trên giấy hẹn"))
        self.name.setAccessibleName(_("Lý do"))
        self.field = Field(_("Ngày"), self.day)
        self.list.setAccessibleName(line.label)
        self.list.setMinimumHeight(self.fontMetrics().lineSpacing() * 5)
        self.list.setMaximumHeight(self.fontMetrics().lineSpacing() * 8)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.field, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.name, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(self.remove_button)
        foot.addWidget(self.news, 1)
        # While there is nothing to say, the button must not take the room of the sentence.
        policy = self.news.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.news.setSizePolicy(policy)
        column = Column(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(heading(line.label))
        column.addWidget(words_label(line.help.partition(", ví dụ")[0], "small"))
        column.addLayout(row)
        column.addWidget(self.list)
        column.addLayout(foot)

    def show_days(self) -> None:
        """Show what is kept now."""
        kept = self._kept()
        at = self.list.currentRow()
        self.list.clear()
        for day in sorted(kept):
            words = f"{day_vi(day)} – {kept[day]}" if kept[day] else day_vi(day)
            item = QListWidgetItem(words[:1].upper() + words[1:])
            item.setData(Qt.ItemDataRole.UserRole, day)
            item.setSizeHint(QSize(0, self.fontMetrics().height() + GRID))
            self.list.addItem(item)
        if not kept:
            empty = QListWidgetItem(_("Chưa có ngày nào."))
            empty.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(empty)
        self.list.setCurrentRow(max(0, min(at, len(kept) - 1)))
        if not kept and self.remove_button.hasFocus():
            self.day.setFocus()  # a button that is switched off would give the focus to nobody
        self.remove_button.setEnabled(bool(kept))

    def add(self) -> None:
        """Keep one more day."""
        self.field.clear_problem()
        day = self.day.read()
        if day is None:
            words = self.day.problem() or _("Ghi ngày/tháng/năm, ví dụ 31/12/2026.")
            self.field.show_problem(words)
            self.day.setFocus()
            return
        # A semicolon stands between two days in the kept text.
        reason = clean_line(self.name.text()).replace(";", ",")
        done = _("Đã thêm {day}. Ngày hẹn của hồ sơ tiếp nhận từ bây giờ tính theo ngày này.")
        self._keep({**self._kept(), day: reason}, done.format(day=date_vi(day)))

    def remove(self, day: date) -> None:
        """Keep the list without a day."""
        kept = {one: reason for one, reason in self._kept().items() if one != day}
        self._keep(kept, _("Đã bỏ {day}.").format(day=date_vi(day)))

    def _kept(self) -> Mapping[date, str]:
        days: Mapping[date, str] = getattr(self._place.office.settings, self._key)
        return days

    def _keep(self, days: Mapping[date, str], done: str) -> None:
        text = "; ".join(f"{date_vi(day)} {days[day]}".strip() for day in sorted(days))
        ends = Ends(partial(self._saved, done), self._refused, self._troubled)
        self._place.run(partial(configuration.change, key=self._key, text=text), ends)

    def _saved(self, done: str, office: Office) -> None:
        self._place.move_to(self._place.office.with_settings(office.settings))
        self.day.clear()
        self.name.clear()
        self.news.say(done)
        if self.name.hasFocus() or self.add_button.hasFocus():
            self.day.setFocus()
        self._place.announce(ChangeSet(settings=True))

    def _refused(self, refused: Refused) -> None:
        self.news.refused(refused)

    def _troubled(self, trouble: Trouble) -> None:
        self.news.troubled(trouble)


class DaysSection(Section):
    """The country's days, read-only, and the two lists of the office."""

    def __init__(self, place: Workplace) -> None:
        """Build; the country's days come from the background."""
        super().__init__(place, _("Ngày nghỉ và ngày làm bù"))
        self.off = OwnDays(place, "days_off")
        self.made_up = OwnDays(place, "working_days")
        self.year = Choice()
        self.dates = QLabel()
        self.names = QLabel()
        for widget in (self.off, rule(), self.made_up, rule()):
            self.content.addWidget(widget)
        self._build_national()
        self.content.addStretch(1)
        self._offer_years()
        self.year.currentIndexChanged.connect(self._read_year)

    def _build_national(self) -> None:
        self.year.setAccessibleName(_("Năm"))
        self.year.setMaximumWidth(chars(self.year, 12))
        head = QHBoxLayout()
        head.addWidget(heading(_("Ngày lễ của cả nước")))
        head.addWidget(self.year)
        head.addStretch(1)
        self.content.addLayout(head)
        self.content.addWidget(
            words_label(
                _(
                    "Theo Bộ luật Lao động 2019 (điều 111, 112) và thông báo hằng năm; tự tính, "
                    "không sửa ở đây. Ngày ghi “dự kiến” chờ thông báo của năm đó: khác thì ghi "
                    "vào hai danh sách ở trên."
                ),
                "small",
            )
        )
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(self.dates)
        row.addWidget(self.names, 1)
        self.content.addLayout(row)

    def arrived(self) -> None:
        """Read the days of the year at the first sight."""
        if not self.dates.text():
            self._read_year(0)

    def take_focus(self) -> None:
        """Go to the first line."""
        self.off.day.setFocus()

    def office_changed(self) -> None:
        """Show what is kept now."""
        self.off.show_days()
        self.made_up.show_days()

    def _offer_years(self) -> None:
        this = local(self.place.office.clock.now()).year
        self.year.offer((year, str(year)) for year in (this, this + 1, this - 1))

    def _read_year(self, _at: int) -> None:
        self.place.run(partial(_national, year=self.year.read()), Ends(done=self._show_national))

    def _show_national(self, days: NationalDays) -> None:
        lines = dict(days.days_off)
        lines |= {day: _("làm bù, tính là ngày làm việc") for day in days.working_days}
        self.dates.setText("\n".join(_first_upper(day_vi(day)) for day in sorted(lines)))
        self.names.setText("\n".join(_first_upper(lines[day]) for day in sorted(lines)))


def _national(_office: Office, *, year: int) -> NationalDays:
    return national_days(year)


def _first_upper(words: str) -> str:
    return words[:1].upper() + words[1:]
