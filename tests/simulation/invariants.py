"""What must hold whatever happens; each has a name, so that a table can say which caught what."""

from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import text

from receptiondesk.desk import attachments, look, outbox, safekeeping
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.numbering import is_provisional
from receptiondesk.office import Office
from tests.simulation.families import Truth

if TYPE_CHECKING:
    from tests.simulation.counter import Counter
    from tests.simulation.world import World

#: Deliveries that a healed world may leave so.
_OVER = ("proved", "unprovable", "set_aside")


def _broken(name: str, told: str) -> Exception:
    from tests.simulation.world import Violation

    return Violation(name, told)


def always(world: "World") -> None:
    """Judge what must hold after every step."""
    _no_number_twice(world)
    truths = world.family.truths(world.core)
    _at_most_once(world, truths)
    by_person = {truth.person: truth for truth in truths}
    for counter in world.counters:
        if counter.office is not None:
            _green_is_equal(world, counter, by_person)
            _time_goes_on(counter)


def at_the_end(world: "World") -> None:
    """Judge what must hold when the world is healed and everybody has done what is theirs."""
    truths = world.family.truths(world.core)
    _no_number_twice(world)
    _at_most_once(world, truths)
    by_person = {truth.person: truth for truth in truths}
    for counter in world.counters:
        office = counter.running()
        _nothing_leaves_unproved(world, counter, office)
        _kept(world, counter, office)
        for dossier in _dossiers(counter):
            if not (world.family.needs_our_code and is_provisional(dossier.code)):
                _arrived_once_and_equal(world, dossier, by_person)
                _files_complete(world, office, dossier, by_person[_person(dossier)])
        _totals_reconcile(counter, office)
        _attributed(world, counter, office, by_person)
        damaged = safekeeping.verify(office)
        if damaged:
            raise _broken("file intact", f"counter {counter.number}: {damaged[0]}")


def unfinished(world: "World", office: Office) -> int:
    """Return how many deliveries are still to be brought to an end.

    Where only official codes are taken, a dossier that has none yet waits for another portal.
    """
    marks = ", ".join(f"'{state}'" for state in _OVER)
    where = f"state NOT IN ({marks})"
    if world.family.needs_our_code:
        where += " AND dossier_uid IN (SELECT uid FROM dossier WHERE code NOT LIKE 'TAM-%')"
    with office.database.read() as session:
        found = session.connection().execute(text(f"SELECT count(*) FROM delivery WHERE {where}"))
        return int(found.scalar_one())


def _no_number_twice(world: "World") -> None:
    """No code that a clerk was told is told for another dossier."""
    for told in world.told[len(world.codes) :]:
        owner = world.codes.setdefault(told.code, told.uid)
        if owner != told.uid:
            raise _broken("no number twice", f"{told.code} at counter {told.counter}")
    if len(world.codes) != len(world.told):
        raise _broken("no number twice", "fewer codes than dossiers")


def _at_most_once(world: "World", truths: Iterable[Truth]) -> None:
    """Nobody's dossier stands twice at the portal, and nobody's is invented there."""
    tally = Tally(truth.person for truth in truths)
    twice = [person for person, copies in tally.items() if copies > 1]
    if twice:
        raise _broken("exactly once", f"{len(twice)} stand twice at the portal")
    del world


def _green_is_equal(world: "World", counter: "Counter", by_person: Mapping[str, Truth]) -> None:
    """What is shown green stands at the portal as it stands here."""
    for dossier in _dossiers(counter, green=True):
        _arrived_once_and_equal(world, dossier, by_person, name="green means equal")


def _arrived_once_and_equal(
    world: "World",
    dossier: Dossier,
    by_person: Mapping[str, Truth],
    *,
    name: str = "arrived equal",
) -> None:
    truth = by_person.get(_person(dossier))
    if truth is None:
        raise _broken(name, f"{dossier.code} is not at the portal")
    if truth.name != dossier.facts.applicant.full_name:
        raise _broken(name, f"{dossier.code}: another name at the portal")
    if truth.withdrawn != dossier.cancelled:
        raise _broken("order in a dossier", f"{dossier.code}: cancelled {dossier.cancelled} here")
    if truth.code and truth.code not in dossier.codes:
        raise _broken(name, f"{dossier.code}: {truth.code} at the portal")


def _files_complete(world: "World", office: Office, dossier: Dossier, truth: Truth) -> None:
    """Every page that belongs to a dossier is at the portal, byte for byte, and no other."""
    ours = {file.sha256 for file in attachments.of_dossier(office, dossier.uid)}
    if world.family.takes_files and not dossier.cancelled and truth.files != ours:
        missing, more = len(ours - truth.files), len(truth.files - ours)
        raise _broken("files complete", f"{dossier.code}: {missing} missing, {more} too many")


def _person(dossier: Dossier) -> str:
    assert dossier.facts.applicant.identity is not None
    return dossier.facts.applicant.identity.number


def _nothing_leaves_unproved(world: "World", counter: "Counter", office: Office) -> None:
    left = unfinished(world, office)
    if left:
        rows = [(row.state.value, row.reason[:120]) for row in outbox.waiting(office)[:3]]
        raise _broken("queue empties", f"counter {counter.number}: {left} left, {rows}")
    with office.database.read() as session:
        ended = session.connection().execute(
            text("SELECT count(*) FROM delivery WHERE state = 'proved' AND proved_at IS NULL")
        )
        if ended.scalar_one():
            raise _broken("queue empties", "proved without a moment of proof")


def _kept(world: "World", counter: "Counter", office: Office) -> None:
    """What a clerk was told is there, unless a file of before came back."""
    if counter.restores:
        return
    here = {dossier.uid: dossier for dossier in _dossiers(counter)}
    for told in world.told:
        if told.counter != counter.number:
            continue
        dossier = here.get(told.uid)
        if dossier is None or told.code not in dossier.codes:
            raise _broken("nothing is lost", f"{told.code} was told and is not found")
        if look.dossier(office, told.code).uid != told.uid:
            raise _broken("nothing is lost", f"{told.code} finds another dossier")


def _totals_reconcile(counter: "Counter", office: Office) -> None:
    totals = outbox.totals(office)
    counted = totals.sent + totals.proved + totals.waiting + totals.parked + totals.set_aside
    kept = sum(1 for _ in _dossiers(counter))
    if counted != kept:
        raise _broken("totals reconcile", f"counter {counter.number}: {counted} of {kept}")


def _attributed(
    world: "World", counter: "Counter", office: Office, by_person: Mapping[str, Truth]
) -> None:
    """Every event has its officer, and the portal was told of nobody else."""
    with office.database.read() as session:
        nameless = session.connection().execute(
            text("SELECT count(*) FROM event WHERE dossier_uid IS NOT NULL AND officer = ''")
        )
        if nameless.scalar_one():
            raise _broken("attributed", f"counter {counter.number}: an event without an officer")
    for dossier in _dossiers(counter):
        truth = by_person.get(_person(dossier))
        if truth is None or not truth.doers:
            continue
        if truth.doers[0] != dossier.officer:
            raise _broken("attributed", f"{dossier.code}: received by another there")
        if dossier.cancelled:
            cancelled = [
                e for e in look.history(office, dossier.uid) if e.kind.value == "cancelled"
            ]
            if truth.doers[-1] != cancelled[-1].officer:
                raise _broken("attributed", f"{dossier.code}: cancelled by another there")
    del world


def _time_goes_on(counter: "Counter") -> None:
    """Time runs backwards in the journal only after a person confirmed the clock."""
    assert counter.office is not None
    with counter.office.database.read() as session:
        found = session.connection().execute(
            text(
                "SELECT later.seq FROM event later JOIN event earlier"
                " ON earlier.seq = later.seq - 1"
                " WHERE later.at < earlier.at AND later.kind <> 'clock_confirmed'"
            )
        )
        backwards = found.scalars().first()
    if backwards is not None:
        raise _broken("time goes on", f"counter {counter.number}: line {backwards}")


def _dossiers(counter: "Counter", *, green: bool = False) -> Iterator[Dossier]:
    """Return a counter's dossiers, each read once for every line of the journal about it."""
    office = counter.running()
    which = " WHERE sync = 'proved'" if green else ""
    with office.database.read() as session:
        rows = session.connection().execute(text(f"SELECT uid, last_seq, sync FROM dossier{which}"))
        found = [tuple(row) for row in rows]
    for key in found:
        if key not in counter.seen:
            counter.seen[key] = look.by_uid(office, key[0])
        yield counter.seen[key]
