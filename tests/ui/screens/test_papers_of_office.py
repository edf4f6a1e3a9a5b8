"""Lists, registers, slips and samples in a real window, by keyboard only."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from receptiondesk.desk import print_jobs
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.print_jobs import JobState
from receptiondesk.office import Office
from tests.support.fake_spooler import FakeSpooler
from tests.support.paper import words
from tests.support.walk_ins import COPY_OF_RECORD
from tests.ui.keyboard import Keyboard
from tests.ui.looking import beyond, cut_off, english, overlapping
from tests.ui.screens.file_dialog import choose_file
from tests.ui.screens.papers_of_window import (
    BY_POST,
    made,
    receive,
    shown_words,
    state,
    to_list,
    wait_for,
)
from ui.background import WORKERS
from ui.screens.dossiers.paper_page import PaperPage
from ui.shell import Shell

TRANSMITTAL, MANIFEST, LABELS, FEES, REGISTER, QUEUE, SUPPLEMENT, REFUSAL, SAMPLE = "123456789"


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSpooler:
    found = FakeSpooler(tmp_path / "spooler")
    monkeypatch.setenv("PATH", found.path)
    return found


@pytest.fixture
def dossiers(office: Office, fake: FakeSpooler) -> tuple[Dossier, ...]:
    """Three, the newest of which stands first in the list."""
    names = ("Lê Thị Bưởi", "Phạm Văn Cam", "Hoàng Thị Đào")
    return tuple(receive(office, name, COPY_OF_RECORD, delivery=BY_POST) for name in names)


@pytest.fixture(autouse=True)
def nothing_left(shell: Shell, qtbot: QtBot) -> Iterator[None]:
    """Let what is under way end before the office is closed."""
    yield
    qtbot.waitUntil(lambda: not shell.place.background.busy, timeout=60_000)


def to_kind(shell: Shell, keys: Keyboard, kind: str, *, ticks: int = 0, rows: int = 3) -> PaperPage:
    """Tick some dossiers in the list and go to a paper, by keys only."""
    screen = to_list(shell, keys, rows)
    keys.press("Down")
    keys.press(*["Space"] * ticks)
    keys.press("Ctrl+M")
    keys.wait(lambda: bool(screen.papers.chooser.list.lines.lines))
    keys.wait(screen.papers.chooser.list.hasFocus)
    keys.type(kind)
    made(keys, screen.papers.page)
    return screen.papers.page


def test_ticks_are_seen_counted_and_taken_away(
    shell: Shell, keys: Keyboard, dossiers: tuple[Dossier, ...]
) -> None:
    screen = to_list(shell, keys, 3)
    keys.press("Down", "Space", "Space")
    keys.wait_to_see("Đã chọn 2 hồ sơ")
    assert f"{dossiers[2].code}, nhận 09:00, đã chọn" in keys.seen()
    assert list(screen.list_page.ticked) == [dossiers[2].code, dossiers[1].code]
    keys.press("Up", "Space")
    keys.wait_to_see("Đã chọn 1 hồ sơ")
    keys.press("Ctrl+A")
    keys.wait_to_see("Đã chọn 3 hồ sơ")
    keys.press("Ctrl+Shift+A")
    assert list(screen.list_page.ticked) == []
    assert "Đã chọn" not in keys.seen()


def test_a_list_begins_with_what_was_ticked_and_a_scanner_adds_to_it(
    shell: Shell, keys: Keyboard, dossiers: tuple[Dossier, ...]
) -> None:
    page = to_kind(shell, keys, TRANSMITTAL, ticks=2)
    assert "02 hồ sơ" in shown_words(page)
    keys.scan(f"Mã hồ sơ: {dossiers[0].code}; Ngày hẹn: 23/11/2026")
    keys.wait_to_see("3 hồ sơ · Enter ghi kèm")
    made(keys, page)
    told = shown_words(page)
    assert all(one.code in told for one in dossiers)
    keys.scan("khong co ma nay")
    keys.wait_to_see("Không thấy hồ sơ có mã «khong co ma nay»")
    keys.press("Ctrl+A")
    keys.press("Delete")
    keys.press("Tab", "Delete")
    keys.wait_to_see("2 hồ sơ · Enter ghi kèm")


def test_codes_scanned_faster_than_they_are_found_all_come_into_the_list(
    shell: Shell, keys: Keyboard, dossiers: tuple[Dossier, ...]
) -> None:
    page = to_kind(shell, keys, TRANSMITTAL)
    held = threading.Event()
    for _each in range(WORKERS):
        shell.place.run(lambda _office: held.wait())
    keys.scan(dossiers[0].code)
    keys.type(dossiers[1].code[:6])
    held.set()
    keys.wait_to_see("1 hồ sơ · Enter ghi kèm")
    keys.scan(dossiers[1].code[6:])
    keys.wait_to_see("2 hồ sơ · Enter ghi kèm")
    made(keys, page)


def test_a_number_being_typed_stays_with_its_dossier_when_a_scan_is_found_late(
    keys: Keyboard, shell: Shell, dossiers: tuple[Dossier, ...]
) -> None:
    page = to_kind(shell, keys, MANIFEST, ticks=2)
    assert page.form is not None
    rows = page.form.rows
    assert rows is not None
    keys.scan(dossiers[1].code)
    keys.wait(lambda: not shell.place.background.busy)
    held = threading.Event()
    for _each in range(WORKERS):
        shell.place.run(lambda _office: held.wait())
    keys.scan(dossiers[0].code)
    keys.press("Tab", "Return")
    keys.wait(rows.beside["tracking"].hasFocus)
    keys.type("RR0000")
    held.set()
    keys.wait(lambda: len(rows.codes) == 3)
    keys.type("00001VN")
    assert rows.told() == {"tracking": {dossiers[1].code: "RR000000001VN"}}


def test_without_ticks_a_list_says_how_dossiers_come_into_it(
    shell: Shell, keys: Keyboard, dossiers: tuple[Dossier, ...]
) -> None:
    page = to_kind(shell, keys, QUEUE)
    assert "1 trang" in keys.seen()
    keys.press("Escape")
    keys.type(TRANSMITTAL)
    keys.wait_to_see("Thêm hồ sơ ở bên trái, danh sách sẽ hiện ở đây.")
    assert "1 trang" not in keys.seen(), "they were another paper's"
    assert not page.printing.isEnabled()
    keys.press("Ctrl+P")
    assert state(shell.place.office) is None


def test_postal_numbers_are_scanned_row_after_row_and_the_manifest_is_printed(
    shell: Shell, keys: Keyboard, dossiers: tuple[Dossier, ...], office: Office, fake: FakeSpooler
) -> None:
    page = to_kind(shell, keys, MANIFEST, ticks=3)
    keys.press("Tab", "Return")
    for number in range(1, 4):
        keys.scan(f"RR00000000{number}VN")
    made(keys, page)
    seen = keys.seen()
    assert all(f"Ghi kèm: RR00000000{number}VN" in seen for number in range(1, 4))
    assert "0001VN" in shown_words(page).replace(" ", "").replace("\n", "")
    keys.press("Ctrl+P")
    wait_for(keys, lambda: state(office) is JobState.SENT)
    assert "03 (ba) bưu gửi" in words(fake.papers[0]).replace("\n", " ")
    assert "media=A4" in fake.words
    assert len(dossiers) == 3


def test_a_label_without_address_is_named_and_nothing_is_printed(
    shell: Shell, keys: Keyboard, office: Office, fake: FakeSpooler
) -> None:
    from dataclasses import replace

    from receptiondesk.desk import intake
    from receptiondesk.domain.walk_in import Address
    from tests.support.walk_ins import person, walk_in

    homeless = replace(person("Người Không Địa Chỉ"), address=Address())
    code = intake.accept(office, walk_in(office, applicant=homeless)).dossier.code
    page = to_kind(shell, keys, LABELS, ticks=1, rows=1)
    keys.wait_to_see(f"Hồ sơ {code} chưa có địa chỉ nhận.")
    assert not page.printing.isEnabled()
    assert fake.papers == []


def test_fees_of_a_day_and_a_day_that_is_wrong(
    shell: Shell, keys: Keyboard, dossiers: tuple[Dossier, ...]
) -> None:
    page = to_kind(shell, keys, FEES)
    assert dossiers[0].code in shown_words(page)
    keys.press("Tab")
    keys.press("Ctrl+A")
    keys.type("01/11/2026")
    made(keys, page)
    keys.wait_to_see("Ngày cuối đứng trước ngày đầu.")
    assert not english(keys.seen())


def test_the_register_is_bound_printed_as_a_job_and_confirmed(
    shell: Shell, keys: Keyboard, dossiers: tuple[Dossier, ...], office: Office, fake: FakeSpooler
) -> None:
    page = to_kind(shell, keys, REGISTER)
    assert all(one.code in shown_words(page) for one in dossiers)
    assert state(office) is None
    keys.press("Ctrl+P")
    keys.wait_for_focus_on("Đã ra giấy")
    assert "Giấy ra đủ thì bấm Đã ra giấy." in keys.seen()
    (job,) = print_jobs.recent(office)
    assert (job.order.document, job.order.title) == ("register", "so-theo-doi-2026-quyen-01")
    assert "sides=two-sided-long-edge" in fake.words
    keys.press("Return")
    wait_for(keys, lambda: state(office) is JobState.CONFIRMED)


def test_a_year_that_is_to_come_is_refused_at_its_field(
    shell: Shell, keys: Keyboard, dossiers: tuple[Dossier, ...]
) -> None:
    page = to_kind(shell, keys, REGISTER)
    keys.press("Ctrl+A")
    keys.type("2030")
    made(keys, page)
    keys.wait_to_see("Năm 2030 chưa đến")
    assert dossiers
    assert not page.binding.isEnabled()


def test_the_register_is_saved_as_pdf(
    shell: Shell, keys: Keyboard, dossiers: tuple[Dossier, ...], tmp_path: Path
) -> None:
    to_kind(shell, keys, REGISTER)
    keys.press("Ctrl+S")
    choose_file(keys, tmp_path / "so.pdf")
    keys.wait_to_see("Đã lưu 1 tệp, từ")
    assert dossiers[0].code in words((tmp_path / "so.pdf").read_bytes())


def test_a_queue_slip_and_a_sample(
    shell: Shell, keys: Keyboard, dossiers: tuple[Dossier, ...], office: Office
) -> None:
    page = to_kind(shell, keys, QUEUE)
    keys.type("A015")
    made(keys, page)
    assert "A015" in shown_words(page)
    keys.press("Escape")
    keys.type(SAMPLE)
    made(keys, page)
    assert "MẪU" in shown_words(page)
    keys.press("Down")
    made(keys, page)
    assert "PHIẾU YÊU CẦU BỔ SUNG" in shown_words(page)
    assert dossiers[0].code not in shown_words(page)
    keys.press("Ctrl+P")
    wait_for(keys, lambda: state(office) is JobState.SENT)


def test_who_was_never_accepted_is_told_in_the_fields(
    shell: Shell, keys: Keyboard, dossiers: tuple[Dossier, ...]
) -> None:
    page = to_kind(shell, keys, REFUSAL)
    keys.type("Nguyễn Văn Bình")
    made(keys, page)
    assert "Nguyễn Văn Bình" in shown_words(page)
    assert dossiers


@pytest.mark.slow
@pytest.mark.parametrize("kind", list("123456789"))
def test_nothing_is_cut_off_or_on_top_of_another(
    shell: Shell, keys: Keyboard, dossiers: tuple[Dossier, ...], kind: str
) -> None:
    to_kind(shell, keys, kind, ticks=2)
    keys.wait(lambda: not cut_off(shell))
    assert not overlapping(shell)
    assert not beyond(shell, shell)
    assert not english(keys.seen())
    assert dossiers
