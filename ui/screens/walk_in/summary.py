"""The clerk's conscience: what is promised and why, what it costs, what is missing."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from receptiondesk.domain.clock import local
from receptiondesk.domain.text import clock_vi, day_vi
from receptiondesk.words import _
from ui.screens.walk_in.acts import Outlook
from ui.theme import GRID, mark

#: Width of the column in average characters.
WIDE, NARROW = 38, 29
ACCEPT_WORDS = _("Tiếp nhận, in   Ctrl+⏎")


class Summary(QWidget):
    """The right column with the one primary button under it."""

    def __init__(self) -> None:
        """Build the column; the screen connects the button."""
        super().__init__()
        self.setObjectName("summary")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.day = _label("promise")
        self.time = _label("")
        self.why = _label("small")
        self.fee = _label("")
        self.papers = _label("")
        self.missing = _label("problem")
        self.trouble = _label("problem")
        self._act = ACCEPT_WORDS
        self.accept_button = QPushButton(ACCEPT_WORDS)
        mark(self.accept_button, "role", "primary")
        self._build()
        self.clear()

    def _build(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, GRID // 2, 0)
        column.setSpacing(GRID // 2)
        for heading, labels in (
            (_("Hẹn trả"), (self.day, self.time, self.why)),
            (_("Phí, lệ phí"), (self.fee,)),
            (_("Giấy tờ"), (self.papers, self.missing)),
        ):
            title = _label("heading")
            title.setText(heading)
            column.addWidget(title)
            for label in labels:
                column.addWidget(label)
            column.addSpacing(GRID)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        outer.setSpacing(GRID)
        outer.addWidget(scroll, 1)
        outer.addWidget(self.trouble)
        outer.addWidget(self.accept_button)
        self.fit(narrow=False)

    def fit(self, *, narrow: bool) -> None:
        """Take the same width whatever it says: the form must not move while one types."""
        char = self.fontMetrics().averageCharWidth()
        self.setMinimumWidth(char * NARROW)
        self.setMaximumWidth(char * (NARROW if narrow else WIDE))

    def sizeHint(self) -> QSize:
        """Return the width that ``fit`` chose."""
        return QSize(self.maximumWidth(), super().sizeHint().height())

    def clear(self) -> None:
        """Say nothing yet."""
        self.day.setText(_("chưa có"))
        self.fee.setText(_("chưa có"))
        self.papers.setText(_("Chọn thủ tục để biết giấy tờ cần có."))
        for label in (self.time, self.why, self.missing):
            _say(label, "")
        self.say_trouble("")

    def show_outlook(self, outlook: Outlook) -> None:
        """Show what the desk would promise and ask for now."""
        due = outlook.promise.due_at
        if due is None:
            self.day.setText(_("Chưa biết"))
            _say(self.time, _("Thủ tục chưa công bố thời hạn: ghi ngày giờ hẹn ở bước 1."))
        else:
            day = day_vi(local(due).date())
            self.day.setText(day[:1].upper() + day[1:])
            _say(self.time, _("trước {time}").format(time=clock_vi(due)))
        _say(self.why, "\n".join(outlook.promise.steps))
        self.fee.setText(outlook.fee.line)
        missing = len(outlook.missing)
        have = max(0, outlook.required - missing)
        if outlook.required == 0:
            self.papers.setText(_("Không có giấy tờ bắt buộc."))
        elif missing:
            words = _("{have}/{all} – còn thiếu:")
            self.papers.setText(words.format(have=have, all=outlook.required))
        else:
            words = _("{have}/{all} – đủ giấy tờ bắt buộc")
            self.papers.setText(words.format(have=have, all=outlook.required))
        _say(self.missing, "\n".join(f"• {name}" for name in outlook.missing))

    def say_trouble(self, sentence: str) -> None:
        """Say above the button why nothing was accepted."""
        _say(self.trouble, sentence)

    def say_act(self, words: str) -> None:
        """Name the one primary act: accepting, or saving a correction."""
        self._act = words
        self.accept_button.setText(words)

    def show_saving(self, *, saving: bool) -> None:
        """Say "đang lưu" while one save is under way; there is never a second one beside it."""
        self.accept_button.setEnabled(not saving)
        self.accept_button.setText(_("Đang lưu…") if saving else self._act)


def _say(label: QLabel, words: str) -> None:
    label.setText(words)
    label.setVisible(bool(words))


def _label(role: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    if role:
        mark(label, "role", role)
    return label
