"""Papers of the wall in parts: filed with a bar and a stop, then one part after the other."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from receptiondesk.desk import print_batches, print_jobs, procedures, wall
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.desk.papers import Paper
from receptiondesk.desk.print_batches import Batch
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.print_jobs import JobState
from receptiondesk.office import Office
from tests.support.catalogues import bring_in
from tests.support.fake_spooler import NAME, FakeSpooler
from tests.ui.keyboard import Keyboard
from tests.ui.screens.walls import BIRTH, CODES, DEATH, WAIT, dearer, opened
from ui.screens.notices.parts import Order, PartsPrinting
from ui.shell import Shell
from ui.workplace import Workplace


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSpooler:
    """The fake's programs stand first on the path of the printing part."""
    made = FakeSpooler(tmp_path / "spooler")
    monkeypatch.setenv("PATH", made.path)
    return made


def test_two_kinds_of_paper_are_two_parts_each_confirmed_before_the_next(
    keys: Keyboard, shell: Shell, office: Office, fake: FakeSpooler, tmp_path: Path
) -> None:
    procedures.offer(office, CODES)
    wall.post(office, NoticeOrder("sheets", codes=(BIRTH,), board="Sảnh"))
    wall.post(office, NoticeOrder("sheets", codes=(DEATH,), board="Sảnh", size="a3"))
    bring_in(office, tmp_path, {BIRTH: dearer, DEATH: dearer})
    screen = opened(shell, keys, "Alt+3")
    controls = screen.wall.acts.printing.controls
    keys.wait_to_see("In 2 tờ thay theo thứ tự trên tường")
    keys.press("Ctrl+Return")
    keys.wait(lambda: NAME in controls.printer.values, timeout=WAIT)
    for number, told in ((1, "A3"), (2, "A4")):
        keys.wait_for_focus_on(" In")
        keys.press("Return")
        keys.wait(lambda: controls.waiting, timeout=WAIT)
        keys.wait_for_focus_on("Đã ra giấy")
        assert f"Phần {number}/2: " in keys.seen()
        assert f"trang {told}" in keys.seen()
        keys.press("Return")
    keys.wait_to_see("Đã dán xong: gạch 2 tờ cũ…")
    assert len(fake.papers) == 2
    keys.wait(lambda: [job.state for job in print_jobs.recent(office)] == [JobState.CONFIRMED] * 2)


def test_a_filing_tells_how_far_it_is_and_stops_when_a_person_wants_it(
    place: Workplace, qtbot: QtBot
) -> None:
    started: list[int] = []
    beat = threading.Event()

    def endless(_office: Office, batch: Batch) -> tuple[Paper, ...]:
        started.append(1)
        assert batch.progress is not None
        assert batch.cancelled is not None
        done = 0
        while not batch.cancelled():
            done = min(done + 1, 404)
            batch.progress(done, 405)
            beat.wait(0.005)
        raise Refused(Problem("", "cancelled", "Đã dừng theo yêu cầu."))

    made = PartsPrinting(place)
    qtbot.addWidget(made)
    made.show()
    made.offer(Order(endless, "Niêm yết", "niem-yet.pdf"))
    assert not started, "nothing is filed before it is printed"
    made.print_now()
    qtbot.waitUntil(lambda: made.bar.value() > 2, timeout=WAIT)
    assert made.bar.maximum() == 405
    assert made.stop_button.isVisible()
    made.stop()
    qtbot.waitUntil(lambda: not made.busy, timeout=WAIT)
    qtbot.waitUntil(lambda: "Đã dừng theo yêu cầu." in made.controls.news.text(), timeout=WAIT)
    assert not made.progress.isVisible()
    made.print_now()
    qtbot.waitUntil(lambda: len(started) == 2, timeout=WAIT)
    made.drop()
    qtbot.waitUntil(lambda: not place.background.busy, timeout=WAIT)


def test_what_was_left_while_it_was_filed_is_still_told_as_filed(
    place: Workplace, fake: FakeSpooler, qtbot: QtBot
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(office: Office, batch: Batch) -> tuple[Paper, ...]:
        begun.set()
        go_on.wait()  # past the point where it could be stopped
        return tuple(print_batches.notices(office, NoticeOrder("hotline"), replace_stop(batch)))

    made = PartsPrinting(place)
    qtbot.addWidget(made)
    made.show()
    made.offer(Order(slow, "Niêm yết", "niem-yet.pdf"))
    made.print_now()
    qtbot.waitUntil(begun.is_set, timeout=WAIT)
    with qtbot.waitSignal(made.filed, timeout=WAIT):
        made.offer(Order(slow, "Niêm yết", "niem-yet.pdf"))
        go_on.set()
    qtbot.waitUntil(lambda: not place.background.busy, timeout=WAIT)
    assert len(wall.register(place.office)) == 1


def replace_stop(batch: Batch) -> Batch:
    """Return a batch that nobody can stop any more."""
    return replace(batch, cancelled=None)


@pytest.mark.parametrize("act", ["stop", "drop"])
def test_what_was_filed_while_a_person_said_stop_goes_to_no_printer(
    *, place: Workplace, fake: FakeSpooler, qtbot: QtBot, act: str
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(office: Office, batch: Batch) -> tuple[Paper, ...]:
        assert batch.progress is not None
        batch.progress(1, 2)
        begun.set()
        go_on.wait()  # past the point where it could be stopped
        return tuple(print_batches.notices(office, NoticeOrder("hotline"), replace_stop(batch)))

    made = PartsPrinting(place)
    qtbot.addWidget(made)
    made.show()
    told: list[str] = []
    place.hub.said.connect(told.append)
    made.offer(Order(slow, "Niêm yết", "niem-yet.pdf"))
    made.print_now()
    qtbot.waitUntil(lambda: begun.is_set() and made.busy, timeout=WAIT)
    if act == "stop":
        made.stop_button.click()
    else:
        made.drop()
        made.hide()
    go_on.set()
    qtbot.waitUntil(lambda: not place.background.busy, timeout=WAIT)
    (job,) = print_jobs.recent(place.office)
    assert (job.state, fake.papers) == (JobState.SAVED, [])
    assert len(wall.register(place.office)) == 1  # it is filed, and waits for its print
    if act == "drop":
        assert told == ["Niêm yết: đã dừng, chưa in. Phần đã tạo ở Lệnh in chưa xong (Ctrl+J)."]
        return
    words = "Đã dừng, chưa gửi gì tới máy in. Lệnh in đã lưu; bấm In khi cần."
    assert made.controls.news.text() == words
    made.print_now()
    qtbot.waitUntil(lambda: made.controls.waiting, timeout=WAIT)
    assert len(fake.papers) == len(wall.register(place.office)) == 1
