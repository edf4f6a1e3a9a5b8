"""One walk-in typed into the form by its keys."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from receptiondesk.desk import look
from receptiondesk.domain.dossier import DossierLine
from receptiondesk.domain.walk_in import ApplicantKind, Sex
from ui.app import Program
from ui.ask import Question
from ui.demo.cast import Visit
from ui.fields.checklist import PaperRow
from ui.fields.choice import Choice
from ui.screens.walk_in.saved import SavedPanel
from ui.screens.walk_in.screen import WalkInScreen

Until = Callable[[], bool]


class Page:
    """The walk-in form under a player's fingers."""

    def __init__(self, screen: WalkInScreen) -> None:
        """Look at the form of the screen."""
        self._screen = screen
        self._form = screen.form

    def fill(self, visit: Visit) -> Iterator[Until]:
        """Type everything of a visit; yields what to wait for between keys."""
        told = visit.walk_in
        yield from self._choose_procedure(told)
        yield from self._fill_applicant(visit)
        if told.get("submitter"):
            self._fill_submitter(told["submitter"])
        self._tick_papers(told.get("papers", ()))
        self._fill_result(told)
        yield lambda: True

    def _choose_procedure(self, told: Mapping[str, Any]) -> Iterator[Until]:
        finder = self._form.procedure_step.finder
        finder.setFocus()
        # A bare virtual screen has nobody who gives the window its focus back after a question.
        self._screen.window().activateWindow()
        yield finder.hasFocus
        self._choose("channel", told.get("channel", "counter"))
        finder.setFocus()
        _keys(finder, str(told["procedure"]))
        yield lambda: finder.open and bool(finder.suggestions)
        QTest.keyClick(finder, Qt.Key.Key_Return)
        yield lambda: self._form.procedure is not None
        if told.get("due_at") and not self._form.procedure_step.promised_field.isHidden():
            day, time = str(told["due_at"])[:10], str(told["due_at"])[11:16]
            self._type("due_day", "/".join(reversed(day.split("-"))))
            self._type("due_time", time)

    def _fill_applicant(self, visit: Visit) -> Iterator[Until]:
        told = visit.walk_in["applicant"]
        self._choose("kind", ApplicantKind(told.get("kind", "citizen")))
        if visit.idcard:
            scanner = self._form.scanner
            scanner.setFocus()
            _keys(scanner, visit.idcard)
            QTest.keyClick(scanner, Qt.Key.Key_Return)
            yield lambda: bool(self._form.applicant.name.text())
        self._fill_person(told, "")
        if told.get("sex"):
            radio = self._form.applicant.sex
            radio.show_sex(None)
            button = radio.group.buttons()[0 if Sex(told["sex"]) is Sex.MALE else 1]
            _press(button, Qt.Key.Key_Space)
        if told.get("address", {}).get("detail") and not visit.idcard:
            self._type("detail", told["address"]["detail"])

    def _fill_person(self, told: Mapping[str, Any], prefix: str) -> None:
        identity = told.get("identity") or {}
        if identity:
            self._choose(f"{prefix}identity_type", identity["type"])
            self._type(f"{prefix}number", identity["number"])
        if told.get("full_name"):
            self._type(f"{prefix}name", told["full_name"])
        if told.get("birth") and not prefix:
            self._type("birth", "/".join(reversed(told["birth"].split("-"))))
        for name in ("phone", "email"):
            if told.get(name) and f"{prefix}{name}" in self._form.lines():
                self._type(f"{prefix}{name}", told[name])

    def _fill_submitter(self, told: Mapping[str, Any]) -> None:
        _press(self._form.other_person, Qt.Key.Key_Space)
        self._fill_person(told, "by_")
        self._type("by_authority", told.get("authority", ""))

    def _tick_papers(self, told: Any) -> None:  # noqa: ANN401 - JSON of the file
        wanted = {paper["code"] for paper in told}
        for row in self._form.checklist.findChildren(PaperRow):
            if row.paper.code in wanted and not row.tick.isChecked():
                _press(row.tick, Qt.Key.Key_Space)

    def _fill_result(self, told: Mapping[str, Any]) -> None:
        delivery, fee = told.get("delivery") or {}, told.get("fee") or {}
        self._choose("delivery", delivery.get("method", "counter"))
        if delivery.get("address"):
            self._type("post_address", delivery["address"])
        self._type("copies", str(told.get("copies", 1)))
        self._choose("payment", fee.get("method", "none"))
        if fee.get("amount") is not None and fee.get("method") in {"cash", "transfer"}:
            self._type("amount", str(fee["amount"]))
        self._type("note", told.get("note", ""))

    def is_saved(self) -> bool:
        """Tell whether the panel with the code is shown."""
        return isinstance(self._screen.pages.currentWidget(), SavedPanel)

    def refusal(self) -> str:
        """Return why the desk did not accept: the sentences at the fields; empty if it did."""
        if self.is_saved() or not self._screen.summary.trouble.text():
            return ""
        labels = self._form.findChildren(QLabel)
        return "\n".join(
            label.text()
            for label in labels
            if label.isVisible() and label.text() and label.property("role") == "problem"
        )

    def newest(self, program: Program) -> DossierLine:
        """Return the dossier that was just accepted, as the lists show it."""
        assert program.place is not None  # noqa: S101 - the window is open
        return look.search(program.place.office, "", limit=1)[0]

    def next_citizen(self) -> Iterator[Until]:
        """Call the next citizen; a page that was refused is given up, after the question."""
        was_saved = self.is_saved()
        focus = QApplication.focusWidget() or self._screen
        QTest.keyClick(focus, Qt.Key.Key_F2)
        if not was_saved:
            yield lambda: self._question() is not None
            question = self._question()
            if question is not None:
                _press(question.yes, Qt.Key.Key_Space)
        yield lambda: not self.is_saved() and not self._form.applicant.name.text()

    def _question(self) -> Question | None:
        """Return the open question, if one is asked."""
        asked = self._screen.findChildren(Question)
        return next((one for one in asked if one.isVisible()), None)

    def _type(self, name: str, text: str) -> None:
        line: QLineEdit = self._form.lines()[name]
        line.setFocus()
        line.selectAll()
        QTest.keyClick(line, Qt.Key.Key_Delete)
        _keys(line, text)

    def _choose(self, name: str, value: object) -> None:
        choice: Choice = self._form.choices()[name]
        values = [str(getattr(one, "value", one)) for one in choice.values]
        at = values.index(str(getattr(value, "value", value)))
        choice.setFocus()
        while choice.currentIndex() < at:
            QTest.keyClick(choice, Qt.Key.Key_Down)
        while choice.currentIndex() > at:
            QTest.keyClick(choice, Qt.Key.Key_Up)


def _press(widget: QWidget, key: Qt.Key) -> None:
    widget.setFocus()
    QTest.keyClick(widget, key)


def _keys(widget: QWidget, text: str) -> None:
    """Type a text. Qt's test hands know ASCII only; other letters come as an input method's do."""
    for letter in text:
        if letter.isascii():
            QTest.keyClicks(widget, letter)
            continue
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            none = Qt.KeyboardModifier.NoModifier
            QApplication.sendEvent(widget, QKeyEvent(kind, 0, none, letter))
