"""Niêm yết: what the office posts, and the papers for its wall."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout

from receptiondesk.domain.changes import ChangeSet
from receptiondesk.words import _
from ui.background import Ends
from ui.fields.chips import Chips
from ui.keys import bind
from ui.screen import Screen
from ui.screens.notices import acts
from ui.screens.notices.posting import PostingPage
from ui.screens.notices.print_page import PrintPage
from ui.theme import GRID, mark
from ui.workplace import Workplace

PAGES = ((0, _("In niêm yết   Alt+1")), (1, _("Chọn thủ tục niêm yết   Alt+2")))


class NoticesScreen(Screen):
    """Two pages: print the notices, and choose what is posted."""

    def __init__(self, place: Workplace) -> None:
        """Build both pages and read the catalogue."""
        super().__init__(place)
        self.pages = QStackedWidget()
        self.print_page = PrintPage(place)
        self.posting = PostingPage(place)
        self.chips = Chips(PAGES, _("Trang"))
        self._shelf: acts.Shelf | None = None
        self._build()
        self._connect()
        self._read()

    def _build(self) -> None:
        title = QLabel(_("Niêm yết"))
        mark(title, "role", "title")
        head = QHBoxLayout()
        head.setSpacing(3 * GRID)
        head.addWidget(title)
        head.addWidget(self.chips, 1)
        self.pages.addWidget(self.print_page)
        self.pages.addWidget(self.posting)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.pages, 1)

    def _connect(self) -> None:
        self.chips.chosen.connect(self.show_page)
        self.print_page.choice_wanted.connect(partial(self.chips.press, 1))
        self.posting.posted_changed.connect(self._posted_changed)
        for at in range(len(PAGES)):
            bind(self, f"Alt+{at + 1}", partial(self.chips.press, at))

    def arrived(self) -> None:
        """Start where the page in front starts."""
        self.show_page(self.pages.currentIndex())

    def show_page(self, at: int) -> None:
        """Show one of the pages; what was ticked is kept before it is printed."""
        self.pages.setCurrentIndex(at)
        if at == 0:
            self.posting.keep_work()
            self.print_page.arrived()
        else:
            self.posting.fields.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, changes: ChangeSet) -> None:
        """Read the catalogue again when it changed."""
        if changes.catalogue:
            self._read()

    def office_changed(self) -> None:
        """The letterhead may be another one."""
        self.print_page.make_soon()

    def keep_work(self) -> bool:
        """Keep ticks that wait."""
        return self.posting.keep_work()

    def shortcuts_words(self) -> tuple[tuple[str, str], ...]:
        """Return the keys of this screen."""
        return (
            ("Alt+1, Alt+2", _("in niêm yết, chọn thủ tục niêm yết")),
            ("Ctrl+P, Ctrl+S", _("in, lưu PDF")),
            ("Alt+←, Alt+→", _("trang trước, trang sau của bản xem")),
            ("Ctrl++", _("phóng lớn, thu nhỏ bản xem")),
            ("F5, Esc", _("tạo lại, dừng tạo")),
            (_("Phím cách"), _("đánh dấu thủ tục hoặc cả lĩnh vực")),
            ("Ctrl+A, Ctrl+Shift+A", _("đánh dấu, bỏ dấu mọi dòng đang hiện")),
            ("Ctrl+Z, Ctrl+F", _("hoàn tác, tìm thủ tục")),
        )

    def _read(self) -> None:
        self.place.run(acts.read_shelf, Ends(done=self._show))

    def _show(self, shelf: acts.Shelf) -> None:
        self._shelf = shelf
        self.posting.show_shelf(shelf)
        self.print_page.show_posted(shelf, self.posting.chosen())

    def _posted_changed(self, _codes: frozenset[str]) -> None:
        """The paper follows when the ticks are kept (``refresh``)."""
        self.print_page.make_soon()
