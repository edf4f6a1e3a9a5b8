"""A tick or a fee that an OpenCPS site refuses to show is unseen, never "none".

The site answers "there is none" and "you may not see it" alike, by 403 (portals.md A.2).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from receptiondesk.desk import corrections, intake, look
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.dossier import SyncState
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.outbox import PortalSetting
from receptiondesk.domain.walk_in import FeeMethod, FeePaid
from sync import setup
from sync.answers import AnswerKind
from sync.portal import Outgoing, Paper
from sync.portals.opencps.adapter import OpenCps
from sync.practice.services import SITE
from sync.round import run
from tests.support.office import MORNING, OfficeKind, make_office
from tests.support.portals.opencps import PASSWORD, USER, OpenCpsCore
from tests.support.portals.opencps_bench import CODE, Bench, aimed, dossier, step
from tests.support.portals.practice import HOW
from tests.support.portals.wire import Asked, Said, Served
from tests.support.walk_ins import walk_in

pytestmark = pytest.mark.skipif(aimed(), reason="a real portal cannot be told what to refuse")
PAID = FeePaid(FeeMethod.CASH, 15_000)
REFUSED = Said(403, {"Content-Type": "application/json"}, b'{"code":403,"description":""}')
OTHER = Paper(f"{CODE}-02", "Giấy khác", 1, 0)


@dataclass
class Refusing(OpenCpsCore):
    """A site that refuses readings whose path has this word, and may keep nothing written there."""

    word: str = ""
    said: Said = field(default=REFUSED)
    drops: bool = False
    reads: list[str] = field(default_factory=list)

    def handle(self, asked: Asked) -> Said:
        if not self.word or self.word not in asked.path:
            return super().handle(asked)
        if asked.method == "GET":
            self.reads.append(asked.path)
            return self.said
        return super().handle(replace(asked, method="GET") if self.drops else asked)


@pytest.fixture
def site() -> Refusing:
    return Refusing()


@pytest.fixture
def adapter(site: Refusing) -> Iterator[OpenCps]:
    with Served(site) as served:
        bench = Bench.of_double(served)
        yield bench.adapter()
        bench.close()


def without_fee(paid: Outgoing) -> Outgoing:
    return replace(paid, facts=replace(paid.facts, fee=FeePaid()))


def corrected(one: Outgoing) -> Outgoing:
    steps = (*one.steps, step(2, EventKind.CORRECTED))
    return replace(one, revision=1, steps=steps)


def fee_of(site: OpenCpsCore) -> str:
    return str((site.dossiers()[0].payment or {}).get("feeAmount"))


@pytest.mark.parametrize("status", [403, 404, 405, 204])
def test_a_fee_of_a_file_that_is_gone_is_unseen_where_it_is_not_shown(
    site: Refusing, adapter: OpenCps, status: int
) -> None:
    paid = dossier(facts=replace(dossier().facts, fee=PAID))
    adapter.deliver(paid)
    behind = replace(without_fee(paid), older=paid.steps[0].seq)
    site.word, site.said = "/payment", replace(REFUSED, status=status)

    back = adapter.read_back(behind)
    assert back.answer.good
    assert back.differing() == ()
    assert back.unseen == ("lệ phí",)
    # Nothing is written over what nobody has seen.
    assert adapter.deliver(replace(behind, ask_first=True)).answer.good
    assert fee_of(site) == "15000"


def test_a_fee_that_was_sent_and_is_not_shown_is_still_missed(
    site: Refusing, adapter: OpenCps
) -> None:
    paid = dossier(facts=replace(dossier().facts, fee=PAID))
    adapter.deliver(paid)
    site.word = "/payment"
    back = adapter.read_back(paid)
    assert back.differing() == ("lệ phí",)
    assert back.unseen == ()


def test_a_site_in_trouble_is_a_trouble_of_the_reading(site: Refusing, adapter: OpenCps) -> None:
    one = corrected(without_fee(dossier()))
    adapter.deliver(one)
    site.word, site.said = "/payment", Said(503, {}, b"")
    assert adapter.read_back(one).answer.kind is AnswerKind.PORTAL_DOWN
    site.said = Said(0)
    assert adapter.read_back(one).answer.kind is AnswerKind.LOST


def test_one_without_a_fee_is_not_asked_for_it(site: Refusing, adapter: OpenCps) -> None:
    free = without_fee(dossier())
    adapter.deliver(free)
    site.word = "/payment"
    back = adapter.read_back(free)
    assert (back.differing(), back.unseen, site.reads) == ((), (), [])


def test_one_that_never_had_a_fee_is_proved_after_a_correction_too(adapter: OpenCps) -> None:
    free = without_fee(dossier())
    adapter.deliver(free)
    mended = corrected(replace(free, facts=replace(free.facts, note="Khác")))
    assert adapter.deliver(mended).answer.good
    back = adapter.read_back(mended)
    assert (back.differing(), back.unseen) == ((), ())


@pytest.mark.parametrize("whole", [True, False], ids=["ticks in the dossier", "ticks one by one"])
def test_a_tick_that_was_taken_back_and_is_not_shown_is_unseen(
    site: Refusing, adapter: OpenCps, whole: bool
) -> None:
    site.switches.marks_in_detail = whole
    ticked = dossier(papers=(OTHER,), checklist=((OTHER.code, OTHER.name),))
    adapter.deliver(ticked)
    behind = replace(ticked, papers=(), older=ticked.steps[0].seq)
    (label,) = adapter.read_back(behind).differing()
    assert label.startswith("giấy tờ “")
    site.word = "/marks"
    back = adapter.read_back(behind)
    assert (back.differing(), back.unseen) == (((label,), ()) if whole else ((), (label,)))
    site.word = ""
    mended = corrected(replace(ticked, papers=()))
    assert adapter.deliver(mended).answer.good
    back = adapter.read_back(mended)
    assert (back.differing(), back.unseen) == ((), ())


def test_what_was_never_ticked_is_proved_by_the_list(site: Refusing, adapter: OpenCps) -> None:
    site.switches.marks_in_detail = False
    bare = dossier(papers=())
    adapter.deliver(bare)
    behind = replace(bare, older=bare.steps[0].seq)
    back = adapter.read_back(behind)
    assert (back.differing(), back.unseen) == ((), ())
    site.word = "/marks"
    back = adapter.read_back(behind)
    assert back.differing() == ()
    assert back.unseen
    assert all(label.startswith("giấy tờ “") for label in back.unseen)


def test_a_fee_taken_back_and_kept_by_a_portal_that_hides_it_is_never_green(
    tmp_path: Path,
) -> None:
    clock = SetClock(MORNING)
    office = make_office(tmp_path / "office", OfficeKind(number_range="1-99"), clock=clock)
    site = Refusing(clock=clock)
    with Served(site) as served:
        setting = PortalSetting("opencps", served.url, USER, {"groupId": SITE}, practice=True)
        setup.save(office, setting, PASSWORD)
        facts = replace(walk_in(office), fee=PAID)
        one = intake.accept(office, facts).dossier
        run(office, ignore_backoff=True, how=HOW)
        assert look.by_uid(office, one.uid).sync is SyncState.PROVED

        site.word, site.drops = "/payment", True
        corrections.correct(office, one.code, replace(facts, fee=FeePaid()))
        for _ in range(3):
            clock.advance(timedelta(minutes=20))
            run(office, ignore_backoff=True, how=HOW)
        assert fee_of(site) == "15000"
        assert look.by_uid(office, one.uid).sync is SyncState.UNPROVABLE
        reasons = [told.reason for told in look.deliveries(office, one.uid)]
        assert any("Không kiểm chứng được ở cổng này: lệ phí" in told for told in reasons)
    office.close()
