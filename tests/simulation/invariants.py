"""What must hold whatever happens; each has a name, so that a table can say which caught what."""

from collections import Counter as Tally
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import text

from receptiondesk.desk import attachments, day_close, look, outbox, safekeeping
from receptiondesk.domain.day import Seal
from receptiondesk.domain.dossier import Dossier, Status, SyncState
from receptiondesk.domain.events import FACT_KINDS, DeliveryState
from receptiondesk.domain.listing import OPEN
from receptiondesk.office import Office
from tests.simulation import attributed, money
from tests.simulation.deciding import person_of
from tests.simulation.families import Truth
from tests.simulation.held import differing

if TYPE_CHECKING:
    from tests.simulation.counter import Counter
    from tests.simulation.world import Site, World

#: How verify says that the file was once swapped for an older one, behind the program's back.
SWAPPED = "bị thay bằng một bản khác"
#: Deliveries that a healed world may leave so.
_OVER = ("proved", "unprovable", "set_aside")


def _broken(name: str, told: str) -> Exception:
    from tests.simulation.world import Violation

    return Violation(name, told)


def always(world: "World") -> None:
    """Judge what must hold after every step."""
    _no_number_twice(world)
    seen = [(site, _at_most_once(site)) for site in world.sites]
    for site, by_person in seen:
        _others_stay(world, site, by_person)
    for counter in world.counters:
        if counter.office is not None:
            for site, by_person in seen:
                _green_is_equal(site, counter, by_person)
            _time_goes_on(counter)
            _stamps_are_true(counter)


def at_the_end(world: "World") -> None:
    """Judge what must hold when the world is healed and everybody has done what is theirs."""
    _no_number_twice(world)
    seen = [(site, _at_most_once(site)) for site in world.sites]
    for counter in world.counters:
        office = counter.running()
        _nothing_leaves_unproved(world, counter, office)
        _kept(world, counter, office)
        for site, by_person in seen:
            for dossier in _dossiers(counter):
                _at_home(world, site, counter, dossier, by_person)
            _attributed(world, site, counter, by_person)
        _carried(world, counter)
        _totals_reconcile(world, counter, office)
        for name, told in attributed.nameless(office):
            raise _broken(name, f"counter {counter.number}: {told}")
        named = safekeeping.verify(office)
        damaged = [one for one in named if not (counter.swapped and SWAPPED in one.what)]
        if damaged:
            raise _broken("file intact", f"counter {counter.number}: {damaged[0]}")


def _at_home(
    world: "World",
    site: "Site",
    counter: "Counter",
    dossier: Dossier,
    by_person: Mapping[str, Truth],
) -> None:
    """Judge one dossier at one portal of the healed world."""
    person, office = person_of(dossier), counter.running()
    if not site.is_for(dossier) and person in by_person:
        raise _broken("only where it belongs", f"{dossier.code} at {site.target}")
    if person in site.forgot and dossier.status not in OPEN:
        return  # it is over at both ends, and nobody asks for it any more
    truth = by_person.get(person)
    if truth and truth.withdrawn and _set_aside(site, office, dossier):
        return  # a person left there what the portal has withdrawn
    if (site.target, dossier.uid) in world.mended_there:
        return  # a person changes there what the desk must not write over unread
    if site.hears_of(dossier):
        lied = person in site.family.lied_of(site.core)
        unseen = lied and dossier.sync is SyncState.UNPROVABLE
        # Of what was lost and cancelled since, files are set aside.
        unseen = unseen or (dossier.uid in counter.lost and dossier.sync is not SyncState.PROVED)
        _arrived_once_and_equal(dossier, by_person, whole=not unseen)
        _files_complete(site, counter, dossier, by_person[person])


def _set_aside(site: "Site", office: Office, dossier: Dossier) -> bool:
    """Return whether a person has ended, with a reason, what is sent of a dossier there."""
    own = [one for one in look.deliveries(office, dossier.uid) if one.target == site.target]
    return any(one.state is DeliveryState.SET_ASIDE for one in own if one.kind in FACT_KINDS)


def missing(site: "Site", office: Office) -> bool:
    """Return whether a portal lost a dossier of ours that nobody has missed yet."""
    if not site.forgot:
        return False
    there = site.truths()
    with office.database.read() as session:
        uids = session.connection().execute(text("SELECT uid FROM dossier")).scalars().all()
    found = (look.by_uid(office, uid) for uid in uids)
    return any(
        person_of(dossier) in site.forgot and person_of(dossier) not in there
        for dossier in found
        if dossier.status in OPEN and site.hears_of(dossier)
    )


def unfinished(world: "World", office: Office) -> int:
    """Return how many deliveries are still to be brought to an end.

    Where only official codes are taken, a dossier that has none yet waits for another portal.
    """
    marks = ", ".join(f"'{state}'" for state in _OVER)
    where = f"state NOT IN ({marks})"
    for site in world.sites:
        if site.family.needs_our_code:
            where += (
                f" AND NOT (target = '{site.target}' AND dossier_uid IN"
                " (SELECT uid FROM dossier WHERE code LIKE 'TAM-%'))"
            )
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


def _at_most_once(site: "Site") -> Mapping[str, Truth]:
    """Nobody's dossier stands twice at a portal; return what stands there by applicant."""
    truths = site.family.truths(site.core)
    tally = Tally(truth.person for truth in truths)
    twice = [person for person, copies in tally.items() if copies > 1]
    if twice:
        raise _broken("exactly once", f"{len(twice)} stand twice at {site.target}")
    for code in site.family.twice(site.core):
        raise _broken("exactly once", f"{code}: a step told twice to {site.target}")
    return {truth.person: truth for truth in truths}


def _others_stay(world: "World", site: "Site", by_person: Mapping[str, Truth]) -> None:
    """What is another's stays as it was, whatever code it stands under."""
    for person, planted in world.foreign.get(site.target, {}).items():
        if by_person.get(person) != planted:
            raise _broken("another's stays as it is", f"{planted.code} at {site.target}")


def _green_is_equal(site: "Site", counter: "Counter", by_person: Mapping[str, Truth]) -> None:
    """What is shown green stands at the portal as it stands here, its files too."""
    for dossier in _dossiers(counter, green=True):
        if person_of(dossier) in site.forgot:
            continue  # it was there when it was shown; that it is gone is seen at a later look
        if site.hears_of(dossier):
            _arrived_once_and_equal(dossier, by_person, name="green means equal")
            truth = by_person[person_of(dossier)]
            _files_complete(site, counter, dossier, truth, name="green means equal")


def _arrived_once_and_equal(
    dossier: Dossier,
    by_person: Mapping[str, Truth],
    *,
    name: str = "arrived equal",
    whole: bool = True,
) -> None:
    """Judge one dossier at one portal.

    Not ``whole``: what the desk lost with a file, or a portal said that it took and did not keep,
    and what it shows to nobody, stays amber; then only name, code and end are judged. Where the
    desk has heard that it was withdrawn there, the dossier need not be cancelled here.
    """
    truth = by_person.get(person_of(dossier))
    if truth is None:
        raise _broken(name, f"{dossier.code} is not at the portal")
    if truth.name != dossier.facts.applicant.full_name:
        raise _broken(name, f"{dossier.code}: another name at the portal")
    others = differing(dossier, truth.facts)
    if others and whole:
        raise _broken(name, f"{dossier.code}: other {', '.join(others)} at the portal")
    heard = dossier.status is Status.WITHDRAWN and dossier.sync is not SyncState.PROVED
    if truth.withdrawn != dossier.cancelled and not (truth.withdrawn and heard):
        raise _broken("order in a dossier", f"{dossier.code}: cancelled {dossier.cancelled} here")
    if truth.code and truth.code not in dossier.codes:
        raise _broken(name, f"{dossier.code}: {truth.code} at the portal")


def _files_complete(
    site: "Site",
    counter: "Counter",
    dossier: Dossier,
    truth: Truth,
    *,
    name: str = "files complete",
) -> None:
    """Every page that belongs to a dossier is at the portal once, byte for byte, and no other.

    What was attached after a backup and lost with the newer file may stand there: nothing is ever
    deleted there that the file does not know of.
    """
    if not site.family.takes_files or dossier.cancelled:
        return
    assert counter.office is not None
    ours = Tally(file.sha256 for file in attachments.of_dossier(counter.office, dossier.uid))
    there = Tally(truth.files)
    missing, more = ours - there, there - ours
    if dossier.uid in counter.lost:
        sent = Tally(truth.altered.get(sha256, sha256) for sha256 in more.elements())
        more = sent - Tally(counter.lost_files.values())
    if missing or more:
        many = f"{missing.total()} missing, {more.total()} too many"
        told = f"{dossier.code} at {site.target}: {many}"
        raise _broken(name, told)


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
    """What a clerk was told is there, but for what only a file knew that an older one replaced."""
    here = {dossier.uid: dossier for dossier in _dossiers(counter)}
    for told in world.told:
        if told.counter != counter.number:
            continue
        dossier = here.get(told.uid)
        if dossier is None and told.uid in counter.gone:
            continue
        if dossier is None or told.code not in dossier.codes:
            raise _broken("nothing is lost", f"{told.code} was told and is not found")
        if look.dossier(office, told.code).uid != told.uid:
            raise _broken("nothing is lost", f"{told.code} finds another dossier")


def _carried(world: "World", counter: "Counter") -> None:
    """What has no interface was carried by a person, and its code finds the dossier."""
    if not world.town.by_hand:
        return
    for dossier in _dossiers(counter):
        code = world.carried.get(dossier.uid, "")
        if not code or code not in dossier.codes:
            raise _broken("carried by hand", f"{dossier.code}: {code or 'nothing'}")


def _totals_reconcile(world: "World", counter: "Counter", office: Office) -> None:
    """The outbox counts every dossier once; sealed days count what clerks were told."""
    totals = outbox.totals(office)
    counted = totals.sent + totals.proved + totals.waiting + totals.parked + totals.set_aside
    kept = sum(1 for _ in _dossiers(counter))
    if counted != kept:
        raise _broken("totals reconcile", f"counter {counter.number}: {counted} of {kept}")
    seals = day_close.seals(office)
    if not seals:
        return
    with office.database.read() as session:
        lines = session.connection().execute(
            text(
                "SELECT seq, kind, dossier_uid, payload FROM event"
                " WHERE kind IN ('received', 'corrected', 'cancelled')"
            )
        )
        told_lines = [(int(seq), str(kind), str(uid), str(said)) for seq, kind, uid, said in lines]
    acts = [(seq, kind, uid) for seq, kind, uid, _ in told_lines]
    last = max(seal.book.last_seq for seal in seals)
    books, journal = money.sealed(seals), money.owed(told_lines, last)
    if books != journal:
        raise _broken("totals reconcile", f"counter {counter.number}: {books}, not {journal}")
    for seal in seals:
        within = range(seal.book.first_seq, seal.book.last_seq + 1)
        here = [(kind, uid) for seq, kind, uid in acts if seq in within]
        received = {uid for kind, uid in here if kind == "received"}
        cancelled = {uid for kind, uid in here if kind == "cancelled"}
        told = seal.figures.dossiers
        if (told.received, told.cancelled) != (len(received), len(cancelled)):
            raise _broken("totals reconcile", f"{seal.day}: {told.received} of {len(received)}")
        till = seal.figures.money
        fees = till.cash.count + till.transfer.count + till.exempt + till.free
        fees += till.unpaid.count + len(till.unknown)
        if fees != len(received - cancelled):
            raise _broken("totals reconcile", f"{seal.day}: {fees} fees of {len(received)}")
    _all_told_are_sealed(world, counter, seals, acts)


def _all_told_are_sealed(
    world: "World", counter: "Counter", seals: Sequence[Seal], acts: Sequence[tuple[int, str, str]]
) -> None:
    """Books leave nothing out: all that was told up to the last close stands in one of them."""
    last = max(seal.book.last_seq for seal in seals)
    first = {uid: seq for seq, kind, uid in reversed(acts) if kind == "received"}
    ours = [told for told in world.told if told.counter == counter.number]
    told = {one.uid for one in ours if one.uid in first and first[one.uid] <= last}
    # Where the program died between keeping and telling, the clerk was told of one less.
    untold = {uid for uid, seq in first.items() if seq <= last} - told
    sealed = sum(seal.figures.dossiers.received for seal in seals)
    if sealed != len(told) + len(untold) or (untold and not counter.deaths):
        raise _broken("totals reconcile", f"counter {counter.number}: {sealed} sealed")


def _stamps_are_true(counter: "Counter") -> None:
    """A second stamp comes only when everything of the day is proved."""
    assert counter.office is not None
    with counter.office.database.read() as session:
        line = session.connection()
        stamped = set(
            line.exec_driver_sql("SELECT day FROM day_seal WHERE stamp_seq IS NOT NULL").scalars()
        )
        before, counter.stamped = counter.stamped, stamped
        for day in sorted(stamped - before) if before is not None else ():
            left = line.exec_driver_sql(
                "SELECT count(*) FROM delivery JOIN day_seal ON delivery.event_seq"
                " BETWEEN first_seq AND last_seq WHERE day = ? AND state <> 'proved'",
                (day,),
            )
            if left.scalar_one():
                raise _broken("stamps", f"counter {counter.number}: {day} stamped too early")


def _attributed(
    world: "World", site: "Site", counter: "Counter", by_person: Mapping[str, Truth]
) -> None:
    """The portal was told of each act and of the officer who did it, once."""
    for dossier in _dossiers(counter):
        truth = by_person.get(person_of(dossier))
        if truth is not None:
            judged = attributed.Judged(world, site, counter, dossier, truth)
            for name, told in judged.wrong():
                raise _broken(name, f"{dossier.code} at {site.target}: {told}")


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
