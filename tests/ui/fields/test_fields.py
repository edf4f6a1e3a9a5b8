"""Fields read what people really type, and say what they cannot read."""

from datetime import date, datetime

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from receptiondesk.domain.clock import VIETNAM
from receptiondesk.domain.errors import Problem
from receptiondesk.domain.procedures import RequiredPaper
from receptiondesk.domain.walk_in import Address, ApplicantKind, PaperTick
from receptiondesk.gazetteer import load
from tests.ui.keyboard import Keyboard
from ui.fields.address import AddressField
from ui.fields.board import Board
from ui.fields.checklist import Checklist
from ui.fields.choice import Choice
from ui.fields.date_field import DateField, MomentField
from ui.fields.field import Field
from ui.fields.money import MoneyField
from ui.fields.scanner import ScannerField, scan_in

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.mark.parametrize(
    "typed", ["1/2/1990", "01-02-1990", "1.2.1990", "01021990", " 1 2 1990 ", "01/02/1990"]
)
def test_a_date_is_read_however_it_is_written(typed: str, qtbot: QtBot) -> None:
    field = DateField()
    qtbot.addWidget(field)
    field.setText(typed)
    assert field.read() == date(1990, 2, 1)
    assert field.problem() == ""
    field.editingFinished.emit()
    assert field.text() == "01/02/1990"


@pytest.mark.parametrize("typed", ["31/02/1990", "1990", "1/2/90", "hôm qua", "1/13/1990"])
def test_what_is_no_date_is_told_and_left_as_it_is(typed: str, qtbot: QtBot) -> None:
    field = DateField()
    qtbot.addWidget(field)
    field.setText(typed)
    field.editingFinished.emit()
    assert field.read() is None
    assert field.problem()
    assert field.text() == typed


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        ("25112026", "15", datetime(2026, 11, 25, 15, 0, tzinfo=VIETNAM)),
        ("25/11/2026", "9:30", datetime(2026, 11, 25, 9, 30, tzinfo=VIETNAM)),
        ("25/11/2026", "9h30", datetime(2026, 11, 25, 9, 30, tzinfo=VIETNAM)),
        ("25/11/2026", "16 giờ", datetime(2026, 11, 25, 16, 0, tzinfo=VIETNAM)),
        ("25/11/2026", "", None),
        ("25/11/2026", "25", None),
        ("", "", None),
    ],
)
def test_a_promised_moment_needs_day_and_hour(
    day: str, at: str, expected: datetime | None, qtbot: QtBot
) -> None:
    field = MomentField()
    qtbot.addWidget(field)
    field.show_texts(day, at)
    assert field.read() == expected
    assert bool(field.problem()) == (expected is None and bool(day or at))


@pytest.mark.parametrize("typed", ["50000", "50.000", "50 000đ", "50,000 VND", "50.000 đồng"])
def test_money_is_read_however_it_is_written(typed: str, qtbot: QtBot) -> None:
    field = MoneyField()
    qtbot.addWidget(field)
    field.setText(typed)
    assert field.read() == 50_000
    field.editingFinished.emit()
    assert field.text() == "50.000"


def test_more_than_two_billion_is_still_money(qtbot: QtBot) -> None:
    field = MoneyField()
    qtbot.addWidget(field)
    field.setText("5.000.000.000")
    assert field.read() == 5_000_000_000


@pytest.mark.parametrize("typed", ["năm chục", "-5", "1e5", "9" * 13])
def test_what_is_no_money_is_told(typed: str, qtbot: QtBot) -> None:
    field = MoneyField()
    qtbot.addWidget(field)
    field.setText(typed)
    assert field.read() is None
    assert field.problem()


def test_a_commune_is_found_without_accents_and_brings_its_province(qtbot: QtBot) -> None:
    field = AddressField(load)
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    keys = Keyboard(qtbot, field)
    field.commune.setFocus()
    keys.wait(field.commune.hasFocus)
    keys.type("ngoc ha")
    assert field.commune.open
    keys.press("Return")
    read = field.read()
    commune = load().commune(read.commune)
    assert commune is not None
    assert "Ngọc Hà" in commune.name
    assert read.province == commune.province
    field.commune.setFocus()
    keys.wait(field.commune.hasFocus)
    keys.press("End", "Backspace")
    assert not field.read().commune.isdecimal()


def test_tab_takes_what_is_marked(qtbot: QtBot) -> None:
    field = AddressField(load)
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    keys = Keyboard(qtbot, field)
    field.province.setFocus()
    keys.wait(field.province.hasFocus)
    keys.type("thanh hoa")
    keys.press("Tab")
    assert field.read() == Address(province="38")


def test_escape_closes_the_list_and_keeps_the_words(qtbot: QtBot) -> None:
    field = AddressField(load)
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    keys = Keyboard(qtbot, field)
    field.province.setFocus()
    keys.wait(field.province.hasFocus)
    keys.type("than")
    keys.press("Escape")
    assert not field.province.open
    assert field.province.text() == "than"
    assert field.province.value is None


def test_a_scan_is_told_from_typing() -> None:
    assert scan_in("001090123456||Nguyễn Văn A|01011990|Nam|x|15042021") is not None
    assert scan_in("ghi 001090123456|1|A|01011990|Nam") == ("ghi ", "001090123456|1|A|01011990|Nam")
    assert scan_in("đường 3/2 | nhà 5") is None
    assert scan_in("001090123456") is None


def test_a_scan_of_several_lines_is_one_scan(qtbot: QtBot) -> None:
    field = ScannerField()
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    field.setFocus()
    keys = Keyboard(qtbot, field)
    with qtbot.waitSignal(field.scanned) as news:
        keys.scan("001090123456||Nguyễn Văn A|01011990")
        keys.scan("|Nam|x|15042021")
    assert news.args == ["001090123456||Nguyễn Văn A|01011990\n|Nam|x|15042021"]
    assert field.text() == ""


def test_the_wheel_does_not_change_a_choice(qtbot: QtBot) -> None:
    choice = Choice([(kind, kind.value) for kind in ApplicantKind])
    qtbot.addWidget(choice)
    choice.show()
    from PySide6.QtCore import QPoint, QPointF, Qt
    from PySide6.QtGui import QWheelEvent

    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(choice, wheel)
    assert choice.read() is ApplicantKind.CITIZEN
    choice.choose("enterprise")
    assert choice.read() is ApplicantKind.ENTERPRISE


def papers() -> tuple[RequiredPaper, ...]:
    return (
        RequiredPaper("1", "Tờ khai", originals=1),
        RequiredPaper("2", "Bản sao giấy tờ", originals=0, copies=2),
        RequiredPaper("3", "Căn cước", shown_only=True),
        RequiredPaper("4", "Văn bản ủy quyền", required=False, case="nộp thay"),
    )


def test_ticking_takes_the_published_counts_and_shown_papers_have_none(
    qtbot: QtBot,
) -> None:
    checklist = Checklist()
    qtbot.addWidget(checklist)
    checklist.show_papers(papers())
    checklist.tick_required()
    assert checklist.read() == (
        PaperTick("1", "Tờ khai", 1, 0),
        PaperTick("2", "Bản sao giấy tờ", 0, 2),
        PaperTick("3", "Căn cước", 0, 0),
    )
    assert not checklist.rows[3].tick.isChecked()


def test_ticks_stay_when_the_checklist_changes_with_the_channel(qtbot: QtBot) -> None:
    checklist = Checklist()
    qtbot.addWidget(checklist)
    checklist.show_papers(papers())
    checklist.rows[1].set_ticked(1, 3)
    checklist.show_papers(papers()[1:], checklist.read())
    assert checklist.read() == (PaperTick("2", "Bản sao giấy tờ", 1, 3),)


def test_one_tab_enters_the_checklist_and_arrows_walk_it(qtbot: QtBot) -> None:
    checklist = Checklist()
    qtbot.addWidget(checklist)
    checklist.show_papers(papers())
    checklist.show()
    checklist.activateWindow()
    keys = Keyboard(qtbot, checklist)
    checklist.take_focus()
    keys.press("Down", "Space", "Right", "Right")
    assert keys.focus() is checklist.rows[1].copies
    keys.type("5")
    keys.press("Left", "Left", "Up")
    assert keys.focus() is checklist.rows[0].tick
    assert checklist.read() == (PaperTick("2", "Bản sao giấy tờ", 0, 5),)


def test_problems_go_to_the_field_that_answers_for_them(qtbot: QtBot) -> None:
    board = Board()
    name, number = DateField(), DateField()
    one = board.add("applicant.full_name", Field("Họ tên", name))
    two = board.add("applicant.identity", Field("Số", number))
    for field in (one, two):
        qtbot.addWidget(field)
        field.show()
    left = board.show(
        [
            Problem("applicant.identity.number", "bad", "Số chưa đúng."),
            Problem("range", "range_exhausted", "Hết số."),
        ]
    )
    assert [problem.code for problem in left] == ["range_exhausted"]
    assert two.has_problem
    assert two.problem.text() == "Số chưa đúng."
    assert not one.has_problem
    board.clear()
    assert not two.has_problem
