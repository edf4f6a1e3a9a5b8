"""Questions to the person: what was typed for a reason is not typed twice."""

from collections.abc import Callable, Iterator
from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from receptiondesk.desk import intake, print_jobs, wall
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.domain.print_jobs import JobState
from receptiondesk.office import Office
from tests.support.walk_ins import walk_in
from tests.ui.keyboard import CARD, Keyboard
from tests.ui.looking import english
from ui import ask
from ui.print_jobs_dialog import PrintJobsDialog
from ui.screens.notices.wall_acts import WallActs
from ui.workplace import Workplace

WAIT = 60_000


@pytest.fixture(autouse=True)
def nothing_left(place: Workplace, qtbot: QtBot) -> Iterator[None]:
    yield
    qtbot.waitUntil(lambda: not place.background.busy, timeout=WAIT)


def asked(parent: QWidget, qtbot: QtBot, where: Callable[[ask.Question], bool]) -> ask.Question:
    """Return the question that stands in front of a part of the window."""

    def there() -> list[ask.Question]:
        found = cast("list[ask.Question]", parent.findChildren(ask.Question))
        return [one for one in found if one.isVisible() and where(one)]

    qtbot.waitUntil(lambda: bool(there()), timeout=WAIT)
    return there()[0]


def field_of(question: ask.Question) -> QLineEdit:
    assert question.field is not None
    return question.field


def words_of(question: ask.Question) -> str:
    labels = cast("list[QLabel]", question.findChildren(QLabel))
    return "\n".join(one.text() for one in labels)


def test_a_reason_that_is_too_long_for_a_dropped_job_is_shortened_and_not_typed_again(
    place: Workplace, office: Office, qtbot: QtBot
) -> None:
    code = intake.accept(office, walk_in(office)).dossier.code
    print_jobs.receipt(office, code)
    dialog = PrintJobsDialog(place, None)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.list.count() == 1, timeout=WAIT)
    dialog.ask_to_drop()
    first = asked(dialog, qtbot, lambda one: not field_of(one).text())
    assert not first.yes.isEnabled()
    long = "giấy kẹt " * 40
    field_of(first).setText(long)
    first.yes.click()
    second = asked(dialog, qtbot, lambda one: field_of(one).text() == long)
    assert "Lý do không được dài quá 300 ký tự." in words_of(second)
    assert second.yes.isEnabled()
    assert field_of(second).hasFocus() or second.focusWidget() is field_of(second)
    assert not english(words_of(second))
    field_of(second).setText("giấy kẹt")
    second.yes.click()
    qtbot.waitUntil(lambda: dialog.list.count() == 0, timeout=WAIT)
    (job,) = print_jobs.recent(office)
    assert (job.state, job.reason) == (JobState.DROPPED, "giấy kẹt")


def test_a_sheet_is_struck_with_a_reason_that_was_shortened(
    place: Workplace, office: Office, qtbot: QtBot
) -> None:
    (sheet,) = wall.post(office, NoticeOrder("hotline")).sheets
    acts = WallActs(place)
    qtbot.addWidget(acts)
    acts.show()
    acts.ask_to_remove(sheet)
    first = asked(acts, qtbot, lambda one: not field_of(one).text())
    field_of(first).setText("r" * 501)
    first.yes.click()
    second = asked(acts, qtbot, lambda one: bool(field_of(one).text()))
    assert field_of(second).text() == "r" * 501
    assert "500" in words_of(second)
    assert not field_of(second).hasSelectedText()
    field_of(second).backspace()
    second.yes.click()
    qtbot.waitUntil(lambda: "Đã gạch 1 tờ khỏi sổ." in acts.news.text(), timeout=WAIT)
    assert wall.register(office) == ()


def test_what_is_not_the_reasons_fault_is_said_where_the_act_was_wanted(
    place: Workplace, office: Office, qtbot: QtBot
) -> None:
    (sheet,) = wall.post(office, NoticeOrder("hotline")).sheets
    place.move_to(office.with_officer(""))
    acts = WallActs(place)
    qtbot.addWidget(acts)
    acts.show()
    acts.ask_to_remove(sheet)
    question = asked(acts, qtbot, lambda one: not field_of(one).text())
    field_of(question).setText("rách")
    question.yes.click()
    qtbot.waitUntil(lambda: "tên cán bộ" in acts.news.text(), timeout=WAIT)
    assert not any(one.isVisible() for one in acts.findChildren(ask.Question))


def test_a_scan_that_goes_astray_answers_no_question(
    place: Workplace, office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.scan_guard.BURST_MS", WAIT)  # however slow this machine is just now
    (sheet,) = wall.post(office, NoticeOrder("hotline")).sheets
    acts = WallActs(place)
    qtbot.addWidget(acts)
    acts.show()
    acts.ask_to_remove(sheet)
    question = asked(acts, qtbot, lambda one: not field_of(one).text())
    keys = Keyboard(qtbot, question)
    qtbot.waitUntil(field_of(question).hasFocus, timeout=WAIT)
    keys.scan(CARD)
    keys._press("Return")  # many send CR and LF
    assert question.isVisible()
    assert field_of(question).text() == CARD  # in sight, to be taken away
    assert field_of(question).hasFocus()
    assert len(wall.register(office)) == 1
    monkeypatch.setattr("ui.scan_guard.BURST_MS", 0)
    keys.press("Return")  # a person's own Enter goes on to the act, as ever
    assert question.yes.hasFocus()
    question.reject()


def test_a_scan_presses_no_button_of_a_question(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.scan_guard.BURST_MS", WAIT)
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    answers: list[str] = []
    words = ask.Words("In tiếp?", "Còn ba tờ.", yes="In tiếp", no="Thôi")
    question = ask.confirm(page, words, lambda: answers.append("yes"), lambda: answers.append("no"))
    keys = Keyboard(qtbot, question)
    qtbot.waitUntil(question.yes.hasFocus, timeout=WAIT)
    for character in CARD:
        if character == " ":
            keys._press("Space")
        else:
            keys.type(character)
    keys._press("Return")
    assert answers == []
    assert question.isVisible()
    monkeypatch.setattr("ui.scan_guard.BURST_MS", 0)
    keys.press("Return")
    assert answers == ["yes"]


@pytest.mark.parametrize("lines", [3, 22, 60])
def test_long_words_are_read_whole_by_keys_however_low_the_screen(
    dressed: QApplication, qtbot: QtBot, lines: int
) -> None:
    rows = "".join(f"<tr><td><b>Ctrl+{n}</b></td><td>việc thứ {n}</td></tr>" for n in range(lines))
    told = ask.inform(None, "Phím tắt", f"<table>{rows}</table>")
    qtbot.addWidget(told)
    qtbot.waitExposed(told)
    (table,) = [one for one in told.findChildren(QLabel) if "việc thứ" in one.text()]
    assert told.frameGeometry().height() <= told.screen().availableGeometry().height()
    qtbot.waitUntil(lambda: table.height() >= table.heightForWidth(table.width()), timeout=WAIT)
    for _page in range(5):
        QTest.keyClick(dressed.focusWidget() or told, Qt.Key.Key_PageDown)
    foot = table.mapTo(told, QPoint(0, table.height()))
    assert foot.y() <= told.yes.mapTo(told, QPoint(0, 0)).y(), "the last line is above the button"
