"""Many receipts at once in a real window: which, in parts, stopped, failed, gone on with."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from receptiondesk.desk import look, print_jobs
from receptiondesk.desk.print_batches import Batch
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.print_jobs import JobState
from receptiondesk.office import Office
from tests.support.fake_spooler import FakeSpooler
from tests.support.paper import words
from tests.ui.keyboard import Keyboard
from tests.ui.looking import beyond, cut_off, english, overlapping
from tests.ui.screens.file_dialog import choose_file
from tests.ui.screens.papers_of_window import receive, to_list, wait_for
from ui.print_batch import BatchRun
from ui.screens.dossiers.receipts_page import ReceiptsPage
from ui.shell import Shell

NAMES = ("Lê Thị Bưởi", "Phạm Văn Cam", "Hoàng Thị Đào", "Đỗ Văn Ngọc")
#: A receipt has two pages of A5: two of them in a part of four.
PAGES = 4


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSpooler:
    found = FakeSpooler(tmp_path / "spooler")
    monkeypatch.setenv("PATH", found.path)
    return found


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of four pages in place of five hundred."""

    def small(**more: Any) -> Batch:
        return Batch(**{**more, "pages": PAGES})

    monkeypatch.setattr("ui.print_batch.Batch", small)


@pytest.fixture
def dossiers(office: Office, fake: FakeSpooler) -> tuple[Dossier, ...]:
    return tuple(receive(office, name) for name in NAMES)


@pytest.fixture(autouse=True)
def nothing_left(shell: Shell, qtbot: QtBot) -> Iterator[None]:
    """Let what is under way end before the office is closed."""
    yield
    qtbot.waitUntil(lambda: not shell.place.background.busy, timeout=60_000)


def to_receipts(shell: Shell, keys: Keyboard, *, ticks: int = 0) -> ReceiptsPage:
    """Tick some dossiers and go to many receipts, by keys only."""
    screen = to_list(shell, keys, len(NAMES))
    keys.press("Down")
    keys.press(*["Space"] * ticks)
    keys.press("Ctrl+Shift+P")
    keys.wait(lambda: not screen.receipts.latest.busy)
    keys.wait(lambda: bool(screen.receipts.told.text()))
    return screen.receipts


def prints(office: Office, dossiers: tuple[Dossier, ...]) -> list[int]:
    return [look.dossier(office, one.code).prints for one in dossiers]


def states(office: Office) -> list[JobState]:
    return [job.state for job in print_jobs.recent(office)]


@pytest.mark.usefixtures("small_parts")
def test_the_mornings_receipts_go_in_parts_and_are_confirmed_together(
    shell: Shell,
    keys: Keyboard,
    dossiers: tuple[Dossier, ...],
    office: Office,
    fake: FakeSpooler,
) -> None:
    page = to_receipts(shell, keys)
    assert page.told.text().startswith("4 giấy tiếp nhận, từ hồ sơ")
    assert prints(office, dossiers) == [0, 0, 0, 0]  # what is shown counts nowhere
    keys.press("Ctrl+P")
    keys.wait_for_focus_on("Đã ra giấy")
    assert "Đã gửi cả 2 phần tới máy in “Quay-1”, chờ xác nhận." in keys.seen()
    assert prints(office, dossiers) == [1, 1, 1, 1]
    # That it was sent is filed once the printer has it, and told at the same time.
    wait_for(keys, lambda: states(office) == [JobState.SENT] * 2)
    assert [dossiers[at].code in words(fake.papers[0]) for at in range(4)] == [
        True,
        True,
        False,
        False,
    ]
    keys.press("Return")
    wait_for(keys, lambda: states(office) == [JobState.CONFIRMED] * 2)
    keys.wait_to_see("Mọi hồ sơ tiếp nhận hôm nay đã có giấy.")
    assert not page.printing.isEnabled(), "they are not offered once more"


def test_only_what_was_ticked_is_printed(
    shell: Shell,
    keys: Keyboard,
    dossiers: tuple[Dossier, ...],
    office: Office,
) -> None:
    page = to_receipts(shell, keys, ticks=2)
    assert page.told.text().startswith("2 giấy tiếp nhận")
    keys.press("Ctrl+P")
    keys.wait_for_focus_on("Đã ra giấy")
    assert prints(office, dossiers) == [0, 0, 1, 1]
    keys.press("Escape", "Ctrl+Shift+P")
    keys.wait_to_see("“2 giấy tiếp nhận” đã gửi máy in, chưa xác nhận ra giấy.")


def test_a_stretch_of_time_is_typed_and_what_cannot_be_read_is_said(
    shell: Shell, keys: Keyboard, dossiers: tuple[Dossier, ...]
) -> None:
    page = to_receipts(shell, keys)
    keys.press("Alt+4")
    keys.wait(lambda: page.span.isVisible() and not page.latest.busy)
    assert len(dossiers) == 4
    assert page.told.text().startswith("4 giấy tiếp nhận")
    page.end_at.time.setFocus()
    keys.press("Ctrl+A")
    keys.type("8")
    keys.wait_to_see("Khoảng thời gian này không tiếp nhận hồ sơ nào.")
    assert not page.printing.isEnabled()
    keys.press("Ctrl+A")
    keys.type("tám")
    keys.wait_to_see("Ghi cả ngày và giờ")
    assert not english(keys.seen())


@pytest.mark.usefixtures("small_parts")
def test_it_stops_between_parts_and_goes_on_where_it_stopped(
    shell: Shell,
    keys: Keyboard,
    dossiers: tuple[Dossier, ...],
    office: Office,
    fake: FakeSpooler,
) -> None:
    page = to_receipts(shell, keys)
    fake.fault = "slow"
    keys.press("Ctrl+P")
    keys.wait_to_see("Đang gửi phần 1 tới máy in…")
    keys.press("Escape")  # stops, and does not leave
    keys.wait_to_see("Đã dừng sau phần 1. Phần còn lại chưa in; bấm In tiếp khi cần.")
    assert page.isVisible()
    assert prints(office, dossiers) == [1, 1, 0, 0]
    fake.fault = ""
    keys.wait_for_focus_on("In tiếp")
    keys.press("Return")
    keys.wait_for_focus_on("Đã ra giấy")
    assert prints(office, dossiers) == [1, 1, 1, 1]
    assert len(fake.papers) == 2


@pytest.mark.usefixtures("small_parts")
def test_a_part_that_fails_names_the_cause_and_is_printed_again_not_twice(
    shell: Shell,
    keys: Keyboard,
    dossiers: tuple[Dossier, ...],
    office: Office,
    fake: FakeSpooler,
) -> None:
    page = to_receipts(shell, keys)
    fake.fault = "out_of_paper"
    keys.press("Ctrl+P")
    keys.wait_to_see("báo hết giấy")
    keys.wait_to_see("Có thể: in tiếp, chọn máy in khác rồi in tiếp, lưu phần còn lại ra PDF.")
    keys.wait(lambda: states(office) == [JobState.FAILED])
    keys.press("Escape")  # to the list, and back: what is left is still offered
    keys.press("Ctrl+Shift+P")
    keys.wait(page.printing.print_button.hasFocus)
    assert "In tiếp" in keys.seen()
    fake.fault = ""
    keys.press("Return")
    keys.wait_for_focus_on("Đã ra giấy")
    assert prints(office, dossiers) == [1, 1, 1, 1]
    assert len(fake.papers) == 2


@pytest.mark.usefixtures("small_parts")
def test_parts_are_saved_as_files_beside_one_another(
    shell: Shell,
    keys: Keyboard,
    dossiers: tuple[Dossier, ...],
    office: Office,
    tmp_path: Path,
) -> None:
    to_receipts(shell, keys)
    keys.press("Ctrl+S")
    choose_file(keys, tmp_path / "sang.pdf")
    keys.wait_to_see("Đã lưu 2 tệp, từ")
    assert dossiers[0].code in words((tmp_path / "sang.pdf").read_bytes())
    assert dossiers[3].code in words((tmp_path / "sang-2.pdf").read_bytes())
    assert states(office) == [JobState.CONFIRMED] * 2


def test_stopped_before_the_first_part_nothing_was_printed(
    shell: Shell,
    keys: Keyboard,
    dossiers: tuple[Dossier, ...],
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    to_receipts(shell, keys)
    begin = BatchRun.begin

    def begin_and_stop(run: BatchRun, *given: object, **more: object) -> None:
        begin(run, *given, **more)  # type: ignore[arg-type]
        run.stop()

    monkeypatch.setattr(BatchRun, "begin", begin_and_stop)
    keys.press("Ctrl+P")
    keys.wait_to_see("Đã dừng. Chưa có tờ nào được in.")
    assert prints(office, dossiers) == [0, 0, 0, 0]
    assert states(office) == []


def test_the_jobs_that_are_left_are_shown_by_key(
    shell: Shell, keys: Keyboard, dossiers: tuple[Dossier, ...], fake: FakeSpooler
) -> None:
    to_receipts(shell, keys)
    fake.fault = "off"
    keys.press("Ctrl+P")
    keys.wait_to_see("đang tắt hoặc chưa nối")
    keys.press("Ctrl+J")
    keys.wait_to_see("giay-tiep-nhan-phan-1 – máy in đang tắt")
    keys.press("Escape")
    assert dossiers


def test_nothing_is_cut_off(shell: Shell, keys: Keyboard, dossiers: tuple[Dossier, ...]) -> None:
    to_receipts(shell, keys, ticks=2)
    keys.press("Alt+4")
    keys.wait(lambda: not cut_off(shell))
    assert not overlapping(shell)
    assert not beyond(shell, shell)
    assert not english(keys.seen())
    assert dossiers
