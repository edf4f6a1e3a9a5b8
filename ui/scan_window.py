"""A small window that tells what a scanned code is, beside whatever the clerk is doing (F7).

It is not modal: the form behind it goes on. What is scanned goes to ``desk.code_scans`` in the
background lane; nothing of it is kept.
"""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.words import _
from ui import ask
from ui.background import Ends
from ui.keys import bind
from ui.scan_field import ScanField
from ui.theme import GRID, mark
from ui.workplace import Workplace

if TYPE_CHECKING:
    from receptiondesk.desk.code_scans import Line, Scanned
    from receptiondesk.office import Office

_ROLES: Final = {"good": "news", "plain": "card", "bad": "banner", "unsure": "card"}
_SIGNS: Final = {"good": "✓ ", "bad": "✕ ", "unsure": "? ", "plain": ""}
_WIDTH_IN_LETTERS: Final = 84
#: Of the height of the screen, so much may be words before they scroll.
_SHARE: Final = 0.6


class ScanWindow(QDialog):
    """One line to scan into, and below it what was scanned.

    The shell makes one and shows it again each time it is asked for.
    """

    def __init__(self, place: Workplace, parent: QWidget) -> None:
        """Build; ``ask`` shows it."""
        super().__init__(parent)
        self._place = place
        self._behind = parent.window()
        self._asked = 0
        self._uid = ""
        self.setWindowTitle(_("Kiểm tra mã"))
        self._build()
        self.field.scanned.connect(self.check)
        self.field.pressed_again.connect(self.open_dossier)
        self.open_button.clicked.connect(self.open_dossier)
        self.file_button.clicked.connect(self.ask_for_file)
        self.close_button.clicked.connect(self.reject)
        bind(self, "Ctrl+O", self.ask_for_file)
        self._clear()

    def _build(self) -> None:
        title = QLabel(_("Kiểm tra mã"))
        mark(title, "role", "heading")
        about = QLabel(
            _(
                "Quét mã ký ở cuối giấy tiếp nhận, mã vạch ở chân tờ niêm yết, mã của tờ tổng kết "
                "ngày hoặc mã hồ sơ."
            )
        )
        about.setWordWrap(True)
        mark(about, "role", "quiet")
        self.field = ScanField()
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        for part in (title, about, self.field):
            column.addWidget(part)
        column.addWidget(self._build_answer(), 1)
        column.addLayout(self._build_buttons())
        self.setMinimumWidth(
            min(
                self.fontMetrics().averageCharWidth() * _WIDTH_IN_LETTERS,
                self.screen().availableGeometry().width() - 6 * GRID,
            )
        )

    def _build_answer(self) -> QScrollArea:
        self.headline, self.sentence, self.remarks = QLabel(), QLabel(), QLabel()
        mark(self.headline, "role", "title")
        self.answer = QFrame()
        inside = QVBoxLayout(self.answer)
        inside.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        inside.setSpacing(GRID)
        for label in (self.headline, self.sentence):
            label.setWordWrap(True)
            inside.addWidget(label)
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(3 * GRID)
        self._grid.setVerticalSpacing(GRID // 2)
        inside.addWidget(self._table)
        self.remarks.setWordWrap(True)
        mark(self.remarks, "role", "heading")
        inside.addWidget(self.remarks)
        inside.addStretch(1)
        self._area = _Answer(self.answer)
        return self._area

    def _build_buttons(self) -> QHBoxLayout:
        self.open_button = QPushButton(_("Mở hồ sơ  Enter"))
        mark(self.open_button, "role", "primary")
        self.file_button = QPushButton(_("Từ tệp ảnh, PDF…  Ctrl+O"))
        self.close_button = QPushButton(_("Đóng  Esc"))
        row = QHBoxLayout()
        row.addWidget(self.file_button)
        row.addStretch(1)
        for button in (self.close_button, self.open_button):
            row.addWidget(button)
        for button in (self.file_button, self.close_button, self.open_button):
            button.setAutoDefault(False)  # Enter ends a scan and does nothing else
        return row

    def ask(self) -> None:
        """Show the window with an empty line, ready for the scanner."""
        if not self.isVisible():
            self._asked += 1  # what was under way when it was closed is shown no more
            self.field.forget()
            self._clear()
        self.show()
        self.raise_()
        self.activateWindow()
        self.field.setFocus()
        self.field.choose()

    def check(self, text: str) -> None:
        """Ask what a text is, beside the window."""
        self._run(partial(_see, text=text))

    def ask_for_file(self) -> None:
        """Ask for a picture or a PDF of a paper."""
        kinds = _("Ảnh, PDF (*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.bmp)")
        ask.open_file(self, _("Kiểm tra mã trên tệp"), kinds, self.take_file)

    def take_file(self, path: Path) -> None:
        """Ask what the codes of a file are, beside the window."""
        self.field.forget()
        self.field.setFocus()
        self._run(partial(_see_file, path=path))

    def _run(self, work: "partial[Scanned]") -> None:
        self._asked += 1
        self._uid = ""
        self.open_button.setEnabled(False)
        asked = self._asked
        ends = Ends(
            partial(self._show, asked),
            partial(self._refused, asked),
            partial(self._troubled, asked),
        )
        self._place.run(work, ends)

    def _show(self, asked: int, seen: "Scanned") -> None:
        if asked != self._asked or not self.isVisible():
            return  # another code was scanned meanwhile
        self._uid = seen.uid
        if seen.private:
            self.field.forget()
        if seen.opens:
            self.open_dossier()
            return
        self._write(seen.finding.value, seen.headline, seen.sentence, "\n".join(seen.remarks))
        self._tabulate(seen.lines, recorded=seen.recorded)
        self._fit()

    def _refused(self, asked: int, refused: Refused) -> None:
        self._tell(asked, " ".join(problem.message for problem in refused.problems))

    def _troubled(self, asked: int, trouble: Trouble) -> None:
        self._tell(asked, trouble.message)

    def _tell(self, asked: int, sentence: str) -> None:
        if asked == self._asked:
            self._write("unsure", _("Chưa kiểm tra được"), sentence, "")
            self._tabulate((), recorded=False)
            self._fit()

    def _clear(self) -> None:
        self._uid = ""
        self._area.hide()
        self.open_button.setEnabled(False)
        self.adjustSize()

    def _write(self, finding: str, headline: str, sentence: str, remarks: str) -> None:
        mark(self.answer, "role", _ROLES[finding])
        self.headline.setText(_SIGNS[finding] + headline)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.remarks.setText(remarks)
        self.remarks.setVisible(bool(remarks))
        self.open_button.setEnabled(bool(self._uid))

    def _tabulate(self, lines: "tuple[Line, ...]", *, recorded: bool) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        heads = ("", _("Trên giấy"), _("Trong sổ của máy này")) if recorded else ()
        for column, head in enumerate(heads):
            self._cell(0, column, head, "key")
        for row, line in enumerate(lines, 1):
            self._cell(row, 0, line.label, "quiet")
            self._cell(row, 1, line.paper, "")
            if line.differs:
                self._cell(row, 2, _("≠ {record}").format(record=line.record), "heading")
            elif line.record:
                self._cell(row, 2, _("= như trên giấy"), "quiet")
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1 if recorded else 0)
        self._table.setVisible(bool(lines))

    def _cell(self, row: int, column: int, text: str, role: str) -> None:
        label = QLabel(text)
        label.setWordWrap(column > 0)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            mark(label, "role", role)
        self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)

    def _fit(self) -> None:
        self._area.show()
        QTimer.singleShot(0, self._take_height)  # once the new words have their letters

    def _take_height(self) -> None:
        self._area.fit(round(self.screen().availableGeometry().height() * _SHARE))
        self.adjustSize()

    def open_dossier(self) -> None:
        """Show the dossier that the code leads to, in the window behind."""
        if self._uid:
            uid = self._uid
            self.accept()
            self._place.hub.ask_for_dossier(uid)

    def done(self, result: int) -> None:
        """Give the keyboard back to the window behind."""
        super().done(result)
        self._behind.activateWindow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by page; let a scan that comes while a button has the focus go into the line."""
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if step is not None:
            bar = self._area.verticalScrollBar()
            bar.setValue(bar.value() + step * bar.pageStep())
        elif event.text().isprintable() and event.text() and not self.field.hasFocus():
            self.field.setFocus()
            self.field.choose()
            self.field.insert(event.text())
        else:
            super().keyPressEvent(event)


class _Answer(QScrollArea):
    """As high as its words while the screen has room for them, else with a bar."""

    def __init__(self, inside: QFrame) -> None:
        super().__init__()
        self._height = 0
        self._inside = inside
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def fit(self, most: int) -> None:
        """Take the height of the words, at most ``most``."""
        layout = self._inside.layout()
        if layout is not None:
            layout.activate()
        needed = self._inside.heightForWidth(self.viewport().width())
        self._height = min(max(needed, self._inside.minimumSizeHint().height()) + 2, most)
        self.setMinimumHeight(self._height)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the height that was taken."""
        return QSize(super().sizeHint().width(), self._height)


def _see(office: "Office", text: str) -> "Scanned":
    from receptiondesk.desk import code_scans  # loads SQL: beside the window, not before it

    return code_scans.see(office, text)


def _see_file(office: "Office", path: Path) -> "Scanned":
    from receptiondesk.desk import code_scans  # as above
    from ui.code_reader import read_codes  # pictures and PDF: only for a file

    return code_scans.see_all(office, read_codes(path), path.name)
