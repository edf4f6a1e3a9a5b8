"""Thiết lập: everything an office can set, section by section."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.domain.changes import ChangeSet
from receptiondesk.words import _
from ui.keys import bind
from ui.screen import Screen
from ui.screens.settings.catalogue import CatalogueSection
from ui.screens.settings.days import DaysSection
from ui.screens.settings.form_section import FormSection
from ui.screens.settings.hours import HoursSection
from ui.screens.settings.people import PeopleSection
from ui.screens.settings.portal import PortalSection
from ui.screens.settings.printer import PrinterSection
from ui.screens.settings.safekeeping import SafekeepingSection
from ui.screens.settings.section import Section
from ui.theme import GRID, mark
from ui.workplace import Workplace


def _office(place: Workplace) -> Section:
    keys = (
        "org_name",
        "parent_org",
        "desk_name",
        "org_code",
        "province",
        "place_name",
        "address",
        "phone",
        "hotline",
        "lookup_url",
        "feedback_mailing",
        "feedback_website",
        "feedback_email",
        "system_name",
        "practice",
    )
    return FormSection(place, _("Cơ quan"), keys)


def _counter(place: Workplace) -> Section:
    about = _(
        "Mã hồ sơ không bao giờ được cấp hai lần; dải số của hai quầy không được có số chung."
    )
    keys = ("counter", "number_range", "other_ranges", "clock_jump_days")
    return FormSection(place, _("Quầy và cấp số"), keys, about)


def _papers(place: Workplace) -> Section:
    about = _(
        "Câu chữ trên giấy cũng sửa được: đặt tệp receipt.toml hoặc notices.toml vào thư mục "
        "{folder}."
    ).format(folder=place.office.paths.root / "forms")
    keys = (
        "receipt_title",
        "receipt_form_number",
        "receipt_number_suffix",
        "receipt_paper",
        "mask_personal_number",
        "link_hosts",
        "link_delay",
        "link_days",
    )
    return FormSection(place, _("Giấy tờ và mẫu"), keys, about)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One line of the list on the left."""

    label: str
    build: Callable[[Workplace], Section]


CHAPTERS: Final = (
    Chapter(_("Cơ quan"), _office),
    Chapter(_("Quầy và cấp số"), _counter),
    Chapter(_("Giờ làm việc"), HoursSection),
    Chapter(_("Ngày nghỉ, làm bù"), DaysSection),
    Chapter(_("Giấy tờ và mẫu"), _papers),
    Chapter(_("Cổng"), PortalSection),
    Chapter(_("Máy in"), PrinterSection),
    Chapter(_("Sao lưu"), SafekeepingSection),
    Chapter(_("Danh mục thủ tục"), CatalogueSection),
    Chapter(_("Cán bộ, mật khẩu"), PeopleSection),
)
_DIGITS: Final = "1234567890"


class _ChapterList(QListWidget):
    """The list of sections: arrows look through them, Enter or → goes in."""

    def __init__(self, go_in: Callable[[], object]) -> None:
        super().__init__()
        self._go_in = go_in

    def sizeHint(self) -> QSize:
        """Return the width of the longest line."""
        rows = range(self.count())
        words = max(self.fontMetrics().horizontalAdvance(self.item(row).text()) for row in rows)
        return QSize(words + 6 * GRID, super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go in on Enter and →."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self._go_in()
        else:
            super().keyPressEvent(event)


class _Page(QWidget):
    """A section that scrolls, and its foot that stays in sight."""

    def __init__(self) -> None:
        super().__init__()
        self._view = QScrollArea()
        self._view.setWidgetResizable(True)
        self._view.setFrameShape(QFrame.Shape.NoFrame)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID)
        self._column.addWidget(self._view, 1)

    def take(self, section: Section) -> None:
        """Show a section."""
        self._view.setWidget(section)
        if section.foot is not None:
            self._column.addWidget(section.foot)


class SettingsScreen(Screen):
    """The sections on the left, the one in front on the right; each is built when first seen."""

    def __init__(self, place: Workplace) -> None:
        """Build the list and the first section."""
        super().__init__(place)
        self.list = _ChapterList(self.go_in)
        self.stack = QStackedWidget()
        self._sections: dict[int, Section] = {}
        self._build()
        self._connect()
        self.list.setCurrentRow(0)

    def _build(self) -> None:
        title = QLabel(_("Thiết lập"))
        mark(title, "role", "title")
        key = QLabel(_("Alt+1 … Alt+9, Alt+0"))
        mark(key, "role", "key")
        for number, chapter in zip(_DIGITS, CHAPTERS, strict=True):
            item = QListWidgetItem(f"{number}  {chapter.label}")
            item.setSizeHint(QSize(0, self.fontMetrics().height() + 2 * GRID))
            self.list.addItem(item)
            self.stack.addWidget(_Page())
        self.list.setAccessibleName(_("Các mục thiết lập"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumWidth(self.list.sizeHint().width() + 3 * GRID)
        self.list.setMaximumWidth(self.list.sizeHint().width() + 3 * GRID)
        left = QVBoxLayout()
        left.setSpacing(GRID)
        left.addWidget(title)
        left.addWidget(self.list, 1)
        left.addWidget(key)
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * GRID, GRID, 0, GRID)
        row.setSpacing(2 * GRID)
        row.addLayout(left)
        row.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self.show_section)
        for at, digit in enumerate(_DIGITS):
            bind(self, f"Alt+{digit}", partial(self.jump, at))
        bind(self, "Ctrl+S", self.save)

    def arrived(self) -> None:
        """Start at the list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.section(self.list.currentRow()).arrived()

    def refresh(self, changes: ChangeSet) -> None:
        """Let the sections refresh."""
        for section in self._sections.values():
            section.refresh(changes)

    def office_changed(self) -> None:
        """Let the sections read the settings again."""
        for section in self._sections.values():
            section.office_changed()

    def shortcuts_words(self) -> tuple[tuple[str, str], ...]:
        """Return the keys of this screen."""
        return (
            ("Alt+1 … Alt+9, Alt+0", _("tới từng mục")),
            (_("Lên, xuống, Enter"), _("xem các mục, vào mục đang chọn")),
            ("Ctrl+S", _("lưu mục đang mở")),
            ("Delete", _("bỏ ngày đang chọn trong danh sách ngày")),
        )

    def section(self, at: int) -> Section:
        """Return a section, building it when it is not there yet."""
        if at not in self._sections:
            section = CHAPTERS[at].build(self.place)
            section.unsaved_changed.connect(partial(self._mark, at))
            self._sections[at] = section
            page = self.stack.widget(at)
            assert isinstance(page, _Page)  # noqa: S101 - so built above
            page.take(section)
        return self._sections[at]

    def show_section(self, at: int) -> None:
        """Show a section; what was typed in another stays there."""
        section = self.section(at)
        self.stack.setCurrentIndex(at)
        if self.isVisible():
            section.arrived()

    def jump(self, at: int) -> None:
        """Show a section and go into it."""
        self.list.setCurrentRow(at)
        self.go_in()

    def show_portal(self, target: str) -> None:
        """Show the setting of a target."""
        at = next(n for n, chapter in enumerate(CHAPTERS) if chapter.build is PortalSection)
        self.list.setCurrentRow(at)
        section = self.section(at)
        assert isinstance(section, PortalSection)  # noqa: S101 - so built
        section.show_portal(target)

    def go_in(self) -> None:
        """Put the focus into the section in front."""
        self.section(self.list.currentRow()).take_focus()

    def save(self) -> None:
        """Keep what was changed in the section in front."""
        self.section(self.list.currentRow()).save()

    def _mark(self, at: int) -> None:
        words = f"{_DIGITS[at]}  {CHAPTERS[at].label}"
        unsaved = self._sections[at].unsaved if at in self._sections else False
        self.list.item(at).setText(f"{words}  •" if unsaved else words)
        told = _("{section}, có thay đổi chưa lưu").format(section=CHAPTERS[at].label)
        role = Qt.ItemDataRole.AccessibleTextRole
        self.list.item(at).setData(role, told if unsaved else CHAPTERS[at].label)
