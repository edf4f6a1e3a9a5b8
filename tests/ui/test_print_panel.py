"""The print panel: what it files, what it says, and the ways out when a printer fails."""

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from receptiondesk.desk import day_close, intake, look, print_jobs
from receptiondesk.desk.papers import Paper
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.print_jobs import BY_HAND, TO_FILE, JobState
from receptiondesk.office import Office
from tests.support.fake_spooler import FAULTS, LATE, NAME, FakeSpooler
from tests.support.walk_ins import walk_in
from ui.print_panel import DOSSIER_SAFE, PaperSource, PrintControls
from ui.workplace import Workplace

WAIT = 60_000


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSpooler:
    """The fake's programs stand first on the path of the printing part."""
    made = FakeSpooler(tmp_path / "spooler")
    monkeypatch.setenv("PATH", made.path)
    return made


@pytest.fixture
def dossier(office: Office) -> Dossier:
    return intake.accept(office, walk_in(office)).dossier


@pytest.fixture
def controls(
    place: Workplace, fake: FakeSpooler, dossier: Dossier, qtbot: QtBot
) -> Iterator[PrintControls]:
    """A panel on which a receipt is offered, its printers known."""
    made = PrintControls(place)
    qtbot.addWidget(made)
    made.show()
    code = dossier.code
    issue = partial(print_jobs.receipt, code=code)
    made.offer(PaperSource(issue, code, f"{code}.pdf", DOSSIER_SAFE, "receipt", dossier=code))
    qtbot.waitUntil(lambda: NAME in made.printer.values, timeout=WAIT)
    yield made
    qtbot.waitUntil(lambda: not place.background.busy, timeout=WAIT)


def kinds(office: Office, dossier: Dossier) -> list[EventKind]:
    return [event.kind for event in look.history(office, dossier.uid)][1:]


def state(office: Office) -> JobState | None:
    found = print_jobs.recent(office)
    return found[-1].state if found else None


def wait_for(qtbot: QtBot, office: Office, wanted: JobState) -> None:
    qtbot.waitUntil(lambda: state(office) is wanted, timeout=WAIT)


def test_a_paper_is_sent_and_waits_for_a_person_to_confirm_it(
    controls: PrintControls, office: Office, dossier: Dossier, qtbot: QtBot
) -> None:
    controls.print_button.click()
    qtbot.waitUntil(lambda: controls.waiting, timeout=WAIT)
    assert controls.news.text() == (
        f"Đã gửi tới máy in “{NAME}”, chờ xác nhận. Giấy chưa ra thì bấm In lần nữa."
    )
    assert controls.confirm_button.isVisible()
    wait_for(qtbot, office, JobState.SENT)
    controls.confirm_button.click()
    wait_for(qtbot, office, JobState.CONFIRMED)
    assert controls.news.text() == "Đã ra giấy."
    assert kinds(office, dossier) == [
        EventKind.PRINTED,
        EventKind.PRINT_SAVED,
        EventKind.PRINT_SENT,
        EventKind.PRINT_CONFIRMED,
    ]
    (job,) = print_jobs.recent(office)
    assert job.spool_job == f"{NAME}-1"


def test_confirming_at_once_still_files_that_it_was_sent_first(
    controls: PrintControls, office: Office, dossier: Dossier, qtbot: QtBot
) -> None:
    controls.printed.connect(controls.confirm)
    controls.print_button.click()
    wait_for(qtbot, office, JobState.CONFIRMED)
    assert kinds(office, dossier)[-2:] == [EventKind.PRINT_SENT, EventKind.PRINT_CONFIRMED]


def test_the_paper_that_did_not_come_out_is_printed_again_under_the_same_job(
    controls: PrintControls, office: Office, dossier: Dossier, fake: FakeSpooler, qtbot: QtBot
) -> None:
    for times in (1, 2):
        controls.print_button.click()
        qtbot.waitUntil(partial(lambda wanted: len(fake.papers) == wanted, times), timeout=WAIT)
        qtbot.waitUntil(lambda: controls.waiting, timeout=WAIT)
    assert fake.papers[0] == fake.papers[1]
    wait_for(qtbot, office, JobState.SENT)
    assert len(print_jobs.recent(office)) == 1
    assert look.dossier(office, dossier.code).prints == 1


@pytest.mark.slow
@pytest.mark.parametrize("fault", sorted(set(FAULTS) - LATE - {"silent"}))
def test_each_failure_is_filed_and_shows_the_ways_out(
    *,
    controls: PrintControls,
    office: Office,
    dossier: Dossier,
    fake: FakeSpooler,
    qtbot: QtBot,
    fault: str,
) -> None:
    fake.fault = fault
    controls.print_button.click()
    qtbot.waitUntil(lambda: "Có thể:" in controls.news.text(), timeout=WAIT)
    told = controls.news.text()
    assert DOSSIER_SAFE in told
    assert "lưu PDF (Ctrl+S)" in told
    assert f"Ghi tay trên mẫu in sẵn: số 0001/BPTNTKQ; mã hồ sơ {dossier.code}" in told
    assert print_jobs.recent(office)[-1].cause == FAULTS[fault]
    assert day_close.preview(office).figures.papers.failed == {FAULTS[fault]: 1}
    assert controls.print_button.isEnabled()
    assert controls.hand_button.isVisible()


def test_a_renamed_printer_is_offered_by_its_present_name(
    controls: PrintControls, office: Office, fake: FakeSpooler, qtbot: QtBot, place: Workplace
) -> None:
    from receptiondesk.desk import print_choices

    place.move_to(
        print_choices.change(office, "receipt", printer=NAME, device="usb://HP/LaserJet?serial=7")
    )
    fake.fault = "renamed"
    controls.print_button.click()
    qtbot.waitUntil(lambda: controls.printer.read() == "Quay-1-moi", timeout=WAIT)
    qtbot.waitUntil(lambda: "Có thể:" in controls.news.text(), timeout=WAIT)
    controls.print_button.click()
    qtbot.waitUntil(lambda: controls.waiting, timeout=WAIT)
    wait_for(qtbot, office, JobState.SENT)
    assert print_jobs.recent(office)[-1].printer == "Quay-1-moi"


def test_a_chosen_printer_that_is_not_there_is_never_another_one_in_silence(
    controls: PrintControls, office: Office, fake: FakeSpooler, qtbot: QtBot, place: Workplace
) -> None:
    from receptiondesk.desk import print_choices

    place.move_to(print_choices.change(office, "receipt", printer="May-cu"))
    controls.printer.ask()
    qtbot.waitUntil(lambda: controls.printer.read() == "May-cu", timeout=WAIT)
    assert controls.printer.currentText() == "May-cu (hiện không thấy)"
    controls.print_button.click()
    qtbot.waitUntil(lambda: "chưa thấy máy in đã chọn “May-cu”" in controls.news.text())
    assert fake.papers == []


def test_what_was_written_by_hand_is_not_printed_any_more(
    controls: PrintControls, office: Office, fake: FakeSpooler, qtbot: QtBot
) -> None:
    fake.fault = "out_of_paper"
    controls.print_button.click()
    qtbot.waitUntil(controls.hand_button.isVisible, timeout=WAIT)
    controls.hand_button.click()
    wait_for(qtbot, office, JobState.DROPPED)
    assert print_jobs.recent(office)[-1].reason == BY_HAND
    assert "ghi tay" in controls.news.text()


def test_a_queue_that_runs_out_of_paper_later_is_told_and_may_still_be_confirmed(
    controls: PrintControls, office: Office, fake: FakeSpooler, qtbot: QtBot
) -> None:
    fake.fault = "runs_out"
    controls.print_button.click()
    qtbot.waitUntil(lambda: "hàng đợi: xử lý xong" in controls.news.text(), timeout=WAIT)
    wait_for(qtbot, office, JobState.FAILED)
    assert not controls.waiting
    qtbot.waitUntil(lambda: "Có thể: chọn máy in khác" in controls.news.text(), timeout=WAIT)
    controls.confirm_button.click()
    wait_for(qtbot, office, JobState.CONFIRMED)


def test_who_has_no_name_is_asked_for_it_and_the_paper_stays_to_be_confirmed(
    controls: PrintControls, office: Office, qtbot: QtBot, place: Workplace
) -> None:
    controls.print_button.click()
    qtbot.waitUntil(lambda: controls.waiting, timeout=WAIT)
    wait_for(qtbot, office, JobState.SENT)
    place.move_to(office.with_officer(""))
    controls.confirm()
    qtbot.waitUntil(lambda: "Xin ghi tên cán bộ" in controls.news.text(), timeout=WAIT)
    assert controls.confirm_button.isVisible()
    place.move_to(office)
    controls.confirm()
    wait_for(qtbot, office, JobState.CONFIRMED)


def test_a_saved_file_is_a_paper_that_is_out(
    controls: PrintControls, office: Office, tmp_path: Path, qtbot: QtBot
) -> None:
    out = tmp_path / "giay.pdf"
    with qtbot.waitSignal(controls.kept, timeout=WAIT):
        controls._save(out)
    assert out.read_bytes().startswith(b"%PDF")
    job = print_jobs.recent(office)[-1]
    assert (job.state, job.printer) == (JobState.CONFIRMED, TO_FILE)


def test_a_paper_that_was_slow_to_be_made_never_stands_for_the_one_offered_after_it(
    controls: PrintControls, place: Workplace, office: Office, fake: FakeSpooler, qtbot: QtBot
) -> None:
    """It goes to its printer, for it was asked for; a later "In" prints what is on offer then."""
    go_on = threading.Event()
    dossiers = [intake.accept(office, walk_in(office)).dossier for _each in range(2)]
    codes = [one.code for one in dossiers]

    def slowly(at_work: Office) -> Paper:
        go_on.wait()
        return print_jobs.receipt(at_work, code=codes[0])

    later = partial(print_jobs.receipt, code=codes[1])
    issues: tuple[Callable[[Office], Paper], ...] = (slowly, later)
    sources = [
        PaperSource(issue, code, f"{code}.pdf", DOSSIER_SAFE, "receipt", dossier=code)
        for issue, code in zip(issues, codes, strict=True)
    ]
    controls.offer(sources[0])
    controls.print_now()
    controls.offer(sources[1])
    go_on.set()
    qtbot.waitUntil(lambda: state(office) is JobState.SENT, timeout=WAIT)
    qtbot.waitUntil(lambda: not place.background.busy, timeout=WAIT)
    assert (controls.waiting, controls.news.text()) == (False, "")
    controls.print_now()
    qtbot.waitUntil(lambda: controls.waiting, timeout=WAIT)
    wait_for(qtbot, office, JobState.SENT)
    assert [job.dossier_uid for job in print_jobs.recent(office)] == [one.uid for one in dossiers]
    controls.confirm()
    wait_for(qtbot, office, JobState.CONFIRMED)
    assert print_jobs.recent(office)[0].state is JobState.SENT


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["silent", "slow"])
def test_the_panel_is_never_held_up(
    controls: PrintControls, fake: FakeSpooler, qtbot: QtBot, fault: str
) -> None:
    from PySide6.QtCore import QTimer

    fake.fault = fault
    worked: list[float] = []
    last = [time.thread_time()]

    def beat() -> None:
        now = time.thread_time()
        worked.append(now - last[0])
        last[0] = now

    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(beat)
    timer.start()
    controls.print_button.click()
    qtbot.wait(4_000)
    timer.stop()
    assert len(worked) > 100
    assert max(worked) < 0.1
