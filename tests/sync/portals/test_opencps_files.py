"""Attachments against every trap of the OpenCPS double (portals.md A.6, H.1.9, H.4.6)."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from receptiondesk.domain.code_map import CodeKind, CodeLine, CodeMap
from sync.answers import AnswerKind
from sync.portal import Outgoing
from sync.portals.opencps.adapter import OpenCps
from tests.support.portals.opencps import OpenCpsCore
from tests.support.portals.opencps_bench import CODE, Bench, aimed, dossier, file
from tests.support.portals.wire import Served

pytestmark = pytest.mark.skipif(
    aimed(), reason="a real portal has no switches by which it fails on purpose"
)
UPLOAD = "POST /dossiers/*/files"


@pytest.fixture
def bench() -> Iterator[Bench]:
    with Served(OpenCpsCore()) as served:
        bench = Bench.of_double(served)
        yield bench
        bench.close()


@pytest.fixture
def adapter(bench: Bench) -> OpenCps:
    return bench.adapter()


@pytest.fixture
def one(adapter: OpenCps) -> Outgoing:
    """Return a dossier that is there."""
    one = dossier()
    assert adapter.deliver(one).answer.good
    return one


@pytest.mark.parametrize("fault", ["cut_file", "lost_after"])
def test_a_cut_after_the_server_kept_it_costs_no_second_upload(
    bench: Bench, one: Outgoing, fault: str
) -> None:
    bench.site.order(fault, UPLOAD)
    paper = file(b"%PDF" + bytes(300_000))
    cut = bench.adapter().put_file(one, paper).answer
    assert cut.kind is AnswerKind.LOST
    assert cut.changing
    adapter = bench.adapter()
    assert adapter.put_file(one, paper).answer.kind is AnswerKind.ALREADY_EQUAL
    assert adapter.read_file(one, paper).differing() == ()
    assert bench.site.asked["POST dossiers/*/files"] == 1
    assert len(bench.site.dossier(one.uid).files) == 1


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("lost_before", AnswerKind.LOST),
        ("error5xx", AnswerKind.PORTAL_DOWN),
        ("too_fast", AnswerKind.TOO_FAST),
        ("html_page", AnswerKind.NOT_THE_PORTAL),
        ("unauthorized203", AnswerKind.AUTH),
    ],
)
@pytest.mark.parametrize("on", [UPLOAD, "GET /dossiers/*/files", "GET /dossiers/*/files/*"])
def test_whatever_meets_a_file_it_is_there_once_in_the_end(
    bench: Bench, one: Outgoing, fault: str, kind: AnswerKind, on: str
) -> None:
    paper = file()
    bench.site.order(fault, on)
    adapter = bench.adapter()
    first = adapter.put_file(one, paper).answer
    read = adapter.read_file(one, paper).answer
    assert kind in {first.kind, read.kind}
    again = bench.adapter()
    assert again.put_file(one, paper).answer.good
    assert again.read_file(one, paper).differing() == ()
    assert [kept.sha256 for kept in bench.site.dossier(one.uid).files] == [paper.sha256]


def test_a_conflict_is_read_back_before_it_is_judged(bench: Bench, one: Outgoing) -> None:
    adapter = bench.adapter()
    kept, missing = file(b"%PDF co"), file(b"%PDF khong", "03")
    adapter.put_file(one, kept)
    # The list was asked before somebody else's copy of the same upload arrived.
    adapter.files._listed.clear()
    assert adapter.put_file(one, kept).answer.kind is AnswerKind.ALREADY_EQUAL
    bench.site.order("conflict_files", UPLOAD)
    answer = adapter.put_file(one, missing).answer
    assert answer.kind is AnswerKind.REFUSED
    assert "Conflict dossier file" in answer.sentence
    assert adapter.put_file(one, missing).answer.good


def test_a_file_kept_altered_is_never_proved_and_a_newer_one_replaces_it(
    bench: Bench, one: Outgoing
) -> None:
    adapter = bench.adapter()
    paper = file()
    bench.site.order("tamper", UPLOAD)
    assert adapter.put_file(one, paper).answer.good
    assert adapter.read_file(one, paper).differing() == ("tệp “giay-to-01.pdf”",)
    assert adapter.put_file(one, paper).answer.kind is AnswerKind.ACCEPTED
    assert adapter.read_file(one, paper).differing() == ()
    assert len(bench.site.dossier(one.uid).files) == 1


def test_a_clock_moved_back_does_not_make_a_newer_file_older(bench: Bench, one: Outgoing) -> None:
    adapter = bench.adapter()
    bench.site.order("tamper", UPLOAD)
    first = file()
    adapter.put_file(one, first)
    earlier = replace(first, added_at=first.added_at - timedelta(days=400))
    assert adapter.put_file(one, earlier).answer.kind is AnswerKind.ACCEPTED
    assert adapter.read_file(one, earlier).differing() == ()


def test_replaced_offline_twice_the_last_one_stands(bench: Bench, one: Outgoing) -> None:
    adapter = bench.adapter()
    versions = [file(f"%PDF ban {number}".encode()) for number in range(3)]
    for before, after in itertools.pairwise(versions):
        assert adapter.put_file(one, before).answer.good
        assert adapter.put_file(one, replace(before, removed=True)).answer.good
        assert adapter.put_file(one, after).answer.good
    assert [kept.sha256 for kept in bench.site.dossier(one.uid).files] == [versions[-1].sha256]
    assert adapter.read_file(one, versions[-1]).differing() == ()


def test_a_stranger_in_a_single_valued_part_is_not_replaced(bench: Bench, one: Outgoing) -> None:
    adapter = bench.adapter()
    strange = bench.adapter()
    theirs = file(b"%PDF cua can bo cong")
    strange.put_file(one, theirs)
    ours = file(b"%PDF cua quay")
    assert adapter.put_file(one, ours).answer.good
    kept = {stored.part: stored.sha256 for stored in bench.site.dossier(one.uid).files}
    assert kept == {f"{CODE}-01": theirs.sha256, "KHAC": ours.sha256}
    names = [stored.name for stored in bench.site.dossier(one.uid).files]
    assert names == ["giay-to-01.pdf", "Giấy tờ 01 - giay-to-01.pdf"]


def test_a_place_taken_meanwhile_is_left_to_who_has_it(bench: Bench, one: Outgoing) -> None:
    adapter, strange = bench.adapter(), bench.adapter()
    adapter.put_file(one, file(paper="03"))  # the list is known from here on
    theirs, ours = file(b"%PDF cua can bo cong"), file(b"%PDF cua quay")
    strange.put_file(one, theirs)
    assert adapter.put_file(one, ours).answer.kind is AnswerKind.ACCEPTED
    assert adapter.read_file(one, ours).differing() == ()
    assert adapter.read_file(one, theirs).differing() == ()


def test_a_file_that_came_back_as_another_is_told_and_never_proved(
    bench: Bench, one: Outgoing
) -> None:
    adapter, strange = bench.adapter(), bench.adapter()
    adapter.put_file(one, file(paper="03"))
    theirs, ours = file(b"%PDF cua can bo cong"), file(b"%PDF cua quay")
    strange.put_file(one, theirs)
    newer = replace(ours, added_at=ours.added_at + timedelta(minutes=1))
    answer = adapter.put_file(one, newer).answer
    assert (answer.kind, answer.fields) == (AnswerKind.CONFLICT, ("Giấy tờ 01",))
    assert not adapter.read_file(one, newer).answer.good


def test_without_a_part_for_it_a_person_is_told_what_to_do(bench: Bench, one: Outgoing) -> None:
    adapter = bench.adapter(otherPart="KHONG-CO")
    first, second = file(), file(b"%PDF thu hai")
    assert adapter.put_file(one, first).answer.good
    answer = adapter.put_file(one, second).answer
    assert (answer.kind, answer.fields) == (AnswerKind.REFUSED, ("Giấy tờ 01",))
    assert "một tệp" in answer.sentence
    unknown = adapter.put_file(one, file(paper="la-lam")).answer
    assert (unknown.kind, unknown.fields) == (AnswerKind.REFUSED, ("Giấy tờ la-lam",))
    assert "otherPart" in unknown.sentence
    assert [kept.sha256 for kept in bench.site.dossier(one.uid).files] == [first.sha256]


def test_a_paper_code_of_ours_is_mapped_by_the_table(bench: Bench, one: Outgoing) -> None:
    bench.codes = CodeMap(1, (CodeLine(CodeKind.PAPER, "giay-cua-xa", f"{CODE}-03"),))
    assert bench.adapter().put_file(one, file(paper="giay-cua-xa")).answer.good
    assert [kept.part for kept in bench.site.dossier(one.uid).files] == [f"{CODE}-03"]


@pytest.mark.parametrize(
    ("status", "kind"), [(403, AnswerKind.REFUSED), (413, AnswerKind.TOO_LARGE)]
)
def test_a_file_that_the_portal_finds_too_large_is_refused(
    bench: Bench, one: Outgoing, status: int, kind: AnswerKind
) -> None:
    bench.site.switches.size_limit = 1_000
    bench.site.switches.size_status = status
    adapter = bench.adapter()
    assert adapter.put_file(one, file(bytes(2_000))).answer.kind is kind
    assert adapter.put_file(one, file(bytes(900))).answer.good


def test_a_file_over_the_known_limit_is_not_even_sent(bench: Bench, one: Outgoing) -> None:
    adapter = bench.adapter(file_limit_mb="1")
    assert adapter.capabilities.file_limit == 1024 * 1024
    answer = adapter.put_file(one, file(bytes(1024 * 1024 + 1))).answer
    assert answer.kind is AnswerKind.TOO_LARGE
    assert "1 MB" in answer.sentence
    assert bench.site.asked["POST dossiers/*/files"] == 0


def test_a_big_file_reads_back_whole(bench: Bench, one: Outgoing) -> None:
    big = file(bytes(range(256)) * 4096 * 10)  # 10 MB, more than any other answer may have
    adapter = bench.adapter()
    assert adapter.put_file(one, big).answer.good
    assert adapter.read_file(one, big).differing() == ()


def test_after_a_restore_no_file_is_removed(bench: Bench, one: Outgoing) -> None:
    adapter = bench.adapter()
    paper = file()
    adapter.put_file(one, paper)
    bench.memory.kept["keep:remote"] = "1"
    answer = adapter.put_file(one, replace(paper, removed=True)).answer
    assert (answer.kind, answer.fields) == (AnswerKind.CONFLICT, ("Giấy tờ 01",))
    assert len(bench.site.dossier(one.uid).files) == 1


def test_files_of_one_dossier_cost_one_request_each_and_one_more(
    bench: Bench, one: Outgoing
) -> None:
    adapter = bench.adapter()
    papers = [file(f"%PDF {number}".encode(), f"{number:02d}") for number in (1, 3, 5)]
    bench.site.asked.clear()
    for paper in papers:
        assert adapter.put_file(one, paper).answer.good
    assert sum(bench.site.asked.values()) == 5  # number, list, three uploads
    bench.site.asked.clear()
    for paper in papers:
        assert adapter.read_file(one, paper).differing() == ()
    assert sum(bench.site.asked.values()) == 3
