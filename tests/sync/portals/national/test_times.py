"""Days and moments at the bus: codes around midnight, steps out of order (H.2 point 10)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from receptiondesk.desk import intake, look, portals
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.dossier import SyncState
from sync.answers import AnswerKind
from sync.portal import Outgoing
from sync.round import run
from tests.simulation.known import NATIONAL
from tests.support.office import LITTLE, make_office
from tests.support.portals.national import NationalCore
from tests.support.portals.national_bench import MORNING, Bench, dossier, everything_shown, step
from tests.support.portals.practice import HOW
from tests.support.portals.wire import Served
from tests.support.walk_ins import walk_in

#: A minute before midnight of Wednesday 25 November 2026 in Viet Nam.
LATE = datetime(2026, 11, 25, 16, 59, tzinfo=UTC)


def test_a_bus_that_compares_the_day_in_a_code_takes_those_of_both_sides_of_midnight(
    tmp_path: Path,
) -> None:
    """The day is Viet Nam's: one received a minute before its midnight, one a minute after."""
    clock = SetClock(LATE)
    core = NationalCore(clock=clock)
    everything = core.switches
    everything.day_of_code, everything.columns, everything.progress = True, None, True
    office = make_office(tmp_path / "office", LITTLE, clock=clock)
    with Served(core) as served:
        portals.save(
            office, NATIONAL.setting(served.port), NATIONAL.password, answers_practice=True
        )
        before = intake.accept(office, walk_in(office)).dossier
        clock.advance(timedelta(minutes=2))
        after = intake.accept(office, walk_in(office)).dossier
        run(office, ignore_backoff=True, how=HOW)
    assert [one.code.split("-")[-2] for one in (before, after)] == ["261125", "261126"]
    assert core.codes() == {before.code, after.code}
    assert {look.by_uid(office, one.uid).sync for one in (before, after)} == {SyncState.PROVED}
    office.close()


def test_a_code_of_another_day_is_refused_in_words_where_the_bus_compares_it(
    switched: Bench,
) -> None:
    switched.bus.switches.day_of_code = True
    one = dossier()
    other = dossier(received_at=MORNING - timedelta(days=1))
    assert switched.adapter().deliver(one).answer.good
    answer = switched.adapter().deliver(other).answer
    assert answer.kind is AnswerKind.REFUSED
    assert switched.bus.codes() == {one.official_code}


def _back_in_time() -> Outgoing:
    """Return a dossier with a step that a clock put back has dated before the one before it."""
    one = dossier()
    steps = [step(one.uid, number) for number in range(1, 4)]
    steps[2] = replace(steps[2], at=MORNING - timedelta(minutes=30))
    return replace(one, steps=tuple(steps))


def test_steps_out_of_order_go_in_the_order_of_the_desk_and_are_proved(switched: Bench) -> None:
    everything_shown(switched)
    one = _back_in_time()
    assert switched.adapter().deliver(one).answer.good
    told = [row["NoiDungXuLy"] for row in switched.bus.steps]
    assert told == [done.text for done in one.steps]
    back = switched.adapter().read_back(one)
    assert (back.differing(), back.unseen) == ((), ())


def test_a_bus_that_shows_the_newest_step_first_is_read_all_the_same(switched: Bench) -> None:
    everything_shown(switched)
    switched.bus.switches.newest_first = True
    switched.bus.switches.lose_service = "CapNhatTienDoHoSoMC"
    switched.bus.switches.lose_after = 1
    one = _back_in_time()
    assert switched.adapter().deliver(one).answer.kind is AnswerKind.LOST
    adapter = switched.adapter()
    assert adapter.deliver(one).answer.good
    assert len(switched.bus.steps) == 3, "found there, so not told again"
    back = adapter.read_back(one)
    assert (back.differing(), back.unseen) == ((), ())


def test_a_bus_that_refuses_a_step_out_of_order_says_so_and_hears_no_other_twice(
    switched: Bench,
) -> None:
    everything_shown(switched)
    switched.bus.switches.steps_in_order = True
    assert switched.adapter().deliver(dossier()).answer.good
    one = _back_in_time()
    answer = switched.adapter().deliver(one).answer
    assert answer.kind is AnswerKind.REFUSED
    assert switched.bus.codes() >= {one.official_code}
    switched.bus.switches.steps_in_order = False
    assert switched.adapter().deliver(one).answer.good
    told = [row for row in switched.bus.steps if row["MaHoSo"] == one.official_code]
    assert len(told) == 3
