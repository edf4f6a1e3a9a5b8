"""The day's figures, read from left to right: numbers and dossiers, then papers and portals."""

from collections.abc import Collection, Iterable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from receptiondesk.domain import day_words
from receptiondesk.domain.day import Figures
from receptiondesk.domain.day_words import Row
from receptiondesk.domain.text import dong
from receptiondesk.words import _
from ui.theme import GRID, mark


class Card(QFrame):
    """A heading and rows of a name and a value."""

    def __init__(self, title: str) -> None:
        """Start empty."""
        super().__init__()
        mark(self, "role", "card")
        heading = QLabel(title)
        mark(heading, "role", "heading")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID // 2)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID // 2)
        column.addWidget(heading)
        column.addLayout(self._grid)
        column.addStretch(1)

    def show_rows(self, rows: Iterable[Row], nothing: str = "") -> None:
        """Show rows, a name or a value alone as one line; ``nothing`` when there are none."""
        while (item := self._grid.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        shown = tuple(rows)
        for at, row in enumerate(shown):
            self._add(at, row)
        if not shown and nothing:
            words = _label(nothing, "quiet")
            self._grid.addWidget(words, 0, 0, 1, 2)

    def _add(self, at: int, row: Row) -> None:
        top = Qt.AlignmentFlag.AlignTop
        name, value = _label(row.label, "quiet"), _label(row.value, "")
        if row.alarm:
            mark(value, "state", "person")
        if row.label and row.value:
            name.setWordWrap(False)
            self._grid.addWidget(name, at, 0, top)
            self._grid.addWidget(value, at, 1, top)
        else:
            self._grid.addWidget(name if row.label else value, at, 0, 1, 2, top)


class FiguresView(QWidget):
    """Everything a day's book says besides the money."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setObjectName("sheet")
        self.remarks = _label("", "")
        self.numbers = Card(_("Số thứ tự đã cấp"))
        self.dossiers = Card(_("Hồ sơ"))
        self.money = Card(_("Phí, lệ phí"))
        self.papers = Card(_("Giấy tiếp nhận"))
        self.of_day = Card(_("Gửi cổng: của ngày này (lượt gửi)"))
        self.queue = Card(_("Gửi cổng: mọi ngày, chưa được kiểm chứng"))
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._build()

    def fit(self, *, narrow: bool) -> None:
        """Put the cards under one another where two columns have no room."""
        way = QBoxLayout.Direction
        self._halves.setDirection(way.TopToBottom if narrow else way.LeftToRight)

    def _build(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, cards in (
            (left, (self.numbers, self.dossiers)),
            (right, (self.money, self.papers, self.of_day, self.queue)),
        ):
            column.setSpacing(GRID)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
        row = self._halves
        row.setSpacing(GRID)
        row.addLayout(left, 1)
        row.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, GRID, 0)
        whole.setSpacing(GRID)
        whole.addWidget(self.remarks)
        whole.addLayout(row)
        whole.addStretch(1)

    def show_figures(self, figures: Figures, day: date, by_hand: Collection[str]) -> None:
        """Show the figures of a day; ``by_hand`` are targets that a person carries over to."""
        said = day_words.remarks(figures, day)
        self.remarks.setText("\n".join(said))
        self.remarks.setVisible(bool(said))
        self.numbers.show_rows(_number_rows(figures, day), _("Không cấp số nào."))
        self.dossiers.show_rows(day_words.dossier_rows(figures))
        self.money.show_rows((*day_words.money_rows(figures.money), *_counted_rows(figures)))
        self.papers.show_rows(day_words.paper_rows(figures))
        nothing = _("Không có việc gửi nào.")
        self.of_day.show_rows(day_words.sending_rows(figures.of_day, by_hand), nothing)
        self.queue.show_rows(day_words.sending_rows(figures.queue, by_hand), nothing)


def _counted_rows(figures: Figures) -> Iterable[Row]:
    """Yield what was counted at the close; before it, the counting stands beside the figures."""
    for name, _expected, counted, difference in day_words.count_rows(figures):
        if counted is not None and difference is not None:
            words = f"{dong(counted)}, {day_words.signed(difference)}"
            yield Row(_("{name} đếm được").format(name=name), words, alarm=bool(difference))
    if figures.counted.reason:
        yield Row(_("Lý do chênh lệch"), figures.counted.reason)


def _number_rows(figures: Figures, day: date) -> Iterable[Row]:
    for line in figures.numbers:
        runs = _("{runs} ({count} số)").format(
            runs=day_words.line_runs(line), count=day_words.number(line.count)
        )
        yield Row(day_words.line_name(line, day), "")
        yield Row("", runs)
        if not line.gaps:
            yield Row("", _("liền nhau, không khoảng trống"))
        for note in day_words.line_notes(line):
            words = _("{numbers}: {why}").format(numbers=note.label, why=note.value)
            yield Row("", words, note.alarm)


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    mark(label, "role", role)
    return label
