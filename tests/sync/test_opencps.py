"""The OpenCPS adapter as a contract; ``PORTAL_URL`` aims it at another portal of the family.

Then PORTAL_USER, PORTAL_PASSWORD and PORTAL_GROUP are needed too, and the portal must be one for
trying: real dossiers are made there.
"""

import os
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from receptiondesk.domain.code_map import CodeMap
from receptiondesk.domain.outbox import PortalTarget
from receptiondesk.domain.walk_in import (
    Address,
    ApplicantKind,
    DeliveryMethod,
    FeeMethod,
    FeePaid,
    Identity,
    IdentityType,
    Person,
    ResultDelivery,
    Submitter,
    WalkIn,
)
from sync.answers import AnswerKind
from sync.portal import Outgoing, Paper
from sync.portals.opencps import dossiers, fields
from sync.portals.opencps.adapter import OpenCps
from sync.portals.opencps.words import Words
from sync.session import Timeouts
from tests.support.portals.practice import PracticePortal

CODE = "1.001193"
WORDS = Words.of(CodeMap(), {})
WHO = Person(
    "Nguyễn Thị Ánh",
    identity=Identity(IdentityType.CCCD, "038196000001"),
    birth=date(1996, 3, 8),
    phone="0912345678",
    address=Address("38", "14758", "Thôn 1"),
)


@dataclass
class Memory:
    """What the adapter remembers, in a test's hand."""

    kept: dict[str, str] = field(default_factory=dict)

    def recall(self, key: str) -> str | None:
        return self.kept.get(key)

    def remember(self, key: str, value: str) -> None:
        self.kept[key] = value

    def forget(self, keys: object) -> None:
        self.kept.clear()


@pytest.fixture(scope="module")
def reach(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Where the contract is tried: a practice portal, or the one of PORTAL_URL."""
    if os.environ.get("PORTAL_URL"):
        yield {
            "url": os.environ["PORTAL_URL"],
            "user": os.environ["PORTAL_USER"],
            "password": os.environ["PORTAL_PASSWORD"],
            "groupId": os.environ["PORTAL_GROUP"],
        }
        return
    portal = PracticePortal(tmp_path_factory.mktemp("contract")).start()
    yield portal.reach
    portal.stop()


def adapter_to(
    reach: dict[str, str], options: dict[str, str] | None = None, memory: Memory | None = None
) -> OpenCps:
    target = PortalTarget(
        "opencps",
        "opencps",
        reach["url"],
        reach["user"],
        {"groupId": reach["groupId"], **(options or {})},
        practice=True,
    )
    timeouts = Timeouts(2.0, 2.0, 5.0)
    kept = memory or Memory()
    return OpenCps.connect(target, reach["password"], kept, timeouts, threading.Event())


@pytest.fixture
def adapter(reach: dict[str, str]) -> Iterator[OpenCps]:
    adapter = adapter_to(reach)
    yield adapter
    adapter.close()


def dossier(**changes: object) -> Outgoing:
    """Return facts to be sent, with a uid of their own."""
    facts = WalkIn(procedure=CODE, applicant=WHO, fee=FeePaid(FeeMethod.CASH, 8_000), note="Gấp")
    whole = Outgoing(
        uid=str(uuid.uuid4()),
        official_code="",
        provisional_code="TAM-1-261123-0001",
        procedure_code=CODE,
        procedure_name="Đăng ký khai sinh",
        facts=facts,
        papers=(Paper(f"{CODE}-01", "Tờ khai", 1, 2), Paper("", "Giấy riêng", 0, 1)),
        checklist=((f"{CODE}-01", "Tờ khai"), (f"{CODE}-02", "Giấy khác")),
        received_at=datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
        due_at=datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
        officer="Lê Thị Thử",
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def test_sent_once_it_reads_back_equal(adapter: OpenCps) -> None:
    one = dossier()
    delivered = adapter.deliver(one)
    assert delivered.answer.kind is AnswerKind.ACCEPTED
    back = adapter.read_back(one)
    assert back.answer.good
    assert back.remote is not None
    assert back.remote.uid == one.uid
    assert back.remote.code
    assert back.differing() == ()
    assert {"tên chủ hồ sơ", "lệ phí", "ngày hẹn trả"} <= set(back.expected)


def test_sent_twice_it_is_still_one_and_equal(adapter: OpenCps) -> None:
    one = dossier()
    first, second = adapter.deliver(one), adapter.deliver(one)
    assert first.answer.kind is AnswerKind.ACCEPTED
    assert second.answer.kind is AnswerKind.ALREADY_EQUAL
    assert adapter.read_back(one).differing() == ()


def test_each_verb_may_be_repeated(adapter: OpenCps) -> None:
    one = dossier()
    adapter.deliver(one)
    found = adapter.site.find(one.uid)
    assert found is not None
    route = adapter.site.routes.resolve(CODE)
    _, created_again = dossiers._create(adapter.site, one, route)
    assert created_again["dossierId"] == found["dossierId"]
    assert adapter.read_back(one).differing() == ("ngày giờ tiếp nhận", "ngày hẹn trả")
    assert adapter.deliver(one).answer.good
    assert adapter.read_back(one).differing() == ()


def test_a_correction_clears_what_it_takes_back(adapter: OpenCps) -> None:
    sender = Submitter(Person("Trần Văn Nộp", phone="0900000000"), authority="Giấy ủy quyền")
    one = dossier(facts=replace(dossier().facts, submitter=sender))
    adapter.deliver(one)
    assert adapter.read_back(one).differing() == ()
    bare = replace(one.facts, submitter=None, fee=FeePaid(), note="")
    mended = replace(one, facts=bare, revision=1, papers=())

    assert adapter.read_back(mended).differing()
    assert adapter.deliver(mended).answer.good
    assert adapter.read_back(mended).differing() == ()


def test_a_cancelled_one_is_withdrawn_once(adapter: OpenCps) -> None:
    one = dossier(cancelled=True, cancel_reason="Công dân rút")
    for _ in range(2):
        assert adapter.deliver(one).answer.good
    assert adapter.read_back(one).differing() == ()


def test_a_site_code_is_found_by_the_national_one(adapter: OpenCps) -> None:
    national = "1.014027"
    for code in (national, "2.000635", "1.000894", "1.001022", "1.000656"):
        route = adapter.site.routes.resolve(code)
        assert route.service_code.removeprefix("TS.") == code
        assert route.template


def test_a_remembered_route_that_went_stale_is_asked_for_again(reach: dict[str, str]) -> None:
    memory = Memory()
    adapter = adapter_to(reach, memory=memory)
    adapter.site.routes.resolve(CODE)
    memory.kept = {key: value.replace("MAU-", "CU-") for key, value in memory.kept.items()}
    one = dossier()
    assert adapter.deliver(one).answer.good
    assert adapter.read_back(one).differing() == ()
    adapter.close()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"groupId": "7"}, "không có thủ tục"),
        ({"govAgencyCode": "H01"}, "Không có cơ quan"),
        ({"dossierTemplateNo": "KHAC"}, "chưa có quy trình"),
        ({"firstAction": "9999"}, "9999"),
    ],
)
def test_what_the_portal_does_not_tell_is_never_invented(
    reach: dict[str, str], options: dict[str, str], told: str
) -> None:
    adapter = adapter_to(reach, options)
    one = dossier()
    answer = adapter.deliver(one).answer
    assert answer.kind is AnswerKind.NOT_OFFERED
    assert told in answer.sentence
    assert adapter.look(one.uid)[1] is None, "a draft was left in the way"
    adapter.close()


def test_a_mapping_file_overrides(reach: dict[str, str], tmp_path: Path) -> None:
    mapping = tmp_path / "doi-chieu.csv"
    mapping.write_text(
        "procedure,serviceCode,govAgencyCode,dossierTemplateNo,firstAction,parts\n"
        f"9.999999,{CODE},H99.99.99,MAU-{CODE},1100,\n",
        "utf-8-sig",
    )
    adapter = adapter_to(reach, {"mapping": str(mapping)})
    assert adapter.deliver(dossier(procedure_code="9.999999")).answer.good
    adapter.close()


def test_a_wrong_password_is_told_as_such(reach: dict[str, str]) -> None:
    adapter = adapter_to({**reach, "password": "sai"})
    assert adapter.deliver(dossier()).answer.kind is AnswerKind.AUTH
    assert adapter.reach().kind is AnswerKind.AUTH
    adapter.close()


def test_the_form_in_the_portals_words() -> None:
    firm = replace(WHO, kind=ApplicantKind.ENTERPRISE)
    by_post = ResultDelivery(DeliveryMethod.POST, "Thôn 2")
    form = fields.facts(
        dossier(facts=replace(dossier().facts, applicant=firm, delivery=by_post, copies=3)), WORDS
    )
    assert form["applicantIdType"] == "business"
    assert (form["viaPostal"], form["postalAddress"]) == ("2", "Thôn 2")
    assert (form["receiveDate"], form["dueDate"]) == (
        "23/11/2026 09:00:00",
        "23/11/2026 17:00:00",
    )
    assert form["sampleCount"] == "3"
    assert "dossierNo" not in form
    assert form["briefNote"] == "Mã tạm tại quầy: TAM-1-261123-0001"


def test_an_unknown_fee_is_never_a_zero() -> None:
    unknown = dossier(facts=replace(dossier().facts, fee=FeePaid(FeeMethod.CASH, None)))
    assert fields.payment(unknown, WORDS) is None
    exempt = dossier(facts=replace(dossier().facts, fee=FeePaid(FeeMethod.EXEMPT, 0)))
    told = fields.payment(exempt, WORDS)
    assert told is not None
    assert told["paymentNote"].startswith("Miễn")
