"""The dossiers of a list that is to be made, and what stands beside each of them."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from receptiondesk.desk import look
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.walk_in import DeliveryMethod
from receptiondesk.office import Office
from receptiondesk.words import _
from ui.background import Ends
from ui.fields.field import Field, align_labels
from ui.keys import moves_on
from ui.models.lines import Cell, Line
from ui.models.lines_view import Column, LinesView
from ui.screens.dossiers.asking import code_in
from ui.theme import GRID, mark
from ui.workplace import Workplace

_SEEN: Final = 5


class _Rows(LinesView):
    """The list; Delete takes the current dossier out."""

    dropped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take out on Delete."""
        if event.key() == Qt.Key.Key_Delete:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)


class _Beside(QLineEdit):
    """What stands beside the current dossier; Enter (a scanner's too) goes on to the next one."""

    onward = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by Enter."""
        if moves_on(event):
            self.onward.emit()
        else:
            super().keyPressEvent(event)


class DossierRows(QWidget):
    """Dossiers in their order, added by code or scanner, with texts under the paper's keys."""

    changed = Signal()

    def __init__(self, place: Workplace, keys: Sequence[tuple[str, str]]) -> None:
        """Start empty; ``keys`` are (key, label) of what may stand beside a dossier."""
        super().__init__()
        self._place = place
        self._dossiers: list[Dossier] = []
        self.texts: dict[str, dict[str, str]] = {key: {} for key, _label in keys}
        self.add_line = _Beside()
        columns = (Column(_("Hồ sơ"), share=3), Column(_("Ghi kèm"), share=2))
        self.list = _Rows(columns if keys else columns[:1])
        self.count = QLabel()
        self.beside: dict[str, _Beside] = {key: _Beside() for key, _label in keys}
        self._build(dict(keys))
        self._connect()
        self._show()

    def _build(self, labels: dict[str, str]) -> None:
        self.add_line.setPlaceholderText(_("quét mã trên giấy hẹn hoặc gõ mã, rồi Enter"))
        self.add_line.setAccessibleName(_("Thêm hồ sơ"))
        self.list.setAccessibleName(_("Hồ sơ trong danh sách"))
        height = self.list.verticalHeader().defaultSectionSize()
        self.list.setMinimumHeight(height * _SEEN)
        mark(self.count, "role", "small")
        self.count.setWordWrap(True)
        self.add_field = Field(_("Thêm hồ sơ"), self.add_line)
        fields = [Field(labels[key], line) for key, line in self.beside.items()]
        align_labels(self.add_field, *fields)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        for widget in (self.add_field, self.list, *fields, self.count):
            column.addWidget(widget)
        self.setFocusProxy(self.add_line)

    def _connect(self) -> None:
        self.add_line.onward.connect(self._add_typed)
        self.list.current_changed.connect(self._show_beside)
        self.list.dropped.connect(self.drop_current)
        self.list.opened.connect(self._into_beside)
        for key, line in self.beside.items():
            line.textEdited.connect(partial(self._keep, key))
            line.onward.connect(partial(self._onward, key))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the dossiers in their order."""
        return tuple(one.code for one in self._dossiers)

    def add(self, dossiers: Sequence[Dossier]) -> None:
        """Put further dossiers at the end; those that are there already stay where they are."""
        known = {one.uid for one in self._dossiers}
        fresh = [one for one in dossiers if one.uid not in known]
        self._dossiers += fresh
        self._show()
        if dossiers and not any(line.hasFocus() for line in self.beside.values()):
            self.list.choose(dossiers[-1].uid)  # what is being typed belongs to another one
        if fresh:
            self.changed.emit()

    def drop_current(self) -> None:
        """Take the current dossier out of the list; nothing else happens to it."""
        at = self.list.currentIndex().row()
        if 0 <= at < len(self._dossiers):
            gone = self._dossiers.pop(at)
            for texts in self.texts.values():
                texts.pop(gone.code, None)
            self._show()
            left = min(at, len(self._dossiers) - 1)
            if left >= 0:
                self.list.choose(self._dossiers[left].uid)
            else:
                self.add_line.setFocus()
            self.changed.emit()

    def told(self) -> dict[str, dict[str, str]]:
        """Return what stands beside the dossiers, by key and code."""
        found = {
            key: {code: text.strip() for code, text in texts.items() if text.strip()}
            for key, texts in self.texts.items()
        }
        return {key: texts for key, texts in found.items() if texts}

    def unread(self) -> str:
        """Return nothing: everything is text."""
        return ""

    def _add_typed(self) -> None:
        text = self.add_line.text()
        if not text.strip():
            self.focusNextChild()
            return
        self.add_field.clear_problem()
        self.add_line.clear()  # at once: the next scan may come before this one is found
        work = partial(_found, code=code_in(text) or text.strip())
        ends = Ends(self._added, partial(self._unknown, text), partial(self._troubled, text))
        self._place.run(work, ends)

    def _added(self, dossier: Dossier) -> None:
        self.add([dossier])

    def _unknown(self, text: str, refused: Refused) -> None:
        self._give_back(text, " ".join(one.message for one in refused.problems))

    def _troubled(self, text: str, trouble: Trouble) -> None:
        self._give_back(text, trouble.message)

    def _give_back(self, text: str, why: str) -> None:
        """Say why a code was not added; a scan that came after it is left as it is."""
        self.add_field.show_problem(why)
        if not self.add_line.text():
            self.add_line.setText(text)
            self.add_line.selectAll()

    def _keep(self, key: str, text: str) -> None:
        dossier = self._current()
        if dossier is not None:
            self.texts[key][dossier.code] = text
            self._show()
            self.changed.emit()

    def _onward(self, key: str) -> None:
        """Go to the same field of the next dossier; after the last one to the next field."""
        at = self.list.currentIndex().row() + 1
        if at < len(self._dossiers):
            self.list.choose(self._dossiers[at].uid)
            self.beside[key].selectAll()
        else:
            self.focusNextChild()

    def _into_beside(self, _uid: str) -> None:
        first = next(iter(self.beside.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _current(self) -> Dossier | None:
        at = self.list.currentIndex().row()
        return self._dossiers[at] if 0 <= at < len(self._dossiers) else None

    def _show(self) -> None:
        lines = [Line(one.uid, self._cells(one)) for one in self._dossiers]
        self.list.show_lines(lines, same=True)
        words = _("{count} hồ sơ · Delete bỏ khỏi danh sách")
        if self.texts:
            words = _("{count} hồ sơ · Enter ghi kèm · Delete bỏ khỏi danh sách")
        none = _("Chưa có hồ sơ nào trong danh sách.")
        self.count.setText(words.format(count=len(lines)) if lines else none)
        self._show_beside("")

    def _cells(self, dossier: Dossier) -> tuple[Cell, ...]:
        if not self.texts:
            return (_who(dossier),)
        told = [texts.get(dossier.code, "") for texts in self.texts.values()]
        return _who(dossier), Cell(" · ".join(text for text in told if text))

    def _show_beside(self, _uid: str) -> None:
        dossier = self._current()
        for key, line in self.beside.items():
            line.setEnabled(dossier is not None)
            text = self.texts[key].get(dossier.code, "") if dossier else ""
            if line.text() != text:
                line.setText(text)


def _found(office: Office, code: str) -> Dossier:
    return look.dossier(office, code)


def _who(dossier: Dossier) -> Cell:
    facts = dossier.facts
    post = facts.delivery.method is DeliveryMethod.POST
    way = _("trả qua bưu chính") if post else _("trả tại quầy")
    return Cell(
        f"{dossier.code} – {facts.applicant.full_name}", f"{way} · {dossier.procedure.name}"
    )
