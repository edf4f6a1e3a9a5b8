"""What was wanted and never came out is shown at the next start, to be dealt with by a person."""

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from receptiondesk.desk import intake, print_jobs
from receptiondesk.domain.print_jobs import JobState
from receptiondesk.office import Office
from tests.support.fake_spooler import NAME, FakeSpooler
from tests.support.walk_ins import walk_in
from tests.ui.keyboard import Keyboard
from tests.ui.looking import cut_off, english
from ui.print_jobs_dialog import PrintJobsDialog
from ui.print_notice import PrintNotice
from ui.shell import Shell
from ui.workplace import Workplace

WAIT = 60_000


@pytest.fixture(autouse=True)
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSpooler:
    """The fake's programs stand first on the path of the printing part."""
    made = FakeSpooler(tmp_path / "spooler")
    monkeypatch.setenv("PATH", made.path)
    return made


@pytest.fixture
def left(office: Office) -> list[int]:
    """Three receipts whose jobs were saved by an earlier run and never sent."""
    codes = [intake.accept(office, walk_in(office)).dossier.code for _ in range(3)]
    return [print_jobs.receipt(office, code).job for code in codes]


@pytest.fixture
def dialog(left: list[int], place: Workplace, qtbot: QtBot) -> PrintJobsDialog:
    made = PrintJobsDialog(place, None)
    qtbot.addWidget(made)
    made.open()
    qtbot.waitUntil(lambda: made.list.count() == 3, timeout=WAIT)
    qtbot.waitUntil(lambda: NAME in made.printing.printer.values, timeout=WAIT)
    return made


def state(office: Office, number: int) -> JobState:
    return print_jobs.one(office, number).state


def test_the_start_tells_of_what_is_left_and_of_nothing_else(
    left: list[int], office: Office, shell: Shell, qtbot: QtBot
) -> None:
    notice = shell.print_notice
    qtbot.waitUntil(notice.isVisible, timeout=WAIT)
    assert notice.text.text() == (
        "3 tờ giấy đã lưu lệnh in mà chưa ra: H56.14-261123-0001, H56.14-261123-0002, "
        "H56.14-261123-0003."
    )
    for number in left:
        shell.place.announce(print_jobs.confirm(office, number))
    qtbot.waitUntil(notice.isHidden, timeout=WAIT)
    fresh = intake.accept(office, walk_in(office)).dossier.code
    shell.place.announce(print_jobs.receipt(office, fresh).changes)
    qtbot.waitUntil(lambda: not shell.place.background.busy, timeout=WAIT)
    assert notice.isHidden()


def test_with_nothing_left_nothing_is_said(place: Workplace, qtbot: QtBot) -> None:
    notice = PrintNotice(place)
    qtbot.addWidget(notice)
    notice.look()
    qtbot.waitUntil(lambda: not place.background.busy, timeout=WAIT)
    assert notice.isHidden()


def test_a_job_is_printed_again_under_its_number(
    dialog: PrintJobsDialog, left: list[int], office: Office, fake: FakeSpooler, qtbot: QtBot
) -> None:
    assert "chưa gửi tới máy in nào" in dialog.list.item(0).text()
    dialog.printing.print_button.click()
    qtbot.waitUntil(lambda: state(office, left[0]) is JobState.SENT, timeout=WAIT)
    assert len(fake.papers) == 1
    dialog.printing.confirm_button.click()
    qtbot.waitUntil(lambda: state(office, left[0]) is JobState.CONFIRMED, timeout=WAIT)
    qtbot.waitUntil(lambda: dialog.list.count() == 2, timeout=WAIT)


def test_a_paper_found_in_the_tray_is_confirmed_and_another_dropped(
    dialog: PrintJobsDialog, left: list[int], office: Office, qtbot: QtBot
) -> None:
    dialog.list.setCurrentRow(1)
    dialog.out_button.click()
    qtbot.waitUntil(lambda: state(office, left[1]) is JobState.CONFIRMED, timeout=WAIT)
    qtbot.waitUntil(lambda: dialog.list.count() == 2, timeout=WAIT)
    dialog.list.setCurrentRow(1)
    question = dialog.ask_to_drop()
    assert question is not None
    field = question.findChild(QLineEdit)
    assert field is not None
    field.setText("người dân không lấy giấy")
    question.yes.click()
    qtbot.waitUntil(lambda: state(office, left[2]) is JobState.DROPPED, timeout=WAIT)
    assert print_jobs.one(office, left[2]).reason == "người dân không lấy giấy"


def test_everything_dealt_with_is_said(
    dialog: PrintJobsDialog, left: list[int], office: Office, qtbot: QtBot
) -> None:
    for _ in left:
        count = dialog.list.count()
        dialog.out_button.click()
        qtbot.waitUntil(lambda count=count: dialog.list.count() == count - 1, timeout=WAIT)
    assert dialog.news.text() == "Không còn lệnh in nào chờ."
    assert not dialog.out_button.isEnabled()


def test_a_long_line_goes_on_below_and_is_laid_out_anew_when_the_dialog_grows(
    dialog: PrintJobsDialog, left: list[int], place: Workplace, office: Office, qtbot: QtBot
) -> None:
    printer = "Máy in màu ở phòng tiếp công dân, tầng hai nhà một cửa của xã"
    place.announce(print_jobs.sent(office, left[1], printer, "7"))
    qtbot.waitUntil(lambda: printer in dialog.list.item(1).text(), timeout=WAIT)
    line = dialog.list.fontMetrics().height()

    def row() -> QRect:
        return dialog.list.visualItemRect(dialog.list.item(1))

    qtbot.waitUntil(lambda: row().height() > 3 * line // 2, timeout=WAIT)
    assert row().right() <= dialog.list.viewport().width()
    dialog.resize(2 * dialog.width(), dialog.height())
    qtbot.waitUntil(lambda: row().height() <= 3 * line // 2, timeout=WAIT)


def test_nothing_is_cut_off_and_all_is_vietnamese(dialog: PrintJobsDialog, qtbot: QtBot) -> None:
    assert cut_off(dialog) == []
    assert english(" ".join(Keyboard(qtbot, dialog).seen().split("\n"))) == []
