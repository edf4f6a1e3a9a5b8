"""News from the sync lane reach the window on the GUI thread, and the status line tells them."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.links import LinkFound, LinkState
from sync.loop import News, SyncLoop
from sync.status import LineState
from tests.support.portals.wire import Said, Served
from tests.support.web_site import Site, walled_office
from tests.ui.keyboard import Keyboard
from ui.shell import Shell
from ui.sync_bridge import SyncBridge, worse_words
from ui.workplace import Workplace


class Listener(QObject):
    """A screen that hears of changes."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[ChangeSet, bool]] = []

    @Slot(object)
    def hear(self, changes: ChangeSet) -> None:
        self.heard.append((changes, threading.current_thread() is threading.main_thread()))


@pytest.fixture(autouse=True)
def gathers_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.loop.SETTLE_S", 0.05)


@pytest.fixture
def bridge(shell: Shell, place: Workplace) -> Iterator[SyncBridge]:
    made = SyncBridge(place, shell.status_line, shell)
    yield made
    made.stop()


def tell(bridge: SyncBridge, news: News) -> None:
    """Do what the sync lane does, on a thread of its own."""
    lane = threading.Thread(target=bridge._arrived.emit, args=(news,))
    lane.start()
    lane.join()


def test_news_hop_to_the_gui_thread_and_are_announced_once(
    bridge: SyncBridge, place: Workplace, qtbot: QtBot
) -> None:
    listener = Listener()
    place.hub.changed.connect(listener.hear)
    tell(bridge, News(LineState.ONLINE, None, "", ChangeSet(frozenset({"uid"}), outbox=True)))
    qtbot.waitUntil(lambda: bool(listener.heard))
    assert listener.heard == [(ChangeSet(frozenset({"uid"}), outbox=True), True)]


def test_being_offline_is_a_quiet_line_with_the_time_it_began(
    bridge: SyncBridge, keys: Keyboard
) -> None:
    sentence = "Không tới được cổng. Hồ sơ vẫn an toàn trên máy này."
    tell(bridge, News(LineState.OFFLINE, None, sentence))
    keys.wait_to_see("Chưa nối được với cổng từ 09:00")
    tell(bridge, News(LineState.ONLINE, None, ""))
    keys.wait_to_see("Đang nối với cổng")
    assert "từ 09:00" not in keys.seen()


def test_a_lane_that_died_says_so_and_starts_again(
    bridge: SyncBridge,
    place: Workplace,
    keys: Keyboard,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    met: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda news: met.append(news.exc_type))
    monkeypatch.setattr(SyncLoop, "_round", _broken)
    bridge._restart.setInterval(1_500)
    with qtbot.waitSignal(place.hub.sync_told, timeout=30_000):
        bridge.start()
    keys.wait_to_see("Chưa đồng bộ được")
    assert "tự đồng bộ lại sau 1 giây" in bridge._status_line.line.toolTip()
    qtbot.waitUntil(lambda: met == [RecursionError], timeout=10_000)
    monkeypatch.undo()
    keys.wait_to_see("Chưa khai báo cổng")  # by itself, after its pause


def test_send_now_starts_a_dead_lane_at_once(
    bridge: SyncBridge, place: Workplace, keys: Keyboard, qtbot: QtBot
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(threading, "excepthook", lambda _: None)
        patched.setattr(SyncLoop, "_round", _broken)
        with qtbot.waitSignal(place.hub.sync_told, timeout=30_000):
            bridge.start()
        keys.wait_to_see("Chưa đồng bộ được")
        qtbot.waitUntil(lambda: not [t for t in threading.enumerate() if t.name == "sync"])
    place.send_now()
    keys.wait_to_see("Chưa khai báo cổng")


def _broken(*_: object, **__: object) -> News:
    raise RecursionError


def test_the_real_lane_starts_works_and_stops(
    bridge: SyncBridge, place: Workplace, keys: Keyboard, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(place.hub.sync_told, timeout=30_000):
        bridge.start()
    keys.wait_to_see("Chưa khai báo cổng")
    with qtbot.waitSignal(place.hub.sync_told, timeout=30_000):
        place.send_now()
    bridge.stop()
    assert not [t for t in threading.enumerate() if t.name == "sync"]


def test_a_wall_whose_addresses_died_is_told_once_by_itself(
    qtbot: QtBot, dressed: QApplication, tmp_path: Path
) -> None:
    site = Site()
    site.says["/tu"] = Said(404)
    with Served(site) as served:
        office = walled_office(tmp_path, served.url)
        place = Workplace(office)
        window = Shell(place)
        qtbot.addWidget(window)
        window.show()
        made = SyncBridge(place, window.status_line, window)
        made.start()
        keys = Keyboard(qtbot, window)
        keys.wait_to_see(
            "Vừa dò mã QR trên bảng niêm yết: 1 địa chỉ không còn. Xin mở mục Niêm yết"
        )
        asked = len(site.asked)
        keys.press("Ctrl+3")
        assert "1 địa chỉ không còn" in keys.seen(), "it waits until it was read"
        with qtbot.waitSignal(place.hub.sync_told, timeout=30_000):
            place.send_now()
        qtbot.wait(200)
        assert len(site.asked) == asked, "not at every round"
        made.stop()
        assert not [one for one in threading.enumerate() if one.name in {"sync", "links"}]
        place.background.stop()
        office.close()


def test_each_kind_of_bad_news_is_counted() -> None:
    worse = (
        LinkFound("a", LinkState.DEAD, 404),
        LinkFound("b", LinkState.MOVED, 301, "c"),
        LinkFound("d", LinkState.DEAD, 410),
    )
    assert "2 địa chỉ không còn, 1 địa chỉ đã chuyển sang nơi khác." in worse_words(worse)
