"""Papers sent before the one on offer: confirmed right there, each by itself, never another."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from receptiondesk.desk import intake, print_jobs
from receptiondesk.domain.print_jobs import JobState
from receptiondesk.office import Office
from tests.support.fake_spooler import NAME, FakeSpooler
from tests.support.walk_ins import walk_in
from tests.ui.keyboard import Keyboard
from tests.ui.looking import english
from ui.print_panel import DOSSIER_SAFE, PaperSource, PrintControls
from ui.workplace import Workplace

WAIT = 60_000


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSpooler:
    found = FakeSpooler(tmp_path / "spooler")
    monkeypatch.setenv("PATH", found.path)
    return found


@pytest.fixture
def codes(office: Office) -> list[str]:
    return [intake.accept(office, walk_in(office)).dossier.code for _ in range(3)]


@pytest.fixture
def panel(place: Workplace, fake: FakeSpooler, qtbot: QtBot) -> Iterator[PrintControls]:
    """A panel in a page that places its line of earlier papers."""
    page = QWidget()
    qtbot.addWidget(page)
    found = PrintControls(place)
    column = QVBoxLayout(page)
    column.addWidget(found.earlier)
    column.addWidget(found)
    page.show()
    assert fake.papers == []
    yield found
    qtbot.waitUntil(lambda: not place.background.busy, timeout=WAIT)


def offer(panel: PrintControls, code: str) -> None:
    issue = partial(print_jobs.receipt, code=code)
    panel.offer(PaperSource(issue, code, f"{code}.pdf", DOSSIER_SAFE, "receipt", dossier=code))


def send(panel: PrintControls, code: str, qtbot: QtBot) -> None:
    offer(panel, code)
    qtbot.waitUntil(lambda: NAME in panel.printer.values, timeout=WAIT)
    panel.print_button.click()
    qtbot.waitUntil(lambda: panel.waiting, timeout=WAIT)


def states(office: Office) -> list[JobState]:
    return [job.state for job in print_jobs.recent(office)]


def test_each_paper_that_was_sent_is_confirmed_by_itself(
    panel: PrintControls, office: Office, codes: list[str], qtbot: QtBot
) -> None:
    send(panel, codes[0], qtbot)
    assert not panel.earlier.isVisible()
    send(panel, codes[1], qtbot)
    assert panel.earlier.words.text() == f"“{codes[0]}” đã gửi máy in, chưa xác nhận ra giấy."
    offer(panel, codes[2])
    assert panel.earlier.words.text() == (
        f"“{codes[1]}” đã gửi máy in, chưa xác nhận ra giấy; trước đó còn 1 tờ."
    )
    assert not english(panel.earlier.words.text())
    panel.setEnabled(False)  # what is told now cannot be printed yet
    Keyboard(qtbot, panel.window()).press("F6")
    wanted = [JobState.SENT, JobState.CONFIRMED]
    qtbot.waitUntil(lambda: states(office) == wanted, timeout=WAIT)
    assert panel.earlier.words.text() == f"“{codes[0]}” đã gửi máy in, chưa xác nhận ra giấy."
    panel.earlier.button.click()
    qtbot.waitUntil(lambda: states(office) == [JobState.CONFIRMED] * 2, timeout=WAIT)
    assert not panel.earlier.isVisible()


def test_what_is_confirmed_elsewhere_leaves_the_line(
    panel: PrintControls, office: Office, codes: list[str], qtbot: QtBot, place: Workplace
) -> None:
    send(panel, codes[0], qtbot)
    offer(panel, codes[1])
    assert panel.earlier.isVisible()
    (job,) = print_jobs.recent(office)
    place.announce(print_jobs.confirm(office, job.number))
    qtbot.waitUntil(lambda: not panel.earlier.isVisible(), timeout=WAIT)


def test_a_paper_still_on_its_way_when_another_is_offered_comes_into_the_line(
    *, panel: PrintControls, office: Office, codes: list[str], fake: FakeSpooler, qtbot: QtBot
) -> None:
    offer(panel, codes[0])
    qtbot.waitUntil(lambda: NAME in panel.printer.values, timeout=WAIT)
    fake.fault = "slow"
    panel.print_button.click()
    qtbot.waitUntil(lambda: states(office) == [JobState.SAVED], timeout=WAIT)
    offer(panel, codes[1])
    assert not panel.earlier.isVisible()
    qtbot.waitUntil(panel.earlier.isVisible, timeout=WAIT)
    assert codes[0] in panel.earlier.words.text()
    assert not panel.confirm_button.isVisible()


def test_who_has_no_name_is_asked_for_it_and_the_paper_stays_in_the_line(
    panel: PrintControls, office: Office, codes: list[str], qtbot: QtBot, place: Workplace
) -> None:
    send(panel, codes[0], qtbot)
    offer(panel, codes[1])
    qtbot.waitUntil(lambda: not place.background.busy, timeout=WAIT)
    place.move_to(office.with_officer(""))
    panel.earlier.button.click()
    qtbot.waitUntil(lambda: "Xin ghi tên cán bộ" in panel.earlier.words.text(), timeout=WAIT)
    assert codes[0] in panel.earlier.words.text()
    assert panel.earlier.button.isVisible()
    assert states(office) == [JobState.SENT]
