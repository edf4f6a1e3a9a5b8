"""What an OpenCPS site promises and the adapter keeps: the double, the practice portal, a real one.

The same tests speak to both doubles, so that they cannot drift apart, and to a real test portal
when ``PORTAL_URL`` says so (see ``tests.support.portals.opencps_bench``).
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from receptiondesk.domain.events import EventKind
from receptiondesk.domain.walk_in import FeeMethod, FeePaid, Person, Submitter
from sync.answers import AnswerKind
from sync.portal import Part
from sync.portals.opencps import dossiers
from sync.portals.opencps.adapter import OpenCps
from tests.support.portals.opencps import OpenCpsCore
from tests.support.portals.opencps_bench import (
    CODE,
    Bench,
    aimed,
    dossier,
    file,
    named,
    step,
)
from tests.support.portals.practice import PracticePortal
from tests.support.portals.wire import Served

pytestmark = pytest.mark.skipif(
    os.environ.get("PORTAL_FAMILY", "opencps") != "opencps",
    reason="PORTAL_FAMILY aims at another family",
)
#: For tests that know the catalogue which both doubles share.
of_doubles = pytest.mark.skipif(aimed(), reason="a real portal has a catalogue of its own")
SITES = ["real"] if aimed() else ["double", "practice"]


@pytest.fixture(scope="module", params=SITES)
def reach(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    """Return one running site."""
    if request.param == "real":
        yield Bench.of_environment()
    elif request.param == "double":
        with Served(OpenCpsCore()) as served:
            yield Bench.of_double(served)
    else:
        portal = PracticePortal(tmp_path_factory.mktemp("contract")).start()
        yield Bench.of_reach(portal.reach)
        portal.stop()


@pytest.fixture
def bench(reach: Bench) -> Iterator[Bench]:
    """Return the site with a fresh memory."""
    reach.memory.kept.clear()
    yield reach
    reach.close()


@pytest.fixture
def adapter(bench: Bench) -> OpenCps:
    return bench.adapter()


def test_sent_once_it_reads_back_equal(adapter: OpenCps) -> None:
    one = dossier()
    assert adapter.deliver(one).answer.kind is AnswerKind.ACCEPTED
    back = adapter.read_back(one)
    assert back.answer.good
    assert back.differing() == ()
    assert {"tên chủ hồ sơ", "lệ phí", "ngày hẹn trả"} <= set(back.expected)
    assert back.remote is not None
    assert back.remote.uid == one.uid
    assert back.remote.code


def test_sent_twice_it_is_still_one_and_nothing_is_written_again(adapter: OpenCps) -> None:
    one = dossier()
    adapter.deliver(one)
    again = adapter.deliver(replace(one, ask_first=True))
    assert again.answer.kind is AnswerKind.ALREADY_EQUAL
    assert adapter.read_back(one).differing() == ()


def test_a_repeated_create_resets_the_dates_and_they_are_put_again(adapter: OpenCps) -> None:
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


def test_a_correction_clears_what_it_takes_back_and_names_who_corrected(adapter: OpenCps) -> None:
    sender = Submitter(Person("Trần Văn Nộp", phone="0900000000"), authority="Giấy ủy quyền")
    one = dossier(facts=replace(dossier().facts, submitter=sender))
    adapter.deliver(one)
    assert adapter.read_back(one).differing() == ()
    bare = replace(one.facts, submitter=None, fee=FeePaid(), note="")
    steps = (*one.steps, step(2, EventKind.CORRECTED, "Phạm Văn Sửa"))
    mended = replace(one, facts=bare, revision=1, papers=(), steps=steps)

    assert adapter.read_back(mended).differing()
    assert adapter.deliver(mended).answer.good
    back = adapter.read_back(mended)
    assert back.differing() == ()
    assert "Phạm Văn Sửa" in back.found["ghi chú của quầy"]


def test_a_fee_that_a_file_which_is_gone_told_of_is_seen_and_taken_back(adapter: OpenCps) -> None:
    paid = dossier(facts=replace(dossier().facts, fee=FeePaid(FeeMethod.CASH, 8_000)))
    adapter.deliver(paid)
    older = replace(paid, facts=replace(paid.facts, fee=FeePaid()))
    behind = replace(older, older=older.steps[0].seq)

    assert adapter.read_back(behind).differing() == ("lệ phí",)
    assert adapter.deliver(replace(behind, ask_first=True)).answer.good
    assert adapter.read_back(behind).differing() == ()


def test_a_cancelled_one_is_withdrawn_once(adapter: OpenCps) -> None:
    one = dossier(cancelled=True, cancel_reason="Công dân rút", cancelled_by="Đỗ Thị Hủy")
    for _ in range(2):
        assert adapter.deliver(one).answer.good
    assert adapter.read_back(one).differing() == ()
    not_here = replace(one, cancelled=False, cancel_reason="", cancelled_by="")
    assert adapter.read_back(not_here).differing() == ("rút hồ sơ",)


def test_reception_three_days_ago_keeps_its_time(adapter: OpenCps) -> None:
    one = dossier()
    ago = timedelta(days=3)
    assert one.due_at is not None
    late = replace(one, received_at=one.received_at - ago, due_at=one.due_at - ago)
    assert adapter.deliver(late).answer.good
    back = adapter.read_back(late)
    assert back.differing() == ()
    assert back.found["ngày giờ tiếp nhận"] == "20/11/2026 09:00:00"


def test_without_a_promised_time_the_portals_own_is_not_a_difference(adapter: OpenCps) -> None:
    one = dossier(due_at=None)
    assert adapter.deliver(one).answer.good
    back = adapter.read_back(one)
    assert back.differing() == ()
    assert "ngày hẹn trả" not in back.expected


def test_two_of_one_procedure_never_become_one(adapter: OpenCps) -> None:
    first, second = named("Nguyễn Văn Một"), named("Nguyễn Văn Hai")
    for one in (first, second):
        assert adapter.deliver(one).answer.kind is AnswerKind.ACCEPTED
    for one in (first, second):
        assert adapter.read_back(one).differing() == ()


@of_doubles
def test_a_site_code_is_found_by_the_national_one(adapter: OpenCps) -> None:
    for code in ("1.014027", "2.000635", "1.000894", "1.001022", "1.000656"):
        route = adapter.site.routes.resolve(code)
        assert route.service_code.removeprefix("TS.") == code
        assert route.template


@of_doubles
def test_a_remembered_route_that_went_stale_is_asked_for_again(bench: Bench) -> None:
    bench.adapter().site.routes.resolve(CODE)
    stale = {key: value.replace("MAU-", "CU-") for key, value in bench.memory.kept.items()}
    bench.memory.kept.update(stale)
    adapter = bench.adapter()
    one = dossier()
    assert adapter.deliver(one).answer.good
    assert adapter.read_back(one).differing() == ()


@of_doubles
def test_a_route_remembered_by_an_older_version_is_asked_for_again(bench: Bench) -> None:
    key = f"route:{CODE}"
    bench.memory.kept[key] = (
        '{"service_code": "x", "agency": "y", "template": "z", "process_id": "",'
        ' "parts": [["1", "Tờ khai"]]}'
    )
    assert bench.adapter().site.routes.resolve(CODE).service_code == CODE


@of_doubles
@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"groupId": "7"}, "không có thủ tục"),
        ({"groupId": ""}, "không có thủ tục"),
        ({"govAgencyCode": "H01"}, "Không có cơ quan"),
        ({"dossierTemplateNo": "KHAC"}, "chưa có quy trình"),
        ({"firstAction": "9999"}, "9999"),
    ],
)
def test_what_the_portal_does_not_tell_is_never_invented(
    bench: Bench, options: dict[str, str], told: str
) -> None:
    adapter = bench.adapter(**options)
    one = dossier()
    answer = adapter.deliver(one).answer
    assert answer.kind is AnswerKind.NOT_OFFERED
    assert told in answer.sentence
    assert adapter.look(one.uid)[1] is None, "a draft was left in the way"


@of_doubles
def test_a_mapping_file_overrides(bench: Bench, tmp_path: Path) -> None:
    mapping = tmp_path / "doi-chieu.csv"
    mapping.write_text(
        "procedure,serviceCode,govAgencyCode,dossierTemplateNo,firstAction,parts\n"
        f"9.999999,{CODE},H99.99.99,MAU-{CODE},1100,\n",
        "utf-8-sig",
    )
    adapter = bench.adapter(mapping=str(mapping))
    assert adapter.deliver(dossier(procedure_code="9.999999")).answer.good


def test_a_wrong_password_is_told_as_such(bench: Bench) -> None:
    wrong = replace(bench, password="sai", _open=[])
    adapter = wrong.adapter()
    assert adapter.deliver(dossier()).answer.kind is AnswerKind.AUTH
    assert adapter.reach().kind is AnswerKind.AUTH
    findings = list(adapter.examine())
    assert [(one.part, one.well) for one in findings] == [(Part.SIGN_IN, False)]
    assert "mật khẩu" in findings[0].sentence
    wrong.close()


def test_everything_is_found_well_and_nothing_is_made(adapter: OpenCps) -> None:
    findings = list(adapter.examine())
    assert [(one.part, one.well) for one in findings] == [
        (Part.SIGN_IN, True),
        (Part.RIGHT, True),
        (Part.VERSION, True),
    ]
    assert not adapter.line.began_change


def test_its_clock_is_known_after_the_first_answer(adapter: OpenCps) -> None:
    assert adapter.clock_offset() is None
    adapter.reach()
    offset = adapter.clock_offset()
    assert offset is not None
    assert abs(offset) < timedelta(seconds=5)


@of_doubles
def test_the_whole_list_of_procedures_is_read_page_by_page(adapter: OpenCps) -> None:
    answer, found = adapter.procedures()
    assert answer.good
    assert len(found) >= 469
    by_code = {one.code: one.columns for one in found}
    assert "đăng ký khai sinh" in by_code[CODE]["name"].lower()
    assert by_code[CODE]["field"] == "Hộ tịch"


def test_a_file_goes_there_and_reads_back_equal(adapter: OpenCps) -> None:
    one, paper = dossier(), file(bytes(range(256)) * 40)
    adapter.deliver(one)
    assert adapter.put_file(one, paper).answer.kind is AnswerKind.ACCEPTED
    back = adapter.read_file(one, paper)
    assert back.answer.good
    assert back.found == back.expected == {"tệp “giay-to-01.pdf”": paper.sha256}


def test_a_file_sent_again_is_not_uploaded_again(bench: Bench) -> None:
    one, paper = dossier(), file()
    adapter = bench.adapter()
    adapter.deliver(one)
    adapter.put_file(one, paper)

    def content() -> bytes:
        raise AssertionError("uploaded again")

    again = replace(paper, content=content)
    assert bench.adapter().put_file(one, again).answer.kind is AnswerKind.ALREADY_EQUAL


def test_a_second_file_of_one_paper_never_takes_the_place_of_the_first(adapter: OpenCps) -> None:
    one = dossier()
    papers = [file(f"%PDF trang {page}".encode(), name=f"trang-{page}.pdf") for page in (1, 2, 3)]
    adapter.deliver(one)
    for paper in papers:
        assert adapter.put_file(one, paper).answer.kind is AnswerKind.ACCEPTED
    for paper in papers:
        assert adapter.read_file(one, paper).differing() == ()


def test_a_file_taken_back_at_the_desk_goes_at_the_portal_too(adapter: OpenCps) -> None:
    one, first = dossier(), file(b"%PDF cu")
    adapter.deliver(one)
    adapter.put_file(one, first)
    gone = replace(first, removed=True)
    assert adapter.read_file(one, gone).differing()
    assert adapter.put_file(one, gone).answer.kind is AnswerKind.ACCEPTED
    assert adapter.read_file(one, gone).differing() == ()
    assert adapter.put_file(one, gone).answer.kind is AnswerKind.ALREADY_EQUAL
    # Its place is free again.
    second = file(b"%PDF moi")
    assert adapter.put_file(one, second).answer.good
    assert adapter.read_file(one, second).differing() == ()


def test_a_file_that_is_not_there_is_never_proved(adapter: OpenCps) -> None:
    one = dossier()
    adapter.deliver(one)
    assert adapter.read_file(one, file()).answer.kind is AnswerKind.REFUSED
    nowhere = dossier()
    assert adapter.put_file(nowhere, file()).answer.kind is AnswerKind.REFUSED


def test_an_own_draft_is_removed_and_nothing_that_was_started(adapter: OpenCps) -> None:
    one = dossier()
    adapter.deliver(one)
    assert adapter.drop_draft(one.uid).kind is AnswerKind.CONFLICT
    assert adapter.look(one.uid)[1] is not None
