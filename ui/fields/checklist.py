"""The papers on the counter against the procedure's checklist.

Keys: Up and Down (and Enter) walk the list, Space ticks, a digit says how many originals, Left and
Right reach the two counts. One Tab enters the list and one leaves it. Papers asked for only in
certain cases stand apart with their case and never count as missing; papers that are only shown
are marked so: they are looked at and handed back at once.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.domain.procedures import RequiredPaper
from receptiondesk.domain.walk_in import PaperTick
from receptiondesk.words import _
from ui.fields.field import chars
from ui.theme import GRID, mark

MOST_SHEETS = 999


class PaperRow(QWidget):
    """One paper: tick, name, originals and copies.

    Emits:
        edited: a person changed something.
    """

    edited = Signal()

    def __init__(self, paper: RequiredPaper) -> None:
        """Show the paper, not ticked."""
        super().__init__()
        self.paper = paper
        mark(self, "role", "paperRow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.tick = QCheckBox()
        self.tick.setAccessibleName(paper.name)
        self.name = QLabel(paper.name)
        self.name.setWordWrap(True)
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setBuddy(self.tick)
        self.originals = _count(_("Số bản chính"))
        self.copies = _count(_("Số bản sao"))
        self._faces: QStackedWidget | None = None
        self._build()
        self.tick.toggled.connect(self._toggled)
        for line in (self.originals, self.copies):
            line.textEdited.connect(self._counted)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, GRID // 2, 0)
        row.setSpacing(GRID // 2)
        row.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignTop)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.setContentsMargins(0, GRID // 2, 0, GRID // 2)
        names.addWidget(self.name)
        remark = _remark(self.paper)
        if remark:
            small = QLabel(remark)
            small.setWordWrap(True)
            mark(small, "role", "small")
            names.addWidget(small)
        row.addLayout(names, 1)
        row.addWidget(self._build_tag() if self.paper.shown_only else self._build_counts())

    def _build_tag(self) -> QLabel:
        tag = QLabel(_("xem, trả lại ngay"))
        mark(tag, "role", "tag")
        tag.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        return tag

    def _build_counts(self) -> QWidget:
        """Both faces of the right side: what is asked for, or what lies here once ticked."""
        asked = QLabel(_asked(self.paper))
        asked.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        mark(asked, "role", "small")
        counts = QWidget()
        row = QHBoxLayout(counts)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        row.addStretch(1)
        for line, word in ((self.originals, _("chính")), (self.copies, _("sao"))):
            label = QLabel(word)
            mark(label, "role", "small")
            row.addWidget(line)
            row.addWidget(label)
        self._faces = QStackedWidget()
        self._faces.addWidget(asked)
        self._faces.addWidget(counts)
        self._faces.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        return self._faces

    def _turn(self) -> None:
        if self._faces is not None:
            self._faces.setCurrentIndex(1 if self.tick.isChecked() else 0)

    def set_ticked(self, originals: int, copies: int) -> None:
        """Tick with counts."""
        self.tick.blockSignals(True)
        self.tick.setChecked(True)
        self.tick.blockSignals(False)
        self.originals.setText(str(originals))
        self.copies.setText(str(copies))
        self._turn()

    def take_count(self, digit: int) -> None:
        """A digit typed on the row: so many originals."""
        self.set_ticked(digit, int(self.copies.text() or 0))
        if digit == 0 and not int(self.copies.text() or 0):
            self.tick.setChecked(False)
        self.edited.emit()

    def read(self) -> PaperTick | None:
        """Return what is ticked; a paper that was seen and handed back has no counts."""
        if not self.tick.isChecked():
            return None
        if self.paper.shown_only:
            return PaperTick(code=self.paper.code, name=self.paper.name, originals=0)
        return PaperTick(
            code=self.paper.code,
            name=self.paper.name,
            originals=int(self.originals.text() or 0),
            copies=int(self.copies.text() or 0),
        )

    def _toggled(self, ticked: bool) -> None:
        self.originals.setText(str(self.paper.originals) if ticked else "")
        self.copies.setText(str(self.paper.copies) if ticked else "")
        self._turn()
        self.edited.emit()

    def _counted(self, _text: str) -> None:
        # An emptied count waits for its digit: the tick stays, and nothing is taken away.
        self.edited.emit()


class Checklist(QWidget):
    """All papers of a procedure on one channel.

    Emits:
        edited: a person ticked or counted.
        walked_out: Enter on the last paper.
    """

    edited = Signal()
    walked_out = Signal()

    def __init__(self) -> None:
        """Start without a procedure."""
        super().__init__()
        self.rows: tuple[PaperRow, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.show_nothing()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_papers(self, papers: Sequence[RequiredPaper], ticks: Sequence[PaperTick] = ()) -> None:
        """Show another checklist; ticks of papers that stay the same are kept by code."""
        self._clear()
        ticked = {tick.code: tick for tick in ticks if tick.code}
        always = [paper for paper in papers if paper.required]
        cases = [paper for paper in papers if not paper.required]
        rows = [self._add_row(paper, ticked) for paper in always]
        if not papers:
            self._say(_("Thủ tục này không công bố giấy tờ nào phải nộp."))
        if cases:
            self._say(_("Chỉ khi có trường hợp sau (không tính là thiếu):"))
            rows += [self._add_row(paper, ticked) for paper in cases]
        self.rows = tuple(rows)
        self._enter_at(0)

    def show_nothing(self) -> None:
        """Say that a procedure comes first."""
        self._clear()
        self._say(_("Chọn thủ tục trước, danh mục giấy tờ sẽ hiện ở đây."))

    def read(self) -> tuple[PaperTick, ...]:
        """Return the ticked papers in checklist order."""
        return tuple(tick for tick in (row.read() for row in self.rows) if tick is not None)

    def tick_required(self) -> None:
        """Tick every paper that is always asked for, with its published counts."""
        for row in self.rows:
            if row.paper.required and not row.tick.isChecked():
                row.set_ticked(row.paper.originals, row.paper.copies)
        self.edited.emit()

    def tab_after(self, before: QWidget) -> None:
        """Let Tab reach the papers after ``before``: rows made late would come after all else."""
        for row in self.rows:
            counts = () if row.paper.shown_only else (row.originals, row.copies)
            for part in (row.tick, *counts):
                QWidget.setTabOrder(before, part)
                before = part

    def take_focus(self) -> None:
        """Go to the first paper that is not ticked."""
        at = next((n for n, row in enumerate(self.rows) if not row.tick.isChecked()), 0)
        self._go(at)

    def _clear(self) -> None:
        self.rows = ()
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _say(self, words: str) -> None:
        label = QLabel(words)
        label.setWordWrap(True)
        mark(label, "role", "quiet")
        label.setContentsMargins(GRID // 2, GRID // 2, 0, GRID // 2)
        self._column.addWidget(label)

    def _add_row(self, paper: RequiredPaper, ticked: dict[str, PaperTick]) -> PaperRow:
        row = PaperRow(paper)
        if paper.code in ticked:
            row.set_ticked(ticked[paper.code].originals, ticked[paper.code].copies)
        row.edited.connect(self.edited)
        for part in (row.tick, row.originals, row.copies):
            part.installEventFilter(self)
        self._column.addWidget(row)
        return row

    def _enter_at(self, at: int) -> None:
        """Let Tab enter the list at one row only."""
        for number, row in enumerate(self.rows):
            here = number == at
            row.tick.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus
            )

    def _go(self, at: int) -> None:
        if 0 <= at < len(self.rows):
            self._enter_at(at)
            self.rows[at].tick.setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk the list with the keys."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            for number, row in enumerate(self.rows):
                if watched in (row.tick, row.originals, row.copies):
                    return self._walk(number, row, watched, event)
        return super().eventFilter(watched, event)

    def _walk(self, number: int, row: PaperRow, part: QObject, event: QKeyEvent) -> bool:
        key = event.key()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key == Qt.Key.Key_Up:
            self._go(number - 1)
        elif key == Qt.Key.Key_Down:
            self._go(number + 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._onward(number)
        elif part is row.tick:
            return self._on_tick(row, event)
        else:
            return self._on_count(row, part, key)
        return True

    def _onward(self, number: int) -> None:
        if number + 1 < len(self.rows):
            self._go(number + 1)
        else:
            self.walked_out.emit()

    def _on_tick(self, row: PaperRow, event: QKeyEvent) -> bool:
        if row.paper.shown_only:
            return False
        if event.key() == Qt.Key.Key_Right and row.tick.isChecked():
            row.originals.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        if event.text().isdecimal() and event.text().isascii():
            row.take_count(int(event.text()))
            return True
        return False

    def _on_count(self, row: PaperRow, part: QObject, key: int) -> bool:
        if key == Qt.Key.Key_Right and part is row.originals:
            row.copies.setFocus(Qt.FocusReason.TabFocusReason)
        elif key == Qt.Key.Key_Left:
            to = row.tick if part is row.originals else row.originals
            to.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            return False
        return True


def _count(name: str) -> QLineEdit:
    line = QLineEdit()
    mark(line, "role", "count")
    line.setAccessibleName(name)
    line.setValidator(QIntValidator(0, MOST_SHEETS, line))
    line.setAlignment(Qt.AlignmentFlag.AlignRight)
    line.setMaximumWidth(chars(line, 3))
    line.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    return line


def _asked(paper: RequiredPaper) -> str:
    parts = []
    if paper.originals:
        parts.append(_("{count} bản chính").format(count=paper.originals))
    if paper.copies:
        parts.append(_("{count} bản sao").format(count=paper.copies))
    return ", ".join(parts)


def _remark(paper: RequiredPaper) -> str:
    """Return the small line under a name: its case, the form to fill in, a doubt to look at."""
    parts = []
    if paper.alternative:
        parts.append(_("một trong các giấy tờ thay nhau"))
    if paper.case and not paper.required:
        parts.append(_("khi: {case}").format(case=paper.case))
    if paper.form:
        parts.append(_("theo mẫu: {form}").format(form=paper.form))
    if paper.review:
        parts.append(_("cần xem lại: {why}").format(why=paper.review))
    return " · ".join(parts)
