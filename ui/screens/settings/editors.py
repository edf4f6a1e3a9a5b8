"""The editors of single settings: each shows and gives back the text that the desk takes."""

from collections.abc import Callable, Iterable
from typing import Protocol

from PySide6.QtCore import QSize, Signal, SignalInstance
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from receptiondesk.domain.places import Gazetteer
from receptiondesk.words import _
from ui.fields.choice import Choice
from ui.fields.field import chars
from ui.fields.suggesting import SuggestingEdit, Suggestion


class Editor(Protocol):
    """What a form needs of an editor; each is a widget and emits ``edited``."""

    @property
    def edited(self) -> SignalInstance:
        """The signal that another text stands there."""

    def read(self) -> str:
        """Return the text as the desk takes it."""

    def show_text(self, text: str) -> None:
        """Show a kept text."""


class LineEditor(QLineEdit):
    """One line."""

    edited = Signal()
    _wanted = 0

    def __init__(self, characters: int = 0) -> None:
        """Be as wide as so many characters at most; 0 takes the width there is."""
        super().__init__()
        if characters:
            self._wanted = chars(self, characters)
            self.setMaximumWidth(self._wanted)
        self.textChanged.connect(self._tell)

    def sizeHint(self) -> QSize:
        """Return the width that was wanted, where one was."""
        hint = super().sizeHint()
        return QSize(self._wanted or hint.width(), hint.height())

    def read(self) -> str:
        """Return the line."""
        return self.text().strip()

    def show_text(self, text: str) -> None:
        """Show a kept text from its beginning."""
        self.setText(text)
        self.setCursorPosition(0)

    def _tell(self, _text: str) -> None:
        self.edited.emit()


class GroupsEditor(QPlainTextEdit):
    """Groups that the desk divides by semicolons, shown one on a line."""

    edited = Signal()

    def __init__(self, lines: int = 4) -> None:
        """Show so many lines; Tab goes to the next field."""
        super().__init__()
        self.setTabChangesFocus(True)
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * (lines + 1))
        self.setMaximumHeight(self.fontMetrics().lineSpacing() * (lines + 2))
        self.textChanged.connect(self.edited)

    def read(self) -> str:
        """Return the groups in one line."""
        lines = self.toPlainText().replace(";", "\n").splitlines()
        return "; ".join(line.strip() for line in lines if line.strip())

    def show_text(self, text: str) -> None:
        """Show the groups."""
        self.setPlainText("\n".join(part.strip() for part in text.split(";")))


class ChoiceEditor(Choice):
    """One of a few texts, told in words."""

    edited = Signal()

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        """Offer (text, words) pairs."""
        super().__init__(pairs)
        self.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(24)
        self.setMaximumWidth(chars(self, 48))
        self.currentIndexChanged.connect(self._tell)

    def read(self) -> str:
        """Return the text that is chosen."""
        return str(super().read() or "")

    def show_text(self, text: str) -> None:
        """Choose a kept text."""
        self.choose(text)

    def _tell(self, _at: int) -> None:
        self.edited.emit()


class ProvinceEditor(SuggestingEdit):
    """A province, found by typing without accents; the desk takes its code or its name."""

    edited = Signal()

    def __init__(self, gazetteer: Callable[[], Gazetteer]) -> None:
        """Ask ``gazetteer()`` for the provinces when they are needed."""
        super().__init__()
        self._gazetteer = gazetteer
        self.setMaximumWidth(chars(self, 40))
        self.asked.connect(self._offer)
        self.textChanged.connect(self._tell)

    def read(self) -> str:
        """Return the code of a chosen province, else what was typed."""
        return str(self.value) if self.value is not None else self.text().strip()

    def show_text(self, text: str) -> None:
        """Show the name of a kept code."""
        found = [one for one in self._gazetteer().provinces if one.code == text]
        self.set_value(text or None, found[0].name if found else text)

    def sizeHint(self) -> QSize:
        """Return the width of a long name."""
        return QSize(self.maximumWidth(), super().sizeHint().height())

    def _offer(self, text: str) -> None:
        found = self._gazetteer().find_provinces(text)
        self.offer(text, [Suggestion(one.name, one.code, one.code) for one in found])

    def _tell(self, _text: str) -> None:
        self.edited.emit()


YES_NO = (("false", _("Không")), ("true", _("Có")))
PAPERS = (
    ("a5", _("A5 – mỗi tờ một liên")),
    ("a4", _("A4 – hai liên trên một tờ, có đường cắt")),
    ("roll", _("Giấy cuộn 80 mm")),
)
_SHORT = {
    "counter": 6,
    "number_range": 14,
    "phone": 24,
    "org_code": 24,
    "receipt_number_suffix": 24,
    "clock_jump_days": 6,
    "silent_share": 6,
    "evening_minutes": 6,
    "link_delay": 6,
    "link_days": 6,
}


def editor_of(key: str, gazetteer: Callable[[], Gazetteer]) -> QWidget:
    """Return the editor that suits a setting; all of them are ``Editor``."""
    if key == "province":
        return ProvinceEditor(gazetteer)
    if key == "office_hours":
        return GroupsEditor()
    if key in {"mask_personal_number", "practice"}:
        return ChoiceEditor(YES_NO)
    if key == "receipt_paper":
        return ChoiceEditor(PAPERS)
    return LineEditor(_SHORT.get(key, 0))
