"""Hồ sơ: find a dossier, see everything of it, print again, put right, cancel."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from receptiondesk.domain.changes import ChangeSet
from receptiondesk.words import _
from ui.screen import Screen
from ui.screens.dossiers.listing import ListPage
from ui.workplace import Workplace

if TYPE_CHECKING:
    from ui.screens.dossiers.page import DossierPage
    from ui.screens.dossiers.papers import Papers
    from ui.screens.dossiers.receipts_page import ReceiptsPage


class DossiersScreen(Screen):
    """The list, and in its place the one dossier that was opened."""

    def __init__(self, place: Workplace) -> None:
        """Build the list; the page of a dossier is built when the first is opened."""
        super().__init__(place)
        self.list_page = ListPage(place)
        self._page: DossierPage | None = None
        self._papers: Papers | None = None
        self._receipts: ReceiptsPage | None = None
        self._stale = True
        self._papers_from: QWidget = self.list_page
        self.pages = QStackedWidget()
        self.pages.addWidget(self.list_page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages)
        self.list_page.opened.connect(self.open_dossier)
        self.list_page.print_wanted.connect(self._print)
        self.list_page.papers_wanted.connect(self._papers_of_office)
        self.list_page.receipts_wanted.connect(self._many_receipts)

    @property
    def page(self) -> "DossierPage":
        """The page of one dossier."""
        if self._page is None:
            from ui.screens.dossiers.page import DossierPage  # QtPdf: not before it is needed

            self._page = DossierPage(self.place)
            self._page.left.connect(self.back)
            self._page.papers_wanted.connect(self._papers_of_one)
            self.pages.addWidget(self._page)
        return self._page

    @property
    def papers(self) -> "Papers":
        """The papers beside the receipt."""
        if self._papers is None:
            from ui.screens.dossiers.papers import Papers  # as above

            self._papers = Papers(self.place)
            self._papers.left.connect(self._leave_papers)
            self.pages.addWidget(self._papers)
        return self._papers

    @property
    def receipts(self) -> "ReceiptsPage":
        """Many receipts at once."""
        if self._receipts is None:
            from ui.screens.dossiers.receipts_page import ReceiptsPage  # as above

            self._receipts = ReceiptsPage(self.place)
            self._receipts.left.connect(self._to_list)
            self.pages.addWidget(self._receipts)
        return self._receipts

    @property
    def shows_list(self) -> bool:
        """Whether the list is in front."""
        return self.pages.currentWidget() is self.list_page

    def arrived(self) -> None:
        """Bring the list up to date and start where work starts."""
        if self._stale or self.shows_list:
            self._stale = False
            self.list_page.ask()
        if self.shows_list:
            self.list_page.to_search()
            return
        front = self.pages.currentWidget()
        if front is self._papers:
            self.papers.take_focus()
        elif front is self._receipts:
            self.receipts.take_focus()
        else:
            self.page.take_focus()

    def refresh(self, changes: ChangeSet) -> None:
        """Bring up to date what is in sight; the rest when it comes into sight."""
        if not (changes.dossiers or changes.outbox):
            return
        if self._page is not None:
            self._page.refresh(changes)
        if self._papers is not None:
            self._papers.refresh(changes)
        if self._receipts is not None:
            self._receipts.refresh(changes)
        if self.isVisible() and self.shows_list:
            self.list_page.news_came()
        else:
            self._stale = True

    def office_changed(self) -> None:
        """Settings say how paper looks; the list is asked again when it is seen."""
        self._stale = True
        if self._papers is not None:
            self._papers.office_changed()

    def open_dossier(self, uid: str) -> None:
        """Show one dossier."""
        self.page.open(uid)
        self.pages.setCurrentWidget(self.page)
        self.page.take_focus()

    def _print(self, uid: str) -> None:
        self.page.open(uid, print_it=True)
        self.pages.setCurrentWidget(self.page)

    def _papers_of_one(self, uid: str) -> None:
        self._papers_from = self.page
        self.papers.of_one(uid)
        self.pages.setCurrentWidget(self.papers)
        self.papers.take_focus()

    def _papers_of_office(self, codes: tuple[str, ...]) -> None:
        self._papers_from = self.list_page
        self.papers.of_office(codes)
        self.pages.setCurrentWidget(self.papers)
        self.papers.take_focus()

    def _many_receipts(self, codes: tuple[str, ...]) -> None:
        self.pages.setCurrentWidget(self.receipts)
        self.receipts.begin(codes)

    def _to_list(self) -> None:
        self._papers_from = self.list_page
        self._leave_papers()

    def _leave_papers(self) -> None:
        self.pages.setCurrentWidget(self._papers_from)
        if self.shows_list:
            self.list_page.take_focus()
            if self._stale:
                self._stale = False
                self.list_page.ask()
        else:
            self.page.take_focus()

    def back(self) -> None:
        """Return to the list, to the row one came from."""
        uid = self.page.uid
        self.pages.setCurrentWidget(self.list_page)
        self.list_page.back_to(uid)
        if self._stale:
            self._stale = False
            self.list_page.ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters and scans that no field took go to the search, but not from a form."""
        text = event.text()
        searched = self.pages.currentWidget() in (self.list_page, self._page)
        typed = text and text.isprintable() and not text.isspace() and not _commands(event)
        if searched and typed:
            self.pages.setCurrentWidget(self.list_page)
            self.list_page.take_typed(text)
        else:
            super().keyPressEvent(event)

    def keep_work(self) -> bool:
        """Stop many papers before the next one; say whether a form is half filled."""
        if self._receipts is not None:
            self._receipts.printing.run.stop()
        if self._papers is None:
            return True
        self._papers.stop()
        return not self._papers.typed

    def shortcuts_words(self) -> tuple[tuple[str, str], ...]:
        """Return the keys of this screen."""
        return (
            (_("gõ chữ, quét mã"), _("tìm hồ sơ, từ bất cứ đâu trên màn hình này")),
            ("Alt+1 … Alt+7", _("lọc: tất cả, đến hạn hôm nay, quá hạn, … cổng im lặng")),
            ("↓  Enter", _("vào danh sách, mở hồ sơ")),
            ("Ctrl+P", _("in lại giấy tiếp nhận")),
            (_("phím cách, Ctrl+A"), _("chọn hồ sơ trong danh sách, chọn mọi hồ sơ đang hiện")),
            ("Ctrl+Shift+P", _("in nhiều giấy tiếp nhận: đã chọn, hôm nay, một khoảng thời gian")),
            ("Ctrl+S", _("lưu giấy tiếp nhận của hồ sơ đang mở thành tệp PDF")),
            ("Ctrl+M", _("giấy tờ khác của hồ sơ đang mở; từ danh sách: giấy tờ, danh sách, sổ")),
            ("Ctrl+E", _("sửa hồ sơ đang mở")),
            ("Ctrl+Del", _("hủy hồ sơ đang mở (hỏi lý do)")),
            ("Ctrl+F", _("về ô tìm")),
            ("Esc", _("về danh sách")),
        )


def _commands(event: QKeyEvent) -> bool:
    """Whether a key is meant as a command and not as a letter."""
    held = event.modifiers() & (
        Qt.KeyboardModifier.ControlModifier
        | Qt.KeyboardModifier.AltModifier
        | Qt.KeyboardModifier.MetaModifier
    )
    return bool(held)
