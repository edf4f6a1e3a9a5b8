"""Every failure of a printer, met with many papers: its cause, and what is open then."""

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from receptiondesk.desk import intake, print_batches, print_jobs
from receptiondesk.desk.papers import Paper
from receptiondesk.desk.print_batches import Batch
from receptiondesk.domain import print_faults
from receptiondesk.domain.print_jobs import JobState, PrintJob
from receptiondesk.office import Office
from tests.support.fake_spooler import FAULTS, LATE, NAME, FakeSpooler
from tests.support.walk_ins import walk_in
from tests.ui.looking import english
from ui.print_batch import BatchSource
from ui.print_batch_panel import BatchControls
from ui.printing_job import PrintJob as PrintProcess
from ui.workplace import Workplace

WAIT = 60_000


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSpooler:
    found = FakeSpooler(tmp_path / "spooler")
    monkeypatch.setenv("PATH", found.path)
    return found


def _parts(office: Office, batch: Batch, *, codes: list[str]) -> Iterator[Paper]:
    return print_batches.receipts(office, codes, batch)


@pytest.fixture
def panel(
    place: Workplace, office: Office, fake: FakeSpooler, qtbot: QtBot
) -> Iterator[BatchControls]:
    """Two receipts on offer, the printers known."""
    codes = [intake.accept(office, walk_in(office)).dossier.code for _ in range(2)]
    found = BatchControls(place)
    qtbot.addWidget(found)
    found.show()
    found.offer(BatchSource(partial(_parts, codes=codes), "receipt", "giay.pdf", "a5"))
    qtbot.waitUntil(lambda: NAME in found.printer.values, timeout=WAIT)
    assert fake.papers == []
    yield found
    qtbot.waitUntil(lambda: not place.background.busy, timeout=WAIT)


def only_job(office: Office) -> PrintJob:
    (job,) = print_jobs.recent(office)
    return job


@pytest.mark.slow
@pytest.mark.parametrize("fault", sorted(set(FAULTS) - LATE - {"silent"}))
def test_each_failure_names_its_cause_and_the_ways_out(
    panel: BatchControls, office: Office, fake: FakeSpooler, qtbot: QtBot, fault: str
) -> None:
    fake.fault = fault
    panel.print_button.click()
    qtbot.waitUntil(lambda: "Có thể:" in panel.news.text(), timeout=WAIT)
    told = panel.news.text()
    cause = FAULTS[fault]
    assert print_faults.sentence(cause, NAME, other="Quay-1-moi") in told
    assert panel.confirm_button.isVisible() is print_faults.maybe_out(cause)
    assert "lưu phần còn lại ra PDF" in told
    assert not english(told)
    assert only_job(office).cause == cause
    assert panel.unfinished
    assert "In tiếp" in panel.print_button.text()


@pytest.mark.parametrize("fault", sorted(LATE))
def test_what_a_queue_took_and_cannot_bring_out_may_still_be_confirmed(
    panel: BatchControls, office: Office, fake: FakeSpooler, qtbot: QtBot, fault: str
) -> None:
    fake.fault = fault
    panel.print_button.click()
    qtbot.waitUntil(lambda: "Xem khay giấy trước" in panel.news.text(), timeout=WAIT)
    qtbot.waitUntil(lambda: only_job(office).state is JobState.FAILED, timeout=WAIT)
    assert panel.confirm_button.isVisible()
    panel.confirm_button.click()
    qtbot.waitUntil(lambda: only_job(office).state is JobState.CONFIRMED, timeout=WAIT)
    assert not panel.unfinished


def test_a_part_that_is_out_in_spite_of_its_failure_is_confirmed_and_nothing_is_left(
    panel: BatchControls, office: Office, fake: FakeSpooler, qtbot: QtBot
) -> None:
    fake.fault = "vague"
    panel.print_button.click()
    qtbot.waitUntil(panel.confirm_button.isVisible, timeout=WAIT)
    panel.confirm_button.click()
    qtbot.waitUntil(lambda: only_job(office).state is JobState.CONFIRMED, timeout=WAIT)
    assert "Bấm In tiếp để in phần còn lại." in panel.news.text()
    fake.fault = ""
    panel.print_button.click()
    qtbot.waitUntil(lambda: not panel.unfinished, timeout=WAIT)
    assert panel.news.text() == "Không còn giấy nào phải in."
    assert fake.papers == []  # all that was wanted was in that part


def test_who_has_no_name_is_asked_for_it(
    panel: BatchControls, office: Office, qtbot: QtBot, place: Workplace
) -> None:
    panel.print_button.click()
    qtbot.waitUntil(panel.confirm_button.isVisible, timeout=WAIT)
    place.move_to(office.with_officer(""))
    panel.confirm_button.click()
    qtbot.waitUntil(lambda: "Xin ghi tên cán bộ" in panel.news.text(), timeout=WAIT)
    assert panel.confirm_button.isVisible()


def test_late_news_of_a_batch_that_is_over_stop_no_other(
    panel: BatchControls, office: Office, fake: FakeSpooler, qtbot: QtBot, place: Workplace
) -> None:
    panel.print_button.click()
    qtbot.waitUntil(panel.confirm_button.isVisible, timeout=WAIT)
    (before,) = panel.run.findChildren(PrintProcess)
    panel.confirm_button.click()
    told: list[str] = []
    place.hub.said.connect(told.append)
    code = intake.accept(office, walk_in(office)).dossier.code
    panel.offer(BatchSource(partial(_parts, codes=[code]), "receipt", "giay.pdf", "a5"))
    fake.fault = "slow"
    panel.print_button.click()
    qtbot.waitUntil(lambda: panel.news.text().startswith("Đang gửi phần 1"), timeout=WAIT)
    before.cause = "out_of_paper"
    before.stuck.emit("Máy in “Quay-1” báo hết giấy.")
    assert told == ["giay-tiep-nhan-phan-1: Máy in “Quay-1” báo hết giấy."]
    qtbot.waitUntil(panel.confirm_button.isVisible, timeout=WAIT)
    assert panel.news.text().startswith("Đã gửi tới máy in")
    assert not panel.unfinished


def test_a_part_that_was_just_sent_is_not_printed_again_though_it_is_not_filed_yet(
    panel: BatchControls,
    office: Office,
    fake: FakeSpooler,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held, sent = threading.Event(), print_jobs.sent

    def slow(*given: Any, **more: Any) -> Any:
        held.wait()  # another counter writes meanwhile
        return sent(*given, **more)

    monkeypatch.setattr(print_jobs, "sent", slow)
    fake.fault = "slow"
    panel.print_button.click()
    qtbot.waitUntil(lambda: panel.news.text().startswith("Đang gửi phần 1"), timeout=WAIT)
    panel.stop_button.click()
    qtbot.waitUntil(lambda: "Đã dừng sau phần 1." in panel.news.text(), timeout=WAIT)
    fake.fault = ""
    panel.print_button.click()
    assert panel.run.busy
    held.set()
    qtbot.waitUntil(lambda: not panel.run.busy, timeout=WAIT)
    assert panel.news.text() == "Không còn giấy nào phải in."
    assert len(fake.papers) == 1
    assert only_job(office).state is JobState.SENT
