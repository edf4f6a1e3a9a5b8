"""Every switch of the OpenCPS double (portals.md H.1) and the contract tests of H.4, over HTTP.

A real portal cannot be told to fail, so with ``PORTAL_URL`` these skip.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from receptiondesk.domain.code_map import CodeKind, CodeLine, CodeMap
from receptiondesk.domain.dossier import Status
from receptiondesk.domain.events import EventKind
from sync.answers import AnswerKind
from sync.portal import Part
from sync.portals.opencps.adapter import OpenCps
from tests.support.portals.opencps import LOOKER, OpenCpsCore
from tests.support.portals.opencps_bench import CODE, OFFICER, Bench, aimed, dossier, named, step
from tests.support.portals.wire import Asked, Said, Served

pytestmark = pytest.mark.skipif(
    aimed(), reason="a real portal has no switches by which it fails on purpose"
)
OTHER = "2.000635"


@pytest.fixture
def bench() -> Iterator[Bench]:
    with Served(OpenCpsCore()) as served:
        bench = Bench.of_double(served)
        yield bench
        bench.close()


@pytest.fixture
def adapter(bench: Bench) -> OpenCps:
    return bench.adapter()


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("down", AnswerKind.LOST),
        ("lost_before", AnswerKind.LOST),
        ("lost_after", AnswerKind.LOST),
        ("slow", AnswerKind.LOST),
        ("error5xx", AnswerKind.PORTAL_DOWN),
        ("too_fast", AnswerKind.TOO_FAST),
        ("unauthorized203", AnswerKind.AUTH),
        ("html_page", AnswerKind.NOT_THE_PORTAL),
    ],
)
@pytest.mark.parametrize("on", ["POST /dossiers", "PUT *", "*/marks/*", "*/payment", "*/actions"])
def test_whatever_meets_a_request_there_is_one_right_copy_in_the_end(
    bench: Bench, fault: str, kind: AnswerKind, on: str
) -> None:
    bench.stall = 0.3
    bench.site.switches.slow_s = 0.6
    one = dossier()
    bench.site.order(fault, on)
    answer = bench.adapter().deliver(one).answer
    no_right = (fault, on) == ("unauthorized203", "POST /dossiers")
    assert answer.kind is (AnswerKind.FORBIDDEN if no_right else kind)
    assert answer.changing
    # The program was killed here; another process looks first and goes on.
    adapter = bench.adapter()
    assert adapter.deliver(replace(one, ask_first=True)).answer.good
    assert adapter.read_back(one).differing() == ()
    (kept,) = bench.site.dossiers()
    assert kept.uid == one.uid
    assert [done.code for done in kept.actions] == ["1100"]


def test_how_long_the_portal_wants_to_be_left_alone_is_told(bench: Bench) -> None:
    bench.site.switches.retry_after = 90
    bench.site.order("too_fast")
    assert bench.adapter().reach().retry_after == timedelta(seconds=90)


def test_a_portal_that_fails_at_random_gets_everybody_once(bench: Bench) -> None:
    faults = bench.site.switches
    faults.down = faults.lost_after = faults.error5xx = faults.html_page = 0.08
    bench.site.chance.seed(7)
    wanted = [named(f"Nguyễn Văn {number}") for number in range(8)]
    for one in wanted:
        for attempt in range(60):
            if bench.adapter().deliver(replace(one, ask_first=attempt > 0)).answer.good:
                break
    faults.down = faults.lost_after = faults.error5xx = faults.html_page = 0.0
    adapter = bench.adapter()
    assert [adapter.read_back(one).differing() for one in wanted] == [()] * len(wanted)
    assert sorted(kept.uid for kept in bench.site.dossiers()) == sorted(o.uid for o in wanted)


def test_an_own_draft_left_by_a_cut_is_never_given_another_persons_facts(bench: Bench) -> None:
    first, second = named("Nguyễn Văn Một"), named("Nguyễn Văn Hai")
    adapter = bench.adapter()
    bench.site.order("lost_after", "POST /dossiers/*/marks/*")
    assert adapter.deliver(first).answer.kind is AnswerKind.LOST
    stopped = adapter.deliver(second)
    assert stopped.answer.kind is AnswerKind.DRAFT_IN_THE_WAY
    assert stopped.in_the_way == first.uid
    assert bench.site.dossier(first.uid).facts.get("applicantName") in {None, "", "Nguyễn Văn Một"}
    assert adapter.deliver(replace(first, ask_first=True)).answer.good
    assert adapter.deliver(second).answer.good
    assert [adapter.read_back(one).differing() for one in (first, second)] == [(), ()]


def test_a_strangers_draft_is_left_alone(bench: Bench, adapter: OpenCps) -> None:
    bench.site.plant_draft("cua-nguoi-khac", CODE, applicantName="Người Khác")
    one = dossier()
    stopped = adapter.deliver(one)
    assert (stopped.answer.kind, stopped.in_the_way) == (
        AnswerKind.DRAFT_IN_THE_WAY,
        "cua-nguoi-khac",
    )
    assert [kept.uid for kept in bench.site.dossiers()] == ["cua-nguoi-khac"]
    assert bench.site.dossiers()[0].actions == []


def test_the_same_uid_at_another_procedure_is_a_persons_decision(bench: Bench) -> None:
    one = dossier()
    bench.site.plant_draft(one.uid, OTHER, applicantName="Người Khác")
    answer = bench.adapter().deliver(replace(one, ask_first=True)).answer
    assert (answer.kind, answer.fields) == (AnswerKind.CONFLICT, ("thủ tục",))
    assert bench.site.dossier(one.uid).facts["applicantName"] == "Người Khác"


def test_an_expired_account_in_the_middle_of_many_costs_nobody_anything(bench: Bench) -> None:
    adapter = bench.adapter()
    many = [named(f"Nguyễn Văn {number}") for number in range(6)]
    for place, one in enumerate(many):
        bench.site.switches.expired = place in {3, 4}
        wanted = AnswerKind.AUTH if place in {3, 4} else AnswerKind.ACCEPTED
        assert adapter.deliver(one).answer.kind is wanted
    bench.site.switches.expired = False
    for one in many:
        assert adapter.deliver(replace(one, ask_first=True)).answer.good
        assert adapter.read_back(one).differing() == ()
    assert len(bench.site.dossiers()) == len(many)


def test_an_account_without_the_right_is_told_from_a_wrong_password(bench: Bench) -> None:
    adapter = replace(bench, user=LOOKER).adapter()
    answer = adapter.deliver(dossier()).answer
    assert answer.kind is AnswerKind.FORBIDDEN
    findings = list(adapter.examine())
    assert [(one.part, one.well) for one in findings] == [
        (Part.SIGN_IN, True),
        (Part.RIGHT, False),
    ]
    assert "quyền" in findings[-1].sentence
    assert bench.site.dossiers() == []
    adapter.close()


class TakesAnything:
    """A server that is no OpenCPS: it takes every create."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def handle(self, asked: Asked) -> Said:
        self.asked.append((asked.method, asked.path))
        return Said(200, {"Content-Type": "application/json"}, b'{"dossierId": 5, "data": []}')


def test_a_server_that_takes_a_create_without_a_process_is_not_the_family() -> None:
    core = TakesAnything()
    with Served(core) as served:
        bench = Bench(served.url)
        finding = list(bench.adapter().examine())[-1]
        bench.close()
    assert (finding.part, finding.well) == (Part.VERSION, False)
    assert "không phải cổng OpenCPS" in finding.sentence
    assert core.asked[-1] == ("DELETE", "/o/rest/v2/dossiers/5"), "what was made stayed there"


def test_an_older_version_is_named_by_what_it_lacks(bench: Bench) -> None:
    bench.site.switches.lacks = frozenset({"nextactions", "files"})
    finding = list(bench.adapter().examine())[-1]
    assert (finding.part, finding.well) == (Part.VERSION, False)
    assert "bước xử lý, tệp đính kèm" in finding.sentence


def test_one_poisoned_among_others_is_named_and_leaves_no_draft(bench: Bench) -> None:
    bench.site.switches.refusing = True
    adapter = bench.adapter()
    bad, good = named("Nguyễn Hỏng"), named("Nguyễn Lành")
    answer = adapter.deliver(bad).answer
    assert answer.kind is AnswerKind.REFUSED
    assert "value too strange" in answer.sentence
    assert adapter.deliver(good).answer.good
    assert [kept.uid for kept in bench.site.dossiers()] == [good.uid]


@pytest.mark.parametrize("fault", ["tamper", "drop"])
def test_a_portal_that_answers_well_and_keeps_otherwise_is_caught(bench: Bench, fault: str) -> None:
    adapter = bench.adapter()
    one = dossier()
    bench.site.order(fault, "PUT *")
    assert adapter.deliver(one).answer.good
    back = adapter.read_back(one)
    assert "tên chủ hồ sơ" in back.differing()
    assert adapter.deliver(replace(one, ask_first=True)).answer.good
    assert adapter.read_back(one).differing() == ()


def test_a_create_that_was_never_kept_is_not_taken_for_one(bench: Bench) -> None:
    bench.site.order("drop", "POST /dossiers")
    adapter = bench.adapter()
    one = dossier()
    assert not adapter.deliver(one).answer.good
    assert bench.site.dossiers() == []
    assert adapter.deliver(one).answer.good
    assert adapter.read_back(one).differing() == ()


def test_an_action_refused_without_a_word_is_looked_at_before_it_is_judged(bench: Bench) -> None:
    one, two = dossier(), dossier()
    adapter = bench.adapter()
    bench.site.order("lost_after", "*/actions")
    assert adapter.deliver(one).answer.kind is AnswerKind.LOST
    assert adapter.deliver(replace(one, ask_first=True)).answer.kind is AnswerKind.ALREADY_EQUAL
    bench.site.switches.empty405 = 1.0
    answer = adapter.deliver(two).answer
    assert (answer.kind, answer.fields) == (AnswerKind.REFUSED, ("trạng thái tiếp nhận",))
    assert "tệp đính kèm trước" in answer.sentence
    assert [kept.uid for kept in bench.site.dossiers()] == [one.uid]


def test_a_dossier_that_an_officer_started_meanwhile_is_not_pushed_further(bench: Bench) -> None:
    adapter = bench.adapter()
    adapter.deliver(dossier())  # so that the receiving action is known
    one = dossier()
    bench.site.order("lost_before", "*/actions")
    adapter.deliver(one)
    bench.site.move(one.uid, "1100", "1200")
    assert adapter.deliver(replace(one, ask_first=True)).answer.good
    assert [done.code for done in bench.site.dossier(one.uid).actions] == ["1100", "1200"]


def test_each_act_is_the_officers_who_did_it(bench: Bench) -> None:
    adapter = bench.adapter()
    one = dossier()
    adapter.deliver(one)
    steps = (*one.steps, step(2, EventKind.CANCELLED, "Đỗ Thị Hủy"))
    gone = replace(
        one, cancelled=True, cancel_reason="Công dân rút", cancelled_by="Đỗ Thị Hủy", steps=steps
    )
    assert adapter.deliver(gone).answer.good
    acts = [(done.code, done.user, done.note) for done in bench.site.dossier(one.uid).actions]
    assert acts == [
        ("1100", OFFICER, "Tiếp nhận tại quầy"),
        ("1700", "Đỗ Thị Hủy", "Công dân rút"),
    ]


def test_a_status_that_nobody_mapped_is_kept_raw(bench: Bench) -> None:
    adapter = bench.adapter()
    one = dossier()
    adapter.deliver(one)
    bench.site.move(one.uid, "1200", "1400")
    _, remote = adapter.look(one.uid)
    assert remote is not None
    assert (remote.status, remote.status_raw) == (None, "Đang xử lý liên thông")


def test_the_table_and_then_the_option_say_what_a_sites_word_means(bench: Bench) -> None:
    bench.site.switches.words = {"150": "tiep_nhan_moi"}
    one = dossier()
    bench.adapter().deliver(one)
    bench.codes = CodeMap(1, (CodeLine(CodeKind.STATUS, "2", "tiep_nhan_moi"),))
    for options, status in (
        ({}, Status.RECEIVED),
        ({"status.tiep_nhan_moi": "4"}, Status.PROCESSING),
    ):
        _, remote = bench.adapter(**options).look(one.uid)
        assert remote is not None
        assert remote.status is status


def test_a_word_that_the_table_lacks_is_never_guessed(bench: Bench) -> None:
    bench.codes = CodeMap(1, (CodeLine(CodeKind.APPLICANT, "enterprise", "business"),))
    answer = bench.adapter().deliver(dossier()).answer
    assert answer.kind is AnswerKind.NOT_OFFERED
    assert "applicant,citizen" in answer.sentence


def test_what_the_portal_asks_of_the_desk_and_what_came_out_is_told(bench: Bench) -> None:
    adapter = bench.adapter()
    one = dossier()
    adapter.deliver(one)
    bench.site.move(one.uid, "1200")
    bench.site.move(one.uid, "1300", note="Thiếu giấy chứng sinh")
    _, asked = adapter.look(one.uid)
    assert asked is not None
    assert asked.status is Status.SUPPLEMENT_ASKED
    (message,) = asked.messages
    assert (message.text, message.at) == ("Thiếu giấy chứng sinh", asked.moved_at)
    assert message.uid
    bench.site.move(one.uid, "1310", "1500")
    bench.site.result(one.uid, "Giấy khai sinh số 12.pdf")
    _, ended = adapter.look(one.uid)
    assert ended is not None
    assert (ended.status, ended.result) == (Status.RESOLVED, "Giấy khai sinh số 12.pdf")
    assert ended.messages == ()


def test_an_index_that_lags_and_calls_that_change_are_never_used(bench: Bench) -> None:
    bench.site.switches.index_delay_s = 3600
    adapter = bench.adapter()
    one = dossier()
    assert adapter.deliver(one).answer.good
    assert adapter.read_back(one).differing() == ()
    gone = replace(one, cancelled=True, cancelled_by=OFFICER)
    assert adapter.deliver(gone).answer.good
    adapter.look(one.uid)
    assert bench.site.changing_gets == 0
    assert "GET dossiers" not in bench.site.asked


def test_a_number_of_ours_is_honoured_and_else_one_is_made(bench: Bench) -> None:
    adapter = bench.adapter()
    ours, theirs = dossier(official_code="H99.99.99-261123-0500"), dossier()
    for one in (ours, theirs):
        assert adapter.deliver(one).answer.good
    codes = [adapter.read_back(one).remote for one in (ours, theirs)]
    assert [one.code for one in codes if one] == ["H99.99.99-261123-0500", "H99.99.99-261123-0001"]


def test_a_clock_that_differs_is_told_by_how_much(bench: Bench) -> None:
    adapter = bench.adapter()
    for hours in (26, -26):
        bench.site.switches.clock_skew = timedelta(hours=hours)
        adapter.reach()
        offset = adapter.clock_offset()
        assert offset is not None
        assert abs(offset - timedelta(hours=hours)) < timedelta(seconds=5)


def test_a_catalogue_changed_between_reception_and_sync_is_met_and_told(bench: Bench) -> None:
    bench.adapter().site.routes.resolve(CODE)
    one = dossier()
    offered = bench.site.site.services
    known = offered.by_code[CODE]
    moved = replace(known, code=f"MOI.{CODE}")
    offered.__dict__["by_code"] = {**offered.by_code, moved.code: moved}
    del offered.by_code[CODE]  # type: ignore[attr-defined]
    offered.__dict__["all"] = tuple(moved if s.code == CODE else s for s in offered.all)
    adapter = bench.adapter()
    assert adapter.deliver(one).answer.good
    assert adapter.read_back(one).differing() == ()
    _, listed = adapter.procedures()
    assert CODE in {told.code for told in listed}


def test_after_a_restore_nothing_is_removed(bench: Bench) -> None:
    one = dossier()
    bench.site.switches.empty405 = 1.0
    bench.memory.kept["keep:remote"] = "1"
    adapter = bench.adapter()
    assert adapter.deliver(one).answer.kind is AnswerKind.REFUSED
    assert [kept.uid for kept in bench.site.dossiers()] == [one.uid]
    assert adapter.drop_draft(one.uid).kind is AnswerKind.CONFLICT
    bench.memory.kept.clear()
    assert adapter.drop_draft(one.uid).good
    assert bench.site.dossiers() == []


@pytest.mark.parametrize("whole", [True, False], ids=["ticks in the dossier", "ticks one by one"])
def test_the_requests_of_one_dossier_do_not_creep_up(bench: Bench, whole: bool) -> None:
    bench.site.switches.marks_in_detail = whole
    adapter = bench.adapter()
    adapter.deliver(dossier())  # the route and the receiving action are learnt once
    bench.site.asked.clear()
    one = dossier()
    adapter.deliver(one)
    assert sum(bench.site.asked.values()) == 5  # create, facts, one tick, fee, action
    bench.site.asked.clear()
    adapter.read_back(one)
    assert sum(bench.site.asked.values()) == (2 if whole else 3)  # dossier, (tick), fee


def test_random_is_seeded() -> None:
    first, second = (OpenCpsCore(chance=random.Random(3)) for _ in range(2))
    for core in (first, second):
        core.switches.down = 0.5
    draws = [[bool(core.chosen.draw("GET /x")) for _ in range(20)] for core in (first, second)]
    assert draws[0] == draws[1]
    assert len(set(draws[0])) == 2
