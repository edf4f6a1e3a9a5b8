"""The year's register in volumes, in a real window: stopped, failed, and gone on with."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from receptiondesk.desk import intake, print_jobs, registers
from receptiondesk.desk.print_batches import Batch
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.print_jobs import JobState
from receptiondesk.office import Office
from tests.support.fake_spooler import FakeSpooler
from tests.support.paper import words
from tests.support.walk_ins import walk_in
from tests.ui.keyboard import Keyboard
from tests.ui.looking import beyond, cut_off, english, overlapping
from tests.ui.screens.papers_of_window import made, to_list, wait_for
from ui.screens.dossiers.paper_page import PaperPage
from ui.shell import Shell

COUNT = 30
REGISTER = "5"


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSpooler:
    found = FakeSpooler(tmp_path / "spooler")
    monkeypatch.setenv("PATH", found.path)
    return found


@pytest.fixture
def dossiers(
    office: Office, fake: FakeSpooler, monkeypatch: pytest.MonkeyPatch
) -> tuple[Dossier, ...]:
    """A year that fills several volumes, for these have one page of dossiers."""

    def small(**more: Any) -> Batch:
        return Batch(**{**more, "pages": 3})

    monkeypatch.setattr("ui.print_batch.Batch", small)
    assert fake.papers == []
    return tuple(intake.accept(office, walk_in(office)).dossier for _ in range(COUNT))


@pytest.fixture(autouse=True)
def nothing_left(shell: Shell, qtbot: QtBot) -> Iterator[None]:
    """Let what is under way end before the office is closed."""
    yield
    qtbot.waitUntil(lambda: not shell.place.background.busy, timeout=60_000)


def to_register(shell: Shell, keys: Keyboard) -> PaperPage:
    """Go to the register, by keys only."""
    screen = to_list(shell, keys, COUNT)
    keys.press("Ctrl+M")
    keys.wait(lambda: bool(screen.papers.chooser.list.lines.lines))
    keys.wait(screen.papers.chooser.list.hasFocus)
    keys.type(REGISTER)
    made(keys, screen.papers.page)
    return screen.papers.page


def states(office: Office) -> list[JobState]:
    return [job.state for job in print_jobs.recent(office)]


def volume_of(pdf: bytes) -> str:
    return " ".join(words(pdf).split()).partition("Quyển số: ")[2][:2]


def test_a_book_stopped_behind_its_first_volume_goes_on_also_from_another_form(
    shell: Shell, keys: Keyboard, dossiers: tuple[Dossier, ...], office: Office, fake: FakeSpooler
) -> None:
    page = to_register(shell, keys)
    fake.fault = "slow"
    keys.press("Ctrl+P")
    keys.wait_to_see("Đang gửi phần 1 tới máy in…")
    keys.press("Escape")  # stops, and does not leave
    keys.wait_to_see("Đã dừng sau phần 1. Phần còn lại chưa in; bấm In tiếp khi cần.")
    fake.fault = ""
    keys.press("Escape")
    keys.wait_to_see("Giấy tờ, danh sách, sổ")
    keys.type(REGISTER)
    made(keys, page)
    told = "“so-theo-doi-2026” còn phần chưa in: bấm In tiếp để in nốt, không in lại phần đã ra."
    keys.wait_to_see(told)
    keys.press("Ctrl+A")
    keys.type("2025")  # another book is looked at meanwhile
    made(keys, page)
    assert told in keys.seen()
    assert page.binding.print_button.text() == " In tiếp so-theo-doi-2026   Ctrl+P"
    assert not english(keys.seen())
    assert not cut_off(shell)
    assert not overlapping(shell)
    assert not beyond(shell, shell)
    keys.press("Ctrl+P")
    keys.wait_for_focus_on("Đã ra giấy")
    saved = print_jobs.recent(office)
    count = len(saved)
    assert count > 1
    assert [volume_of(one) for one in fake.papers] == [f"{n:02d}" for n in range(1, count + 1)]
    assert sum(words(one).count(dossiers[-1].code) for one in fake.papers) == 1
    keys.press("Return")
    wait_for(keys, lambda: states(office) == [JobState.CONFIRMED] * count)
    keys.press("Ctrl+P")  # and now the book that is looked at
    keys.wait_for_focus_on("Đã ra giấy")
    assert print_jobs.recent(office)[-1].order.title == "so-theo-doi-2025-quyen-01"


def test_a_volume_that_was_bound_while_a_person_said_stop_is_not_sent_and_not_lost(
    *,
    shell: Shell,
    keys: Keyboard,
    dossiers: tuple[Dossier, ...],
    office: Office,
    fake: FakeSpooler,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = to_register(shell, keys)
    filed = registers._filed

    def stopped_meanwhile(*given: Any) -> registers.Bound:
        page.binding.run.stop()
        return filed(*given)

    monkeypatch.setattr(registers, "_filed", stopped_meanwhile)
    keys.press("Ctrl+P")
    keys.wait_to_see("Đã dừng. Chưa có tờ nào được in; phần đã tạo đã lưu, bấm In tiếp khi cần.")
    assert fake.papers == []
    assert states(office) == [JobState.SAVED]
    assert not page.binding.confirm_button.isVisible()
    monkeypatch.setattr(registers, "_filed", filed)
    keys.wait_for_focus_on("In tiếp")
    keys.press("Return")
    keys.wait_for_focus_on("Đã ra giấy")
    assert [volume_of(one) for one in fake.papers][:2] == ["01", "02"]
    assert len(dossiers) == COUNT


def test_what_is_left_after_a_failure_may_be_left_for_a_book_from_the_beginning(
    shell: Shell, keys: Keyboard, dossiers: tuple[Dossier, ...], office: Office, fake: FakeSpooler
) -> None:
    page = to_register(shell, keys)
    fake.fault = "out_of_paper"
    keys.press("Ctrl+P")
    keys.wait_to_see("báo hết giấy")
    keys.wait_to_see("Có thể: in tiếp")
    keys.press("Escape")
    keys.wait_to_see("Giấy tờ, danh sách, sổ")
    keys.type(REGISTER)
    made(keys, page)
    keys.wait_to_see("“so-theo-doi-2026” còn phần chưa in")
    page.binding.leave_button.click()
    keys.wait_to_see("Phần đã lưu mà chưa in vẫn ở Lệnh in chưa xong (Ctrl+J).")
    assert "In tiếp" not in page.binding.print_button.text()
    keys.press("Ctrl+J")
    keys.wait_to_see("so-theo-doi-2026-quyen-01 – máy in hết giấy")
    assert states(office) == [JobState.FAILED]
    assert len(dossiers) == COUNT
