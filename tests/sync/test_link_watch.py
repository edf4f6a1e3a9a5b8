"""The addresses on the wall asked for over real HTTP: politely, and never too sure."""

import socket
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from receptiondesk.desk import configuration, safekeeping, wall, wall_links
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.links import LinkState, may_ask
from receptiondesk.office import Office
from receptiondesk.storage import journal
from sync import link_watch
from sync.link_watch import LinkWatch, Waits
from tests.support.portals.wire import Said, Served
from tests.support.web_site import Site, walled_office

QUICK = Waits(1.0, 1.0, 2.0)


@pytest.fixture
def site() -> Iterator[tuple[Site, str]]:
    core = Site()
    with Served(core) as served:
        yield core, served.url


def watch(**changes: object) -> LinkWatch:
    return LinkWatch(0.0, **{"waits": QUICK, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("head_refused", [False, True])
@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, LinkState.ALIVE),
        (204, LinkState.ALIVE),
        (404, LinkState.DEAD),
        (410, LinkState.DEAD),
        (401, LinkState.UNKNOWN),
        (403, LinkState.UNKNOWN),
        (500, LinkState.UNKNOWN),
    ],
)
def test_what_a_status_means(
    site: tuple[Site, str], status: int, state: LinkState, head_refused: bool
) -> None:
    core, url = site
    core.head_refused = head_refused
    core.says["/a"] = Said(status)
    found = watch().ask(f"{url}/a")
    assert (found.state, found.status) == (state, status)
    methods = [method for method, _, _ in core.asked]
    assert methods == (["HEAD", "GET"] if head_refused or status >= 400 else ["HEAD"])


def test_a_redirect_to_another_host_is_a_move_and_is_not_followed(site: tuple[Site, str]) -> None:
    core, url = site
    other = Site()
    with Served(other) as served:
        there = served.url.replace("127.0.0.1", "localhost")
        core.says["/a"] = Said(302, {"Location": f"{there}/moi"})
        found = watch().ask(f"{url}/a")
    assert (found.state, found.moved_to) == (LinkState.MOVED, f"{there}/moi")
    assert other.asked == []


def test_a_redirect_on_the_same_host_is_followed(site: tuple[Site, str]) -> None:
    core, url = site
    core.says |= {"/a": Said(301, {"Location": "/b"}), "/b": Said(308, {"Location": "/c?x=1"})}
    found = watch().ask(f"{url}/a")
    assert (found.state, found.moved_to) == (LinkState.ALIVE, f"{url}/c?x=1")
    core.says["/c"] = Said(404)
    assert watch().ask(f"{url}/a").state is LinkState.DEAD


def test_a_circle_of_redirects_ends_unknown(site: tuple[Site, str]) -> None:
    core, url = site
    core.says |= {"/a": Said(302, {"Location": "/b"}), "/b": Said(302, {"Location": "/a"})}
    found = watch().ask(f"{url}/a")
    assert found.state is LinkState.UNKNOWN
    assert len(core.asked) == 5


def test_slowness_is_no_death_and_a_silent_host_is_left_alone(site: tuple[Site, str]) -> None:
    core, url = site
    core.says = {f"/{n}": Said(200, after=1.6) for n in range(5)}
    found = list(watch(waits=Waits(0.5, 0.5, 1.0)).ask_all([f"{url}/{n}" for n in range(5)]))
    assert [one.state for one in found] == [LinkState.UNKNOWN] * 5
    assert found[0].note == "máy chủ không trả lời kịp"
    assert found[4].note == "máy chủ không trả lời, chưa hỏi tiếp"
    assert len(core.asked) == 3


def test_a_drip_of_bytes_ends_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                for letter in b"HTTP/1.1 200 OK\r\n" * 100:
                    if over.wait(0.1):
                        return
                    try:
                        connection.sendall(bytes([letter]))
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        began = time.monotonic()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        found = watch(waits=Waits(1.0, 1.0, 1.5)).ask(url)
        assert found.state is LinkState.UNKNOWN
        assert time.monotonic() - began < 5
        over.set()
        thread.join()


def test_a_host_that_nobody_runs_is_unknown() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
    found = watch().ask(url)
    assert (found.state, found.note) == (LinkState.UNKNOWN, "máy chủ không nhận kết nối")


def test_a_busy_host_is_not_asked_on(site: tuple[Site, str]) -> None:
    core, url = site
    core.says["/0"] = Said(429, {"Retry-After": "60"})
    found = list(watch().ask_all([f"{url}/{n}" for n in range(3)]))
    assert [one.status for one in found] == [429, None, None]
    assert [path for _, path, _ in core.asked] == ["/0"]


def test_each_host_is_asked_at_its_pace(site: tuple[Site, str]) -> None:
    core, url = site
    core.head_refused = True
    list(LinkWatch(0.2, waits=QUICK).ask_all([f"{url}/{n}" for n in range(3)]))
    times = [at for _, _, at in core.asked]
    assert len(times) == 6
    # The site notes the time when its own thread gets to it, so each gap alone wavers a little.
    assert times[-1] - times[0] >= 5 * 0.2 - 0.05
    assert all(after - before >= 0.1 for before, after in pairwise(times))


def test_no_page_is_read(site: tuple[Site, str]) -> None:
    core, url = site
    core.head_refused = True
    core.says["/a"] = Said(200, body=b"x" * 50_000_000)
    began = time.monotonic()
    assert watch().ask(f"{url}/a").state is LinkState.ALIVE
    assert time.monotonic() - began < 1.5


def test_stopping_ends_it_before_the_next_question(site: tuple[Site, str]) -> None:
    core, url = site
    stop = threading.Event()
    watching = watch(stop=stop)
    found = []
    for one in watching.ask_all([f"{url}/{n}" for n in range(4)]):
        found.append(one)
        stop.set()
    assert len(found) == len(core.asked) == 1


@pytest.mark.parametrize(
    ("url", "hosts", "may"),
    [
        ("https://a.gov.vn/x", ("a.gov.vn",), True),
        ("https://A.GOV.vn:444/x", ("a.gov.vn",), True),
        ("https://a.gov.vn:444/x", ("a.gov.vn:443",), False),
        ("https://b.a.gov.vn/x", ("a.gov.vn",), False),
        ("https://b.a.gov.vn/x", ("*.a.gov.vn",), True),
        ("https://xa.gov.vn/x", ("*.a.gov.vn",), False),
        ("ftp://a.gov.vn/x", ("a.gov.vn",), False),
        ("https://a.gov.vn/x", (), False),
    ],
)
def test_only_hosts_on_the_list_may_be_asked(url: str, hosts: tuple[str, ...], may: bool) -> None:
    assert may_ask(url, hosts) is may


@pytest.fixture
def office(tmp_path: Path, site: tuple[Site, str]) -> Iterator[Office]:
    _, url = site
    opened = walled_office(tmp_path, url)
    yield opened
    opened.close()


def test_dead_and_moved_ones_are_named_with_the_sheets_that_carry_them(
    office: Office, site: tuple[Site, str]
) -> None:
    core, url = site
    core.says["/tu"] = Said(404)
    watched = link_watch.check(office)
    assert {one.url: one.state for one in watched.found} == {
        f"{url}/sinh": LinkState.ALIVE,
        f"{url}/tu": LinkState.DEAD,
    }
    assert watched.skipped == ("https://khac.example.vn/ket-hon",)
    [bad] = [one for one in wall_links.lines(office) if one.bad]
    sheet = next(one for one in wall.register(office) if one.codes == ("1.000656",))
    assert (bad.printed.url, bad.printed.sheets) == (f"{url}/tu", (sheet.id,))
    assert bad.printed.codes == ("1.000656",)
    assert wall_links.lines(office)[0] == bad
    assert safekeeping.verify(office) == ()


def test_the_journal_is_told_what_changed_only(office: Office, site: tuple[Site, str]) -> None:
    core, url = site
    link_watch.check(office)
    link_watch.check(office)
    core.says["/tu"] = Said(410)
    link_watch.check(office)
    with office.database.read() as session:
        told = [one.payload for one in journal.of_kinds(session, [EventKind.LINKS_CHECKED])]
    assert [len(one["found"]) for one in told] == [2, 0, 1]
    assert told[2]["found"][0][:3] == [f"{url}/tu", "dead", 410]
    assert [one["checked"] for one in told] == [2, 2, 2]
    assert safekeeping.verify(office) == ()


def test_an_empty_list_asks_nobody_and_says_so(office: Office, site: tuple[Site, str]) -> None:
    core, _ = site
    bare = configuration.change(office, "link_hosts", "")
    with pytest.raises(Refused) as caught:
        link_watch.check(bare)
    assert caught.value.problems[0].code == "no_hosts"
    assert core.asked == []


def test_without_a_line_nothing_is_written(office: Office, site: tuple[Site, str]) -> None:
    core, _ = site
    office = configuration.change(office, "link_hosts", "127.0.0.1 *.example.vn")
    with pytest.raises(Trouble) as caught:
        link_watch.check(office, watch(has_route=lambda: False))
    assert caught.value.code == "offline"
    assert core.asked == []
    assert all(one.kept is None for one in wall_links.lines(office))


@pytest.mark.parametrize("text", ["https://a.vn", "a b c/d", "*", "a.vn/", "-a.vn"])
def test_a_wrong_host_is_refused(office: Office, text: str) -> None:
    with pytest.raises(Refused) as caught:
        configuration.change(office, "link_hosts", text)
    assert caught.value.problems[0].code == "bad_host"
