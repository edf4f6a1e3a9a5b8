"""The rows of a list: told by row, never by reset, whatever changed."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ui.models.lines import CELL, UID, Cell, Line, LinesModel


def lines(text: str, word: str = "") -> list[Line]:
    """Return a line for each letter."""
    return [Line(uid, (Cell(uid.upper(), word), Cell("x"))) for uid in text]


def model(text: str) -> LinesModel:
    made = LinesModel(["Mã", "Khác"])
    made.replace(lines(text))
    return made


def test_the_model_keeps_qt_s_promises(qtmodeltester: ModelTester) -> None:
    tested = model("abcd")
    qtmodeltester.check(tested)
    tested.merge(lines("dxab"))
    tested.merge(lines(""))
    tested.merge(lines("yz"))


def test_a_change_of_one_row_is_told_for_that_row_alone(qtbot: QtBot) -> None:
    tested = model("abc")
    fresh = [*lines("a"), *lines("b", "mới"), *lines("c")]
    with (
        qtbot.assertNotEmitted(tested.modelReset),
        qtbot.waitSignal(tested.dataChanged) as told,
    ):
        tested.merge(fresh)
    first, last, *_roles = told.args
    assert (first.row(), first.column(), last.row(), last.column()) == (1, 0, 1, 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.permutations("abcdef"), after=st.permutations("cdefgh"), cut=st.integers(0, 6))
def test_a_merge_reads_as_asked_and_what_stays_keeps_its_handle(
    qapp: QApplication, before: list[str], after: list[str], cut: int
) -> None:
    tested = model("".join(before))
    kept = set(before) & set(after[cut:])
    handles = {
        uid: QPersistentModelIndex(tested.index(tested.row_of(uid), 0)) for uid in sorted(kept)
    }
    tested.merge(lines("".join(after[cut:]), "mới"))
    assert [line.uid for line in tested.lines] == after[cut:]
    assert all(line.cells[0].below == "mới" for line in tested.lines)
    assert all(handle.data(UID) == uid for uid, handle in handles.items())


def test_a_cell_is_read_aloud_with_its_heading() -> None:
    tested = model("a")
    tested.merge(lines("a", "quá 2 ngày"))
    index = tested.index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Mã: A, quá 2 ngày"
    assert index.data(CELL) == Cell("A", "quá 2 ngày")
    assert tested.data(QModelIndex()) is None
