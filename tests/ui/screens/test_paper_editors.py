"""The editors of a paper's fields, where a form cannot show what they do by keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from receptiondesk.desk.paper_offers import Ticked
from ui.screens.dossiers.paper_editors import Ticks, Whole

pytestmark = pytest.mark.usefixtures("dressed")


def test_a_pasted_number_longer_than_anybody_counts_is_a_number_still(qtbot: QtBot) -> None:
    field = Whole()
    qtbot.addWidget(field)
    QApplication.clipboard().setText("7" * 5_000)
    field.paste()
    assert field.told() == 777_777_777
    assert not field.unread()


def test_a_click_on_the_words_ticks_the_paper(qtbot: QtBot) -> None:
    ticks = Ticks([Ticked("Giấy chứng sinh (01 bản chính)", likely=False)], "")
    qtbot.addWidget(ticks)
    (words,) = ticks.findChildren(QLabel)
    QTest.mouseClick(words, Qt.MouseButton.LeftButton)
    assert ticks.told() == ["Giấy chứng sinh (01 bản chính)"]
    QTest.mouseClick(words, Qt.MouseButton.RightButton)
    assert ticks.told() == ["Giấy chứng sinh (01 bản chính)"]
    QTest.mouseClick(words, Qt.MouseButton.LeftButton)
    assert ticks.told() is None
