"""Which printer stands in front: the counter's, what keeps it, and what it is called now."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from receptiondesk.desk import print_choices
from receptiondesk.office import Office
from tests.support.fake_spooler import NAME, FakeSpooler
from ui.printer_choice import PrinterChoice
from ui.workplace import Workplace

WAIT = 60_000


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSpooler:
    found = FakeSpooler(tmp_path / "spooler")
    monkeypatch.setenv("PATH", found.path)
    return found


@pytest.fixture
def printers(place: Workplace, fake: FakeSpooler, qtbot: QtBot) -> PrinterChoice:
    found = PrinterChoice(place)
    qtbot.addWidget(found)
    assert fake.papers == []
    assert found.currentText() == "đang tìm máy in…"
    found.show_for("receipt")
    qtbot.waitUntil(lambda: NAME in found.values, timeout=WAIT)
    return found


def test_the_machines_own_stands_in_front_until_the_counter_chooses(
    printers: PrinterChoice, place: Workplace, office: Office
) -> None:
    assert printers.read() == NAME
    printers.choose("Tang-2")
    printers.show_for("receipt")  # the next paper of that kind: the clerk's own choice stays
    assert printers.read() == "Tang-2"
    place.move_to(print_choices.change(office, "notices", printer="Không-có"))
    printers.show_for("notices")
    assert printers.read() == "Không-có"
    assert printers.currentText() == "Không-có (hiện không thấy)"


def test_a_printer_that_was_renamed_is_put_forward_under_its_name_of_now(
    printers: PrinterChoice, place: Workplace, office: Office, fake: FakeSpooler, qtbot: QtBot
) -> None:
    place.move_to(print_choices.change(office, "receipt", printer=NAME))
    fake.fault = "renamed"
    printers.rename(NAME, "Quay-1-moi")
    assert printers.read() == "Quay-1-moi"
    qtbot.waitUntil(lambda: "Tang-2" in printers.values, timeout=WAIT)
    assert printers.read() == "Quay-1-moi"
    printers.show_for("receipt")
    assert printers.read() == "Quay-1-moi"
    assert not any("hiện không thấy" in printers.itemText(at) for at in range(printers.count()))


def test_what_keeps_a_printer_stands_beside_its_name(
    place: Workplace, fake: FakeSpooler, qtbot: QtBot
) -> None:
    fake.fault = "out_of_paper"
    found = PrinterChoice(place)
    qtbot.addWidget(found)
    found.show_for("receipt")
    qtbot.waitUntil(lambda: found.currentText() == f"{NAME} – máy in hết giấy", timeout=WAIT)
