"""``portal test`` of every family and dialect: each situation names the one part that is wrong.

`test_diagnose` has more situations of one family; here each family meets the same few.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from receptiondesk.desk import portals
from receptiondesk.domain.clock import Clock, SetClock, SystemClock
from receptiondesk.domain.outbox import PortalTarget
from receptiondesk.office import Office
from receptiondesk.storage import portals as rows
from sync.diagnose import Diagnosis, diagnose
from sync.portal import Part
from sync.practice.services import SITE
from sync.round import How
from sync.session import Timeouts
from tests.support.office import OfficeKind, make_office
from tests.support.portals import national, opencps
from tests.support.portals import server_numbered as numbered
from tests.support.portals.national import NationalCore
from tests.support.portals.opencps import OpenCpsCore
from tests.support.portals.server_numbered import ServerNumberedCore
from tests.support.portals.wire import Asked, Core, Said, Served
from tests.support.tls import authority, certificate, tls_server
from tests.sync.test_diagnose import ORDER, assert_wrong

HOW = How(timeouts=Timeouts(connect=1.0, stall=1.5, total=4.0))
_JSON = {"Content-Type": "application/json"}
_BUS = {"dstcode": national.DSTCODE, "madonvi": national.UNIT, "unit": "UBND xã Thử Nghiệm"}


@dataclass(frozen=True)
class Kind:
    """A family or dialect: its double, how it is set up, which of its calls reads by right."""

    name: str
    family: str
    make: Callable[[Clock], Core]
    user: str
    password: str
    options: dict[str, str]
    asks_right: str


def _numbered(dialect: str, asks_right: str) -> Kind:
    return Kind(
        dialect,
        "server_numbered",
        lambda clock: ServerNumberedCore(dialect, clock=clock),
        numbered.USER,
        numbered.PASSWORD,
        {"dialect": dialect, **numbered.OPTIONS[dialect]},
        asks_right,
    )


KINDS = (
    Kind(
        "opencps",
        "opencps",
        lambda clock: OpenCpsCore(clock, marked=False),
        opencps.USER,
        opencps.PASSWORD,
        {"groupId": SITE},
        "POST /o/rest/v2/dossiers",
    ),
    Kind(
        "national", "national", NationalCore, national.USER, national.PASSWORD, _BUS, "TraCuuHoSo"
    ),
    _numbered("tandan", "GET /api/v1/"),
    _numbered("igate", "GET /pa/"),
    _numbered("adapter2026", "POST /TraCuuHoSo"),
)


@dataclass
class Between:
    """Stands before a double and answers some requests itself."""

    core: Core
    says: Said
    on: str
    asked: list[str] = field(default_factory=list)

    def handle(self, asked: Asked) -> Said:
        line = f"{asked.method} {asked.path} {asked.body.decode(errors='replace')}"
        self.asked.append(line)
        return self.says if self.on in line else self.core.handle(asked)


@pytest.fixture(params=KINDS, ids=[kind.name for kind in KINDS])
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office whose clock is the machine's own, as certificates and servers know it."""
    clock = SetClock(SystemClock().now())
    return make_office(tmp_path / "office", OfficeKind(practice=False), clock=clock)


def asked(office: Office, kind: Kind, url: str, password: str = "", **options: str) -> Diagnosis:
    """Diagnose a portal of a kind that stands behind an address."""
    own = {**kind.options, **options}
    target = PortalTarget(kind.name, kind.family, url, kind.user, own)
    with office.database.write() as session:
        rows.put(session, target)
    portals._secrets(office).put(f"portal:{kind.name}", password or kind.password)
    return diagnose(office, target, HOW)


def test_all_is_well(office: Office, kind: Kind) -> None:
    with Served(kind.make(office.clock)) as served:
        told = asked(office, kind, served.url)
    assert told.well, told.findings


def test_a_closed_port_is_the_network(office: Office, kind: Kind) -> None:
    assert_wrong(asked(office, kind, "http://127.0.0.1:1"), Part.NETWORK, "không nhận kết nối")


def test_a_portal_in_trouble_is_the_network(office: Office, kind: Kind) -> None:
    with Served(Between(kind.make(office.clock), Said(503, {}, b""), "")) as served:
        assert_wrong(asked(office, kind, served.url), Part.NETWORK)


def test_an_unknown_name_is_the_name(
    office: Office, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    def nobody(host: str, *_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    assert_wrong(asked(office, kind, "https://cong.invalid"), Part.NAME)


def test_a_certificate_that_nobody_trusts_is_the_certificate(
    office: Office, kind: Kind, tmp_path: Path
) -> None:
    with tls_server(certificate(tmp_path, authority(tmp_path))) as url:
        assert_wrong(asked(office, kind, url), Part.CERTIFICATE, "không do nơi cấp")


def test_a_wrong_password_is_the_sign_in(office: Office, kind: Kind) -> None:
    with Served(kind.make(office.clock)) as served:
        told = asked(office, kind, served.url, "sai")
    assert_wrong(told, Part.SIGN_IN, "không nhận tài khoản hoặc mật khẩu")


def test_an_account_without_the_right_is_the_right(office: Office, kind: Kind) -> None:
    status = 203 if kind.family == "opencps" else 403
    refused = Said(status, _JSON, b'{"code": 403, "message": "Forbidden"}')
    door = Between(kind.make(office.clock), refused, kind.asks_right)
    with Served(door) as served:
        assert_wrong(asked(office, kind, served.url), Part.RIGHT, "quyền")
    assert any(kind.asks_right in line for line in door.asked)


def test_another_clock_is_the_clock(office: Office, kind: Kind) -> None:
    with Served(kind.make(SystemClock())) as served:
        office.clock.advance(timedelta(hours=-3))  # type: ignore[attr-defined]
        assert_wrong(asked(office, kind, served.url), Part.CLOCK, "chậm 3 giờ")


def test_a_call_that_is_not_there_is_the_version(office: Office, kind: Kind) -> None:
    on = {
        "opencps": "/payment",
        "national": "LayDanhMucLinhVuc",
        "tandan": "GET /api/v1/",
        "igate": "GET /pa/",
    }.get(kind.name)
    if on is None:  # a look-up that is missing says the same as one that finds nothing
        told = _without(office, kind, "path.create")
    else:
        missing = Said(404, _JSON, b'{"code": 404, "message": "no such API"}')
        with Served(Between(kind.make(office.clock), missing, on)) as served:
            told = asked(office, kind, served.url)
    assert told.first_wrong is not None
    assert told.first_wrong.part is Part.VERSION, told.findings


def _without(office: Office, kind: Kind, option: str) -> Diagnosis:
    with Served(kind.make(office.clock)) as served:
        return asked(office, kind, served.url, **{option: ""})


def test_where_nothing_can_be_asked_the_right_is_not_called_well(office: Office) -> None:
    kind = KINDS[-1]
    plain = replace(kind, options={k: v for k, v in kind.options.items() if "lookup" not in k})
    refused = Said(403, _JSON, b'{"code": 403, "message": "Forbidden"}')
    door = Between(plain.make(office.clock), refused, "POST /")
    door.on = "POST /C"
    with Served(door) as served:
        told = asked(office, plain, served.url)
    stood = {one.part: one.well for one in told.findings}
    assert list(stood) == ORDER
    assert stood[Part.SIGN_IN] is True
    assert stood[Part.RIGHT] is None
    assert stood[Part.VERSION] is None
    assert not told.well
    assert told.first_wrong is None
    (right,) = (one for one in told.findings if one.part is Part.RIGHT)
    assert "Chưa hỏi được quyền" in right.sentence
    assert "path.lookup" in right.sentence
    assert all("/token" in line for line in door.asked), "nothing else may be written to ask"


def test_a_knock_is_heard_anew_though_a_token_is_held(office: Office) -> None:
    from tests.sync.portals.server_numbered.desk import bench

    for options in ({}, {"path.lookup": ""}):
        with bench("adapter2026") as there:
            adapter = there.adapter(**options)
            assert adapter.reach().good
            there.switches.gateway = 99
            assert not adapter.reach().good
