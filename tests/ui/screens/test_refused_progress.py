"""Progress that a portal refused, or may have taken, is ended by a person: keys, wire and file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from receptiondesk.desk import intake, look
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.outbox import PortalSetting
from receptiondesk.office import Office
from sync import setup
from tests.support.office import MORNING, make_office
from tests.support.portals import server_numbered as double
from tests.support.portals.wire import Asked, Said, Served
from tests.support.walk_ins import walk_in
from tests.ui.keyboard import Keyboard
from tests.ui.looking import cut_off, english
from ui.screens.portal.screen import PortalScreen
from ui.shell import Shell
from ui.sync_bridge import SyncBridge

STEPS = "TienTrinh"
HANGS_UP = Said(status=0)


@dataclass
class Gate:
    """In front of a portal: answers each telling of progress itself, as long as it is told to."""

    core: double.ServerNumberedCore
    says: Said | None = None
    asked: int = 0

    def handle(self, asked: Asked) -> Said:
        if STEPS not in asked.path:
            return self.core.handle(asked)
        self.asked += 1
        return self.core.handle(asked) if self.says is None else self.says


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MORNING)


@pytest.fixture
def office(tmp_path: Path, clock: SetClock) -> Iterator[Office]:
    """An office that gets its codes from the portal."""
    opened = make_office(tmp_path / "office", clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def gate(office: Office, clock: SetClock) -> Iterator[Gate]:
    """The portal's double over loopback HTTP, refusing progress."""
    core = double.ServerNumberedCore("adapter2026", clock=clock)
    made = Gate(core, core.store.said(400, {"code": 400, "message": "TrangThai"}))
    with Served(made) as served:
        options = {"dialect": "adapter2026", **double.OPTIONS["adapter2026"]}
        setting = PortalSetting("server_numbered", served.url, double.USER, options, practice=True)
        setup.save(office, setting, double.PASSWORD)
        yield made


@pytest.fixture
def lane(shell: Shell, gate: Gate) -> Iterator[SyncBridge]:
    """The sync lane of the window."""
    bridge = SyncBridge(shell.place, shell.status_line, shell)
    bridge.start()
    yield bridge
    bridge.stop()


def received(office: Office) -> Dossier:
    return intake.accept(office, walk_in(office)).dossier


def opened(keys: Keyboard, shell: Shell) -> PortalScreen:
    keys.press("Ctrl+4")
    screen = shell.screen_of("sync")
    assert isinstance(screen, PortalScreen)
    keys.wait(screen.send_button.isEnabled)
    return screen


def send_until(keys: Keyboard, screen: PortalScreen, clock: SetClock, words: str) -> None:
    """Let rounds go by until the words are read."""
    for _round in range(6):
        if words in keys.seen():
            return
        clock.advance(timedelta(minutes=20))
        keys.press("Ctrl+Return")
        keys.wait(lambda: not screen.sending, timeout=30_000)
    keys.wait_to_see(words)


@pytest.mark.usefixtures("lane")
def test_refused_progress_is_ended_by_the_key_that_its_sentence_names(
    keys: Keyboard, shell: Shell, office: Office, gate: Gate, clock: SetClock
) -> None:
    one = received(office)
    screen = opened(keys, shell)
    send_until(keys, screen, clock, "Cần xử lý  1")
    keys.wait_to_see("Cổng đã nhận hồ sơ nhưng không nhận tiến độ xử lý của hồ sơ.")
    assert "rồi chọn “đã có trên cổng”" in keys.seen()
    keys.wait_to_see("Đã có trên cổng…   F8")
    assert "Chưa có, gửi lại" not in keys.seen(), "the portal has the dossier"
    keys.press("F8")
    keys.wait(screen.detail.form.reason.hasFocus)
    assert "Ghi tiến độ" in screen.detail.form.about.text()
    assert not screen.detail.form.code.isVisible(), "its code is known"
    keys.wait(lambda: cut_off(screen) == [])
    assert english(keys.seen()) == []
    keys.type("đã ghi tiến độ trên cổng")
    keys.press("Return", "Return")
    keys.wait_to_see("Cần xử lý  0")
    told = gate.asked
    keys.press("Alt+3")
    send_until(keys, screen, clock, "Đã gửi, cổng không cho kiểm chứng")
    keys.wait_to_see("tiến độ xử lý")
    now = look.by_uid(office, one.uid)
    assert now.sync is SyncState.UNPROVABLE, "nobody read the progress back"
    assert gate.asked == told, "and it is not told again"
    assert now.code == gate.core.store.dossiers[0].code


@pytest.mark.usefixtures("lane")
def test_progress_that_may_be_there_is_told_once_more_only_by_a_persons_word(
    keys: Keyboard, shell: Shell, office: Office, gate: Gate, clock: SetClock
) -> None:
    gate.says = HANGS_UP
    one = received(office)
    screen = opened(keys, shell)
    send_until(keys, screen, clock, "Chưa rõ cổng đã ghi tiến trình của hồ sơ này hay chưa")
    gate.says = None
    keys.wait_to_see("Đã có trên cổng…   F8")
    keys.press("F8")
    keys.wait(screen.detail.form.reason.hasFocus)
    assert "không gửi lại tiến trình" in screen.detail.form.about.text()
    keys.press("Escape", "Ctrl+N")
    keys.wait(screen.detail.form.reason.hasFocus)
    assert "chỉ gửi lại tiến trình, không tạo hồ sơ lần nữa" in screen.detail.form.about.text()
    keys.wait(lambda: cut_off(screen) == [])
    assert english(keys.seen()) == []
    keys.type("chưa thấy tiến trình")
    keys.press("Return", "Return")
    keys.wait_to_see("Cần xử lý  0")
    send_until(keys, screen, clock, "Cổng đã nhận đúng  1")
    (there,) = gate.core.store.dossiers
    assert len(there.steps) == 1
    assert look.by_uid(office, one.uid).sync is SyncState.PROVED
