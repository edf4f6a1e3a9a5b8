"""What happens in the world: people at counters, weather, deaths, wrong clocks, restored files."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from receptiondesk.desk import (
    attachments,
    clock_guard,
    corrections,
    day_close,
    decisions,
    intake,
    look,
    outbox,
)
from receptiondesk.domain.day import Counted
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.outbox import WaitingRow
from receptiondesk.office import Office
from tests.simulation.counter import Counter
from tests.simulation.families import Truth
from tests.simulation.network import Weather
from tests.support import scans
from tests.support.walk_ins import BIRTH_REGISTRATION, COPY_OF_RECORD, walk_in

if TYPE_CHECKING:
    from tests.simulation.world import World


def one(world: "World") -> None:
    """Let one thing happen."""
    names, weights = zip(*WEIGHTS.items(), strict=True)
    name = world.chance.choices(names, weights)[0]
    world.events[name] += 1
    ACTS[name](world, world.chance.choice(world.counters))


def accept(world: "World", counter: Counter) -> None:
    """A citizen hands in papers; what the clerk is told goes into the ledger."""
    from tests.simulation.world import Told

    def work(office: Office) -> None:
        procedure = world.chance.choice((BIRTH_REGISTRATION, COPY_OF_RECORD))
        accepted = intake.accept(office, walk_in(office, procedure)).dossier
        identity = accepted.facts.applicant.identity
        assert identity is not None
        world.told.append(
            Told(accepted.uid, accepted.code, identity.number, counter.number, office.officer)
        )

    counter.sign_in()
    counter.act(work)


def correct(world: "World", counter: Counter) -> None:
    """A mistake is seen."""

    def work(office: Office) -> None:
        dossier = _some_dossier(world, office)
        if dossier is None or dossier.cancelled:
            return
        applicant = dossier.facts.applicant
        name = f"{applicant.full_name.split(' sửa')[0]} sửa {world.chance.choice('ABCDE')}"
        facts = replace(
            dossier.facts,
            applicant=replace(applicant, full_name=name),
            received_at=None,
        )
        corrections.correct(office, dossier.code, facts)

    counter.sign_in()
    counter.act(work)


def cancel(world: "World", counter: Counter) -> None:
    """The citizen takes the papers back."""

    def work(office: Office) -> None:
        dossier = _some_dossier(world, office)
        if dossier is not None and not dossier.cancelled:
            corrections.cancel(office, dossier.code, "Người dân xin rút")

    counter.sign_in()
    counter.act(work)


def attach(world: "World", counter: Counter) -> None:
    """A page is scanned; now and then one is taken back."""

    def work(office: Office) -> None:
        dossier = _some_dossier(world, office)
        if dossier is None or dossier.cancelled:
            return
        there = attachments.of_dossier(office, dossier.uid)
        if there and world.chance.random() < 0.25:
            attachments.detach(office, dossier.code, there[-1].uid, "Quét nhầm")
            return
        page = scans.small(world.chance.randrange(6))
        attachments.attach(office, dossier.code, str(world.chance.randint(1, 2)), page, "quet.png")

    counter.sign_in()
    counter.act(work)


def close_day(world: "World", counter: Counter) -> None:
    """Somebody counts the till and closes the day."""
    del world
    counter.sign_in()
    counter.act(lambda office: day_close.close(office, Counted(reason="Chưa đếm lại")))


def sync(world: "World", counter: Counter) -> None:
    """A round, as the loop or a person makes it."""
    world.round_at(counter, ignore_backoff=world.chance.random() < 0.3)


def pause(world: "World", counter: Counter) -> None:
    """Time goes by; sometimes a night, sometimes a week-end."""
    del counter
    world.now += timedelta(minutes=world.chance.choice((5, 30, 120, 900, 3_600)))


def weather(world: "World", counter: Counter) -> None:
    """The line changes."""
    del counter
    world.network.weather = world.chance.choice(tuple(Weather))


def doom(world: "World", counter: Counter) -> None:
    """Somebody will die soon."""
    del counter
    world.doom = world.chance.randint(1, 25)


def jump(world: "World", counter: Counter) -> None:
    """A battery ends, a boy sets the clock, somebody puts it right."""
    minutes = world.chance.choice((0, 0, 3, -3, 11, -11, 1_440, -1_440, -5_000_000, 500_000))
    counter.clock.skew = timedelta(minutes=minutes)


def backup(world: "World", counter: Counter) -> None:
    """A copy is put away."""
    del world
    counter.act(counter.keep_backup)


def restore(world: "World", counter: Counter) -> None:
    """A copy comes back."""
    world.doom = None
    try:
        if counter.go_back():
            world.events["restored"] += 1
    except Refused as told:
        world.heard(told)


def officer_there(world: "World", counter: Counter) -> None:
    """Somebody works at the portal."""
    del counter
    world.family.move(world.core, world.chance.randrange(1_000_000))


def decide(world: "World", counter: Counter) -> None:
    """A clerk looks at what needs a person."""
    if world.network.weather is Weather.GOOD:
        counter.act(lambda office: decide_everything(world, office))


def trust_the_clock(office: Office) -> None:
    """A named person says that the clock is right."""
    if clock_guard.standing(office).doubted:
        clock_guard.confirm(office, "Đã xem đồng hồ của Ủy ban")


def decide_everything(world: "World", office: Office) -> None:
    """Do what a careful clerk does who opens the portal beside the list."""
    truths = {truth.person: truth for truth in world.family.truths(world.core)}
    for row in outbox.waiting(office):
        if row.state is not DeliveryState.NEEDS_PERSON:
            continue
        world.events["needed a person"] += 1
        dossier = look.by_uid(office, row.dossier_uid)
        assert dossier.facts.applicant.identity is not None
        truth = truths.get(dossier.facts.applicant.identity.number)
        _decide(world, office, row, truth)


def _decide(world: "World", office: Office, row: WaitingRow, truth: Truth | None) -> None:
    """Tell the desk what was seen at the portal, once what stands in the way there is removed."""
    uid, target = row.dossier_uid, row.target
    if truth is None:
        world.family.tidy(world.core)
        decisions.not_there(office, uid, target, "Đã tìm trên cổng, không có")
        return
    dossier = look.by_uid(office, uid)
    same = truth.withdrawn == dossier.cancelled
    same = same and truth.name == dossier.facts.applicant.full_name
    # Some portals must hear first that it is there, others that it is to be sent once more.
    if not same and world.chance.random() < 0.5:
        decisions.send_again(office, uid, target, "Trên cổng còn nội dung cũ")
        return
    reason = "Đã thấy trên cổng"
    try:
        decisions.arrived(office, uid, target, truth.code, reason)
    except Refused as told:
        if "code_differs" not in {problem.code for problem in told.problems}:
            raise
        decisions.keep_both(office, uid, target, truth.code, reason)


def _some_dossier(world: "World", office: Office) -> Dossier | None:
    mine = [told for told in world.told if told.code in world.codes or told.counter]
    mine = [told for told in mine if told.counter == office.settings.counter]
    if not mine:
        return None
    try:
        return look.by_uid(office, world.chance.choice(mine[-8:]).uid)
    except Refused:
        return None  # gone with a restored file


ACTS: dict[str, Callable[["World", Counter], None]] = {
    "accept": accept,
    "correct": correct,
    "cancel": cancel,
    "attach": attach,
    "close_day": close_day,
    "sync": sync,
    "pause": pause,
    "weather": weather,
    "doom": doom,
    "jump": jump,
    "backup": backup,
    "restore": restore,
    "officer_there": officer_there,
    "decide": decide,
}
WEIGHTS = {
    "accept": 22,
    "correct": 8,
    "cancel": 4,
    "attach": 9,
    "close_day": 3,
    "sync": 24,
    "pause": 8,
    "weather": 10,
    "doom": 8,
    "jump": 3,
    "backup": 3,
    "restore": 2,
    "officer_there": 4,
    "decide": 4,
}


def described(world: "World") -> str:
    """Return what happened, for a failing run."""
    return json.dumps(dict(world.events.most_common()), ensure_ascii=False)
