"""After saving: Enter prints, the next Enter confirms and calls the next citizen."""

from pathlib import Path

import pytest

from receptiondesk.desk import intake, print_jobs
from receptiondesk.domain.print_jobs import JobState
from receptiondesk.office import Office
from tests.support.fake_spooler import FakeSpooler
from tests.support.walk_ins import walk_in
from tests.ui.keyboard import Keyboard
from tests.ui.looking import cut_off
from ui.screens.walk_in.saved import SavedPanel
from ui.screens.walk_in.screen import WalkInScreen
from ui.shell import Shell


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSpooler:
    """The fake's programs stand first on the path of the printing part."""
    made = FakeSpooler(tmp_path / "spooler")
    monkeypatch.setenv("PATH", made.path)
    return made


@pytest.fixture
def saved(fake: FakeSpooler, keys: Keyboard, screen: WalkInScreen, office: Office) -> SavedPanel:
    """The page right after a dossier was accepted."""
    screen._accepted(intake.accept(office, walk_in(office)))
    keys.wait_to_see("H56.14-261123-0001")
    panel = screen.pages.currentWidget()
    assert isinstance(panel, SavedPanel)
    return panel


def states(office: Office) -> list[JobState]:
    return [job.state for job in print_jobs.recent(office)]


@pytest.mark.usefixtures("saved")
def test_enter_prints_and_the_next_enter_confirms_and_calls_the_next_citizen(
    keys: Keyboard, office: Office, fake: FakeSpooler
) -> None:
    keys.press("Return")
    keys.wait_to_see("chờ xác nhận")
    keys.wait_for_focus_on("Đã ra giấy, người dân tiếp theo")
    assert len(fake.papers) == 1
    keys.press("Return")
    keys.wait_to_see("quét thẻ căn cước")
    keys.wait(lambda: states(office) == [JobState.CONFIRMED])


def test_going_on_after_a_failure_confirms_nothing(
    saved: SavedPanel, keys: Keyboard, office: Office, fake: FakeSpooler
) -> None:
    fake.fault = "out_of_paper"
    keys.press("Return")
    keys.wait_to_see("Ghi tay trên mẫu in sẵn: số 0001/BPTNTKQ")
    keys.press("F2")
    keys.wait_to_see("quét thẻ căn cước")
    keys.wait(lambda: states(office) == [JobState.FAILED])
    assert not saved.printing.waiting


@pytest.mark.usefixtures("saved")
def test_enter_does_not_confirm_a_paper_that_the_queue_cannot_bring_out(
    keys: Keyboard, office: Office, fake: FakeSpooler
) -> None:
    fake.fault = "runs_out"
    keys.press("Return")
    keys.wait_to_see("Lệnh in còn nằm trong hàng đợi")
    assert "Đã ra giấy, người dân tiếp theo" not in keys.seen()
    keys.press("F2")
    keys.wait_to_see("quét thẻ căn cước")
    keys.wait(lambda: states(office) == [JobState.FAILED])


@pytest.mark.parametrize("size", [(1366, 705), (911, 480)])
def test_a_long_failure_is_never_cut_off(
    saved: SavedPanel, keys: Keyboard, shell: Shell, fake: FakeSpooler, size: tuple[int, int]
) -> None:
    shell.resize(*size)
    fake.fault = "runs_out"
    keys.press("Return")
    keys.wait_to_see("Ghi tay trên mẫu in sẵn")
    keys.wait(lambda: cut_off(saved) == [])
    assert saved.printing.news.height() >= saved.printing.news.heightForWidth(
        saved.printing.news.width()
    )
