"""``portal test`` against real situations on loopback: each names the one part that is wrong."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from receptiondesk.desk import portals
from receptiondesk.domain.clock import SetClock, SystemClock
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.outbox import PortalTarget
from receptiondesk.office import Office
from receptiondesk.storage import portals as rows
from sync.diagnose import Diagnosis, diagnose
from sync.portal import Part
from sync.round import How
from sync.session import Timeouts
from tests.support.office import OfficeKind, make_office
from tests.support.portals.practice import PracticePortal
from tests.support.portals.wire import Asked, Said, Served
from tests.support.tls import authority, certificate, tls_server

HOW = How(timeouts=Timeouts(connect=1.0, stall=1.5, total=4.0))
ORDER = list(Part)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office whose clock is the machine's own, as certificates and servers know it."""
    clock = SetClock(SystemClock().now())
    return make_office(tmp_path / "office", OfficeKind(practice=False), clock=clock)


def target(office: Office, url: str, **options: str) -> PortalTarget:
    """A target that is simply there, whatever stands behind its address."""
    one = PortalTarget("opencps", "opencps", url, "u@x", {"groupId": "1", **options})
    with office.database.write() as session:
        rows.put(session, one)
    portals._secrets(office).put("portal:opencps", "mat-khau")
    return one


def assert_wrong(told: Diagnosis, part: Part, *words: str) -> None:
    """Exactly this part is wrong, everything before it well, everything behind it not asked."""
    stood = {one.part: one.well for one in told.findings}
    assert list(stood) == ORDER
    assert not told.well
    assert told.first_wrong is not None
    assert told.first_wrong.part is part, told.findings
    for word in words:
        assert word in told.first_wrong.sentence
    for before in ORDER[: ORDER.index(part)]:
        assert stood[before] is True, told.findings
    for behind in ORDER[ORDER.index(part) + 1 :]:
        assert stood[behind] is not False, told.findings


class Says:
    """A server that answers everything alike."""

    def __init__(self, said: Said) -> None:
        self.said = said

    def handle(self, asked: Asked) -> Said:
        return self.said


def test_all_is_well_with_a_portal_that_is(office: Office, portal: PracticePortal) -> None:
    portals.save(
        office, replace(portal.setting(), practice=False), portal.reach["password"],
        answers_practice=None,
    )  # fmt: skip
    told = diagnose(office, portals.targets(office)[0], HOW)
    assert told.well, told.findings
    assert all(one.sentence.endswith(".") for one in told.findings)


def test_a_closed_port_is_the_way_there(office: Office) -> None:
    told = diagnose(office, target(office, "http://127.0.0.1:1"), HOW)
    assert_wrong(told, Part.NETWORK, "không nhận kết nối", "xem lại địa chỉ")


def test_a_login_page_of_the_network_is_the_way_there(office: Office) -> None:
    page = Said(200, {"Content-Type": "text/html"}, b"<html>Wi-Fi</html>")
    with Served(Says(page)) as served:
        told = diagnose(office, target(office, served.url), HOW)
    assert_wrong(told, Part.NETWORK, "Một trang mạng khác", "Wi-Fi")
    assert "Wi-Fi" in told.raw


def test_a_busy_portal_is_the_way_there_and_the_raw_answer_is_kept(office: Office) -> None:
    with Served(Says(Said(500, {}, b'{"message": "x"}'))) as served:
        told = diagnose(office, target(office, served.url), HOW)
    assert_wrong(told, Part.NETWORK, "gặp sự cố")
    assert told.raw == '{"message": "x"}'


def test_a_certificate_that_nobody_trusts(office: Office, tmp_path: Path) -> None:
    with tls_server(certificate(tmp_path, authority(tmp_path))) as url:
        told = diagnose(office, target(office, url), HOW)
    assert_wrong(told, Part.CERTIFICATE, "không do nơi cấp")


def test_a_certificate_that_is_over_names_the_clock(office: Office, tmp_path: Path) -> None:
    signer = authority(tmp_path)
    with tls_server(certificate(tmp_path, signer, starts=timedelta(days=-90))) as url:
        told = diagnose(office, target(office, url, caFile=str(signer.file)), HOW)
    assert_wrong(told, Part.CERTIFICATE, "đã hết hạn", "ngày giờ của máy")


def test_a_wrong_password_is_the_sign_in(office: Office, portal: PracticePortal) -> None:
    portals.save(office, replace(portal.setting(), practice=False), "sai", answers_practice=None)
    told = diagnose(office, portals.targets(office)[0], HOW)
    assert_wrong(told, Part.SIGN_IN, "không nhận tài khoản hoặc mật khẩu")


def test_no_password_on_this_machine_is_the_sign_in(office: Office) -> None:
    told = diagnose(office, replace(target(office, "http://127.0.0.1:1"), name="khac"), HOW)
    assert told.first_wrong is not None
    assert told.first_wrong.part is Part.SIGN_IN
    assert "nhập lại mật khẩu" in told.first_wrong.sentence


def test_another_system_behind_the_address_is_the_version(office: Office) -> None:
    with Served(Says(Said(200, {}, b"pong"))) as served:
        told = diagnose(office, target(office, served.url), HOW)
    assert told.first_wrong is not None
    assert told.first_wrong.part is Part.VERSION
    assert "hệ thống loại khác" in told.first_wrong.sentence


class Site:
    """A portal that lets the account in; ``create`` is the status of a create without a process."""

    def __init__(self, create: int, others: int) -> None:
        self.create, self.others = create, others

    def handle(self, asked: Asked) -> Said:
        if asked.method == "POST" and asked.path.endswith("/dossiers"):
            return Said(self.create, {}, b'{"message": "Non-Authoritative Information."}')
        if asked.path.endswith("/serviceconfigs"):
            return Said(200, {}, b'{"total": 0, "data": []}')
        return Said(self.others, {}, b"" if self.others == 404 else b'{"total": 0, "data": []}')


def test_an_account_without_the_right_is_the_right(office: Office) -> None:
    with Served(Site(create=203, others=200)) as served:
        told = diagnose(office, target(office, served.url), HOW)
    assert_wrong(told, Part.RIGHT, "chưa được quyền")


def test_a_portal_that_lacks_what_the_desk_needs_is_the_version(office: Office) -> None:
    with Served(Site(create=403, others=404)) as served:
        told = diagnose(office, target(office, served.url), HOW)
    assert_wrong(told, Part.VERSION, "Phiên bản của cổng thiếu")


def test_a_clock_that_is_off_is_named_with_how_much(office: Office, portal: PracticePortal) -> None:
    portals.save(
        office, replace(portal.setting(), practice=False), portal.reach["password"],
        answers_practice=None,
    )  # fmt: skip
    office.clock.advance(timedelta(hours=-3))  # type: ignore[attr-defined]
    told = diagnose(office, portals.targets(office)[0], HOW)
    assert_wrong(told, Part.CLOCK, "chậm 3 giờ", "xác nhận giờ máy")


def test_a_practice_office_asks_no_real_portal(tmp_path: Path, portal: PracticePortal) -> None:
    office = make_office(tmp_path / "practice")
    real = replace(target(office, portal.reach["url"]), practice=False)
    with pytest.raises(Refused) as caught:
        diagnose(office, real, HOW)
    assert caught.value.problems[0].code == "practice_office"
    office.close()


#: A process without the fence of the tests, because a name that cannot exist is asked for.
_UNKNOWN_NAME = """
import sys
from sync.session import Line, Timeouts
from sync.answers import NoAnswer
line = Line("https://cong.invalid", timeouts=Timeouts(2, 2, 4), has_route=lambda: True)
try:
    line.get("/x")
except NoAnswer as told:
    sys.stdout.write(told.answer.kind.value)
"""


def test_a_name_that_is_not_there_is_the_name() -> None:
    told = subprocess.run(
        [sys.executable, "-c", _UNKNOWN_NAME], capture_output=True, timeout=60, check=True
    )
    assert told.stdout.decode() == "name_not_found"


@pytest.mark.usefixtures("office")
def test_the_name_is_found_wrong_by_the_diagnosis(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    def nobody(host: str, *_: object, **__: object) -> Callable[[], None]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    told = diagnose(office, target(office, "https://cong.invalid"), HOW)
    assert_wrong(told, Part.NAME, "Không tìm thấy tên máy chủ")
