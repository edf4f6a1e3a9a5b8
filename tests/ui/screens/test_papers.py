"""Other papers of a dossier in a real window: fields, preview, print and PDF, by keyboard only."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from receptiondesk.desk import corrections, look, print_choices, print_jobs
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.print_jobs import JobState
from receptiondesk.office import Office
from tests.support.fake_spooler import NAME, FakeSpooler
from tests.support.paper import words
from tests.ui.keyboard import Keyboard
from tests.ui.looking import beyond, cut_off, english, overlapping
from tests.ui.screens.file_dialog import choose_file
from tests.ui.screens.papers_of_window import (
    kinds,
    made,
    receive,
    shown_words,
    state,
    to_list,
    to_papers,
    wait_for,
)
from ui.shell import Shell

SUPPLEMENT, REFUSAL, APOLOGY, STOPPING, CONTROL, LABEL = "123456"


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSpooler:
    """The fake's programs stand first on the path of the printing part."""
    found = FakeSpooler(tmp_path / "spooler")
    monkeypatch.setenv("PATH", found.path)
    return found


@pytest.fixture
def dossier(office: Office, fake: FakeSpooler) -> Dossier:
    return receive(office, "Nguyễn Thị Ánh")


@pytest.fixture(autouse=True)
def nothing_left(shell: Shell, qtbot: QtBot) -> Iterator[None]:
    """Let what is under way end before the office is closed."""
    yield
    qtbot.waitUntil(lambda: not shell.place.background.busy, timeout=60_000)


def test_the_papers_that_fit_are_offered_by_the_office_s_own_names(
    shell: Shell, keys: Keyboard, dossier: Dossier
) -> None:
    screen = to_list(shell, keys, 1)
    keys.scan(dossier.code)
    keys.wait_to_see("In giấy tờ khác…   Ctrl+M")
    keys.wait(lambda: screen.page.uid == dossier.uid)
    keys.press("Ctrl+M")
    keys.wait_to_see("Mẫu số 02 – Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ")
    assert "05 – Thông báo dừng giải quyết hồ sơ" in keys.seen()
    assert "Mẫu số 05" not in keys.seen()  # nobody has seen that form
    keys.wait(lambda: not cut_off(shell))
    keys.press("Escape")
    assert screen.pages.currentWidget() is screen.page


def test_a_cancelled_dossier_is_offered_its_refusal_only(
    shell: Shell, keys: Keyboard, dossier: Dossier, office: Office
) -> None:
    corrections.cancel(office, dossier.code, "nhầm")
    page = to_papers(shell, keys, dossier, "1")
    assert page.title.text() == "Phiếu từ chối tiếp nhận giải quyết hồ sơ"
    keys.press("Escape")
    keys.wait_to_see("Hồ sơ đã hủy nên chỉ còn lập được giấy từ chối.")


def test_the_checklist_is_ticked_and_the_preview_follows_what_is_typed(
    shell: Shell, keys: Keyboard, dossier: Dossier, office: Office
) -> None:
    page = to_papers(shell, keys, dossier, SUPPLEMENT)
    assert "Yêu cầu hoàn thiện hồ sơ" in shown_words(page)
    before = kinds(office, dossier)
    keys.press("Space")
    for _ in range(40):
        if keys.focus().inherits("QPlainTextEdit"):
            break
        keys.press("Tab")
    keys.type("Giấy tờ tùy thân của mẹ")
    made(keys, page)
    told = shown_words(page)
    assert "1. Tờ khai đăng ký khai sinh (01 bản chính)" in told
    assert "2. Giấy tờ tùy thân của mẹ" in told
    assert kinds(office, dossier) == before  # what is only shown is filed nowhere
    assert "tình trạng và ngày hẹn trả của hồ sơ trong máy giữ nguyên" in keys.seen()


def test_it_is_printed_as_a_job_confirmed_and_the_dossier_stays_as_it_is(
    shell: Shell, keys: Keyboard, dossier: Dossier, office: Office, fake: FakeSpooler
) -> None:
    to_papers(shell, keys, dossier, REFUSAL)
    keys.type("Tờ khai chưa có chữ ký.")
    keys.press("Ctrl+P")  # at once: what was typed last is printed all the same
    wait_for(keys, lambda: state(office) is JobState.SENT)
    keys.wait_for_focus_on("Đã ra giấy")
    assert f"Đã gửi tới máy in “{NAME}”, chờ xác nhận" in keys.seen()
    assert "Tờ khai chưa có chữ ký." in words(fake.papers[0])
    keys.press("Return")
    wait_for(keys, lambda: state(office) is JobState.CONFIRMED)
    assert kinds(office, dossier) == [
        EventKind.PAPER_MADE,
        EventKind.PRINT_SAVED,
        EventKind.PRINT_SENT,
        EventKind.PRINT_CONFIRMED,
    ]
    after = look.dossier(office, dossier.code)
    assert (after.status, after.due_at, after.prints) == (dossier.status, dossier.due_at, 0)


def test_one_more_letter_does_not_take_the_confirmation_of_what_was_printed_away(
    shell: Shell, keys: Keyboard, dossier: Dossier, office: Office, fake: FakeSpooler
) -> None:
    page = to_papers(shell, keys, dossier, REFUSAL)
    keys.type("Tờ khai chưa có chữ ký.")
    keys.press("Ctrl+P")
    keys.wait_for_focus_on("Đã ra giấy")
    assert page.form is not None
    page.form.take_focus()
    keys.type("!")
    keys.wait_to_see("đã gửi máy in, chưa xác nhận ra giấy.")
    assert "Tờ ấy đã ra   F6" in keys.seen()
    keys.press("F6")
    wait_for(keys, lambda: state(office) is JobState.CONFIRMED)
    made(keys, page)
    assert "F6" not in keys.seen()
    assert len(print_jobs.recent(office)) == len(fake.papers) == 1
    assert not english(keys.seen())


def test_enter_walks_through_the_fields_and_prints_at_the_button(
    shell: Shell, keys: Keyboard, dossier: Dossier, office: Office, fake: FakeSpooler
) -> None:
    page = to_papers(shell, keys, dossier, LABEL)
    assert page.back_button.hasFocus()  # it asks for nothing
    assert "Nguyễn Thị Ánh" in shown_words(page)
    while keys.focus() is not page.printing.print_button:
        keys.press("Tab")
    keys.press("Return")
    wait_for(keys, lambda: state(office) is JobState.SENT)
    assert "Nguyễn Thị Ánh" in words(fake.papers[0])
    assert "media=A4" in fake.words


def test_what_is_wrong_is_said_at_its_field_and_the_keyboard_goes_there(
    shell: Shell, keys: Keyboard, dossier: Dossier, office: Office, fake: FakeSpooler
) -> None:
    page = to_papers(shell, keys, dossier, APOLOGY)
    keys.press("Tab")
    keys.type("1/1/2020")
    made(keys, page)
    keys.wait_to_see("“Ngày trả mới” phải sau ngày đã hẹn (23/11/2026)")
    assert not page.printing.isEnabled()
    keys.press("Tab")
    keys.press("Ctrl+P")
    keys.wait(lambda: keys.focus().accessibleName() == "Ngày trả mới")
    keys.press("Ctrl+A")
    keys.type("40/13/2026")
    keys.press("Ctrl+P")
    keys.wait_to_see("Ngày chưa đọc được.")
    assert state(office) is None
    keys.press("Ctrl+A")
    keys.type("30112026")
    made(keys, page)
    assert "30 tháng 11 năm 2026" in shown_words(page)
    assert "Ngày chưa đọc được." not in keys.seen()
    assert fake.papers == []


def test_a_letter_that_no_paper_can_bear_is_named_under_its_label(
    shell: Shell, keys: Keyboard, dossier: Dossier
) -> None:
    page = to_papers(shell, keys, dossier, REFUSAL)
    keys.type("Sai mẫu.")
    keys.press("Return")
    keys.type("Lý do 🙂")
    made(keys, page)
    keys.wait_to_see("“Lý do”, mục 2 có ký tự không in được trên giấy")
    assert not english(keys.seen())


def test_a_failure_names_its_cause_and_the_ways_out_and_the_words_stay(
    shell: Shell, keys: Keyboard, dossier: Dossier, office: Office, fake: FakeSpooler
) -> None:
    page = to_papers(shell, keys, dossier, REFUSAL)
    keys.type("Sai mẫu.")
    made(keys, page)
    fake.fault = "out_of_paper"
    keys.press("Ctrl+P")
    keys.wait_to_see("báo hết giấy")
    keys.wait_to_see("Có thể: in lại (⏎), chọn máy in khác, lưu PDF (Ctrl+S).")
    assert "Nội dung đã ghi vẫn còn ở đây." in keys.seen()
    keys.wait(page.printing.print_button.hasFocus)
    fake.fault = ""
    keys.press("Return")
    wait_for(keys, lambda: state(office) is JobState.SENT)
    assert "Sai mẫu." in words(fake.papers[0])
    assert kinds(office, dossier).count(EventKind.PAPER_MADE) == 1  # the same paper, no second


def test_it_is_saved_as_pdf(
    shell: Shell, keys: Keyboard, dossier: Dossier, office: Office, tmp_path: Path
) -> None:
    page = to_papers(shell, keys, dossier, STOPPING)
    assert "2. Giấy chứng sinh (01 bản chính)" in shown_words(page)  # all that lies here goes back
    keys.press("Ctrl+S")
    choose_file(keys, tmp_path / "dung.pdf")
    keys.wait_to_see("Đã lưu vào")
    assert dossier.code in words((tmp_path / "dung.pdf").read_bytes())
    wait_for(keys, lambda: state(office) is JobState.CONFIRMED)


def test_steps_of_the_control_sheet_are_added_and_walked_by_enter(
    shell: Shell, keys: Keyboard, dossier: Dossier
) -> None:
    page = to_papers(shell, keys, dossier, CONTROL)
    keys.press("Tab")
    keys.press("Return")  # adds a step and goes into it
    keys.type("Bộ phận Một cửa")
    keys.press("Return")
    keys.type("Công chức Tư pháp")
    keys.press("Return")
    keys.type("Người Giao Thử")
    made(keys, page)
    told = shown_words(page)
    for text in ("Bộ phận Một cửa", "Công chức Tư pháp", "Người Giao Thử"):
        assert text in told.replace("\n", " ")
    assert not overlapping(shell)


def test_what_was_typed_stays_while_one_looks_at_another_paper(
    shell: Shell, keys: Keyboard, dossier: Dossier
) -> None:
    page = to_papers(shell, keys, dossier, REFUSAL)
    keys.type("Sai mẫu.")
    keys.press("Escape")
    keys.type(CONTROL)
    made(keys, page)
    keys.press("Escape")
    keys.type(REFUSAL)
    made(keys, page)
    assert "Sai mẫu." in shown_words(page)
    keys.press("Escape", "Escape")
    keys.wait_to_see("In giấy tờ khác…   Ctrl+M")
    keys.press("Ctrl+M")
    keys.type(REFUSAL)
    made(keys, page)
    assert "Sai mẫu." in shown_words(page)


def test_what_was_typed_stays_when_the_dossier_changes_meanwhile(
    shell: Shell, keys: Keyboard, dossier: Dossier, office: Office
) -> None:
    page = to_papers(shell, keys, dossier, REFUSAL)
    keys.type("Sai mẫu.")
    made(keys, page)
    keys.press("Escape", "Escape")
    keys.wait_to_see("In giấy tờ khác…   Ctrl+M")
    shell.place.announce(ChangeSet(dossiers=frozenset({dossier.uid}), outbox=True))
    keys.press("Ctrl+M")
    keys.wait(lambda: not shell.place.background.busy)
    keys.type(REFUSAL)
    made(keys, page)
    assert "Sai mẫu." in shown_words(page)


def test_forms_go_to_the_printer_of_their_kind_and_letters_never_leave_the_form(
    shell: Shell, keys: Keyboard, dossier: Dossier, office: Office, fake: FakeSpooler
) -> None:
    shell.place.move_to(print_choices.change(office, "form", printer="Tang-2", copies=2))
    page = to_papers(shell, keys, dossier, SUPPLEMENT)
    keys.wait(lambda: page.printing.printer.read() == "Tang-2", timeout=60_000)
    keys.type("abc")  # at a box that takes no letters
    assert page.isVisible()
    keys.press("Ctrl+P")
    wait_for(keys, lambda: state(office) is JobState.SENT)
    assert "-d Tang-2" in fake.words
    assert "-n 2" in fake.words


def test_words_of_the_office_that_do_not_hold_keep_their_own_paper_only(
    shell: Shell, keys: Keyboard, dossier: Dossier, office: Office
) -> None:
    folder = office.paths.root / "forms"
    folder.mkdir()
    (folder / "refusal.toml").write_text('khong_co_khoa = "x"\n')
    page = to_papers(shell, keys, dossier, SUPPLEMENT)  # the others are made as ever
    assert "Yêu cầu hoàn thiện hồ sơ" in shown_words(page)
    keys.press("Escape")
    why = "Mục “khong_co_khoa” của tệp refusal.toml không có trong mẫu"
    assert why in keys.seen()
    assert "Phiếu từ chối tiếp nhận giải quyết hồ sơ" in keys.seen()
    keys.type(REFUSAL)
    keys.wait_to_see("Sửa hoặc xóa tệp đó trong thư mục forms của dữ liệu, rồi mở lại trang này.")
    assert not english(keys.seen().replace("refusal.toml", "").replace("forms", ""))
    assert not cut_off(shell)
    (folder / "refusal.toml").unlink()
    keys.press("Escape")
    keys.press("Ctrl+M")
    keys.wait(lambda: why not in keys.seen())
    keys.type(REFUSAL)
    made(keys, page)
    assert page.title.text() == "Phiếu từ chối tiếp nhận giải quyết hồ sơ"


def test_closing_says_when_a_form_is_half_filled(
    shell: Shell, keys: Keyboard, dossier: Dossier, office: Office
) -> None:
    page = to_papers(shell, keys, dossier, REFUSAL)
    assert shell.keep_work()
    keys.type("Sai mẫu.")
    assert not shell.keep_work()
    made(keys, page)
    keys.press("Ctrl+P")
    wait_for(keys, lambda: state(office) is JobState.SENT)
    keys.wait_for_focus_on("Đã ra giấy")
    assert shell.keep_work()


@pytest.mark.slow
@pytest.mark.parametrize("kind", [SUPPLEMENT, REFUSAL, APOLOGY, STOPPING, CONTROL, LABEL])
def test_nothing_is_cut_off_or_on_top_of_another(
    shell: Shell, keys: Keyboard, dossier: Dossier, kind: str
) -> None:
    to_papers(shell, keys, dossier, kind)
    keys.wait(lambda: not cut_off(shell))
    assert not overlapping(shell)
    assert not beyond(shell, shell)
    assert not english(keys.seen())
