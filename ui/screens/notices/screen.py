"""Niêm yết: the papers for the wall, what is posted there, and whether it still holds."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout

from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.wall import Layout
from receptiondesk.words import _
from ui.background import Ends
from ui.fields.chips import Chips
from ui.keys import bind
from ui.screen import Screen
from ui.screens.notices import acts
from ui.screens.notices.links_page import LinksPage
from ui.screens.notices.posting import PostingPage
from ui.screens.notices.print_page import PrintPage
from ui.screens.notices.review_page import ReviewPage
from ui.screens.notices.wall_page import WallPage
from ui.theme import GRID, mark
from ui.workplace import Workplace

PRINT, POSTING, WALL, REVIEW, LINKS = range(5)
PAGES = (
    (PRINT, _("In niêm yết   Alt+1")),
    (POSTING, _("Chọn thủ tục   Alt+2")),
    (WALL, _("Trên tường   Alt+3")),
    (REVIEW, _("Rà soát danh mục   Alt+4")),
    (LINKS, _("Liên kết   Alt+5")),
)
_COUNTED = {
    WALL: _("Trên tường, {count} tờ cần làm"),
    REVIEW: _("Rà soát danh mục, {count} thủ tục thay đổi"),
    LINKS: _("Liên kết, {count} địa chỉ hỏng"),
}


class NoticesScreen(Screen):
    """Five pages: print, choose what is posted, the wall, the review of a catalogue, the links."""

    def __init__(self, place: Workplace) -> None:
        """Build both pages and read the catalogue."""
        super().__init__(place)
        self.pages = QStackedWidget()
        self.print_page = PrintPage(place)
        self.posting = PostingPage(place)
        self.wall = WallPage(place)
        self.review = ReviewPage(place)
        self.links = LinksPage(place)
        self.chips = Chips(PAGES, _("Trang"))
        self._shelf: acts.Shelf | None = None
        self._build()
        self._connect()
        self._read()
        self._read_wall()

    def _build(self) -> None:
        title = QLabel(_("Niêm yết"))
        mark(title, "role", "title")
        head = QHBoxLayout()
        head.setSpacing(3 * GRID)
        head.addWidget(title)
        head.addWidget(self.chips, 1)
        for page in (self.print_page, self.posting, self.wall, self.review, self.links):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.pages, 1)

    def _connect(self) -> None:
        self.chips.chosen.connect(self.show_page)
        self.print_page.choice_wanted.connect(partial(self.chips.press, POSTING))
        self.print_page.filed.connect(self.wall.ask)
        self.wall.printing_wanted.connect(partial(self.chips.press, PRINT))
        self.wall.missing_wanted.connect(self._print_missing)
        self.wall.stale_counted.connect(partial(self._count, WALL))
        self.review.open_counted.connect(partial(self._count, REVIEW))
        self.links.bad_counted.connect(partial(self._count, LINKS))
        self.links.sheets_wanted.connect(self._show_sheets)
        self.links.settings_wanted.connect(partial(self.place.hub.ask_for_screen, "settings"))
        self.posting.posted_changed.connect(self._posted_changed)
        for at in range(len(PAGES)):
            bind(self, f"Alt+{at + 1}", partial(self.chips.press, at))

    def arrived(self) -> None:
        """Start where the page in front starts."""
        self.show_page(self.pages.currentIndex())

    def show_page(self, at: int) -> None:
        """Show one of the pages; what was ticked is kept before it is printed."""
        self.pages.setCurrentIndex(at)
        if at == POSTING:
            self.posting.fields.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.posting.keep_work()
        for page in (self.print_page, self.wall, self.review, self.links):
            if page is self.pages.currentWidget():
                page.arrived()

    def refresh(self, changes: ChangeSet) -> None:
        """Read the catalogue again when it changed."""
        if changes.catalogue:
            self._read()
            self._read_wall()

    def office_changed(self) -> None:
        """The letterhead may be another one."""
        self.print_page.make_soon()
        self._read_wall()

    def keep_work(self) -> bool:
        """Keep ticks that wait; a question to a far host keeps nobody from closing."""
        self.links.stop()
        return self.posting.keep_work()

    def shortcuts_words(self) -> tuple[tuple[str, str], ...]:
        """Return the keys of this screen."""
        return (
            ("Alt+1 … Alt+5", _("in, chọn thủ tục, trên tường, rà soát danh mục, liên kết")),
            ("Ctrl+⏎", _("việc chính của trang: in tờ thay, đã dán xong, đã rà soát, kiểm tra")),
            (_("F8, F4, Del"), _("trên tường: việc được đề nghị, chỗ treo, gỡ khỏi sổ")),
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

    def _read_wall(self) -> None:
        for page in (self.wall, self.review, self.links):
            page.ask()

    def _count(self, page: int, number: int) -> None:
        name, key = dict(PAGES)[page].split("   ")
        if number:
            spoken = _COUNTED[page].format(count=number)
            self.chips.rename(page, f"{name} ({number})   {key}", spoken)
        else:
            self.chips.rename(page, f"{name}   {key}", name)

    def _print_missing(self, way: tuple[str, Layout]) -> None:
        self.print_page.show_missing(*way)
        self.chips.press(PRINT)

    def _show_sheets(self, sheets: frozenset[str]) -> None:
        self.chips.press(WALL)
        self.wall.show_only(sheets)

    def _show(self, shelf: acts.Shelf) -> None:
        self._shelf = shelf
        self.posting.show_shelf(shelf)
        self.print_page.show_posted(shelf, self.posting.chosen())

    def _posted_changed(self, _codes: frozenset[str]) -> None:
        """The paper follows when the ticks are kept (``refresh``)."""
        self.print_page.make_soon()
