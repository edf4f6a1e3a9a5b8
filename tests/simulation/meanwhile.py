"""What happens in the middle of a round: another process begins one, a clerk changes a dossier."""

from typing import TYPE_CHECKING

from receptiondesk.desk import look, outbox
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.events import DeliveryState
from receptiondesk.office import Office, open_office
from receptiondesk.paths import Paths
from receptiondesk.storage import due
from sync import round as rounds
from tests.simulation import acts
from tests.simulation.counter import Counter
from tests.support.office import credentials

if TYPE_CHECKING:
    from tests.simulation.world import World


def intrude(world: "World", counter: Counter) -> None:
    """Another process of the same counter wants to make a round in the middle of one."""
    office = open_office(
        Paths(counter.root),
        clock=counter.clock,
        officer=counter.officers[0],
        credentials=credentials(),
    )
    try:
        for site in world.sites:
            _leases_hold(world, office, site.target)
        rounds.run(office, how=world.how(counter))
    except Trouble as told:
        world.events[f"second round: {told.code}"] += 1
    else:
        raise world.broken("one round at a time", f"counter {counter.number}: two at once")
    finally:
        office.close()


def _leases_hold(world: "World", office: Office, target: str) -> None:
    """What a living round is sending is offered to nobody else."""
    now = office.clock.now()
    offered = outbox.due(office, target, ignore_backoff=True)
    offered += outbox.due_files(office, target, ignore_backoff=True)
    with office.database.read() as session:
        for item in offered:
            for one in due.same_part(session, target, item):
                until = one.lease_until if one.state is DeliveryState.SENDING else None
                if until is not None and now < until <= now + outbox.LEASE:
                    told = f"{item.dossier_uid} is being sent to {target} and offered once more"
                    raise world.broken("a lease holds", told)


def meddle(world: "World", counter: Counter) -> None:
    """Somebody corrects, cancels or scans a dossier while it may be on its way."""
    office = open_office(
        Paths(counter.root),
        clock=counter.clock,
        officer=world.chance.choice(counter.officers),
        credentials=credentials(),
    )
    world.events["meddle"] += 1
    try:
        _change_one(world, office)
    except Refused as told:
        world.heard(told)
    finally:
        office.close()


def _change_one(world: "World", office: Office) -> None:
    """Change mostly the very dossier that is being sent or read back."""
    dossier = acts.some_dossier(world, office)
    if world.watch.under_way and world.chance.random() < 0.7:
        dossier = look.by_uid(office, world.watch.under_way)
    drawn = world.chance.random()
    if drawn < 0.2:
        acts.cancel_one(office, dossier)
    elif drawn < 0.45:
        acts.scan_one(office, dossier, world.chance)
    else:
        acts.correct_one(office, dossier, world.chance)
