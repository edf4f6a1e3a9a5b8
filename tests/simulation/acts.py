"""What happens in the world: people at counters, weather, deaths, wrong clocks, restored files."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING

from PIL import Image
from pypdf import PdfWriter

from receptiondesk.desk import (
    attachments,
    clock_guard,
    corrections,
    day_close,
    intake,
    look,
    outbox,
    transfer,
)
from receptiondesk.domain.day import Counted
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.numbering import is_provisional
from receptiondesk.office import Office
from tests.simulation import comebacks, held
from tests.simulation.counter import Counter
from tests.simulation.deciding import decide_everything, give_up_what_is_undecided
from tests.simulation.network import Weather
from tests.simulation.offices import BY_HAND
from tests.support import scans
from tests.support.walk_ins import BIRTH_REGISTRATION, COPY_OF_RECORD, walk_in

if TYPE_CHECKING:
    from tests.simulation.world import World

#: A clock that is further out than this is doubted (window.md, clock guard).
DOUBT = timedelta(minutes=5)

#: Between two acts that somebody else chooses.
A_WHILE = timedelta(minutes=7)


def one(world: "World") -> None:
    """Let one thing happen."""
    names, weights = zip(*world.weights.items(), strict=True)
    name = world.chance.choices(names, weights)[0]
    world.events[name] += 1
    ACTS[name](world, world.chance.choice(world.counters))


def accept(world: "World", counter: Counter) -> None:
    """A citizen hands in papers; what the clerk is told goes into the ledger."""
    from tests.simulation.world import Told

    def work(office: Office) -> None:
        procedure = world.chance.choice((BIRTH_REGISTRATION, COPY_OF_RECORD))
        facts = walk_in(office, procedure)
        for _ in range(world.chance.choice((0, 0, 1, 3))):
            facts = held.varied(world.chance, facts)
        accepted = intake.accept(office, facts).dossier
        if counter.warned and not is_provisional(accepted.code):
            told = f"{accepted.code} was given while a portal had just said another time"
            raise world.broken("numbers wait for the clock", told)
        identity = accepted.facts.applicant.identity
        assert identity is not None
        world.told.append(
            Told(accepted.uid, accepted.code, identity.number, counter.number, office.officer)
        )

    counter.sign_in()
    counter.act(work)


def correct(world: "World", counter: Counter) -> None:
    """A mistake is seen."""
    counter.sign_in()
    counter.act(lambda office: correct_one(office, some_dossier(world, office), world.chance))


def correct_one(office: Office, dossier: Dossier | None, chance: Random) -> None:
    """Correct the name in a dossier, or another fact."""
    if dossier is None or dossier.cancelled:
        return
    facts = replace(dossier.facts, received_at=None)
    if chance.random() < 0.5:
        name = f"{facts.applicant.full_name.split(' sửa')[0]} sửa {chance.choice('ABCDE')}"
        facts = replace(facts, applicant=replace(facts.applicant, full_name=name))
    else:
        facts = held.varied(chance, facts)
    corrections.correct(office, dossier.code, facts)


def cancel(world: "World", counter: Counter) -> None:
    """The citizen takes the papers back."""
    counter.sign_in()
    counter.act(lambda office: cancel_one(office, some_dossier(world, office)))


def cancel_one(office: Office, dossier: Dossier | None) -> None:
    """Cancel a dossier."""
    if dossier is not None and not dossier.cancelled:
        corrections.cancel(office, dossier.code, "Người dân xin rút")


def attach(world: "World", counter: Counter) -> None:
    """A page is scanned; now and then one is taken back."""
    counter.sign_in()
    counter.act(lambda office: scan_one(office, some_dossier(world, office), world.chance))


def scan_one(office: Office, dossier: Dossier | None, chance: Random) -> None:
    """Attach a page to a dossier, or take the last one back."""
    if dossier is None or dossier.cancelled:
        return
    there = attachments.of_dossier(office, dossier.uid)
    if there and chance.random() < 0.25:
        attachments.detach(office, dossier.code, there[-1].uid, "Quét nhầm")
        return
    pages = _several if chance.random() < 0.2 else scans.small
    page = pages(chance.randrange(6))
    attachments.attach(office, dossier.code, str(chance.randint(1, 2)), page, "quet.png")


@cache
def _several(seed: int) -> bytes:
    """Return a paper of three pages in one file, more than a target takes at once."""
    file = PdfWriter()
    for place in range(3):
        file.append(BytesIO(_as_pdf(scans.small(10 + seed * 3 + place))))
    written = BytesIO()
    file.write(written)
    return written.getvalue()


def _as_pdf(page: bytes) -> bytes:
    made = BytesIO()
    Image.open(BytesIO(page)).save(made, "PDF")
    return made.getvalue()


def close_day(world: "World", counter: Counter) -> None:
    """Somebody counts the till and closes the day."""
    counter.sign_in()
    reason = f"Chưa đếm lại, {world.chance.choice(('két khóa', 'hết giờ'))}"
    counter.act(lambda office: day_close.close(office, Counted(reason=reason)))


def sync(world: "World", counter: Counter) -> None:
    """A round, as the loop or a person makes it."""
    if world.chance.random() < 0.1:
        world.intruder, world.intrude_in = counter, world.chance.randint(1, 12)
    if world.chance.random() < 0.35:
        world.meddler, world.meddle_in = counter, world.chance.randint(1, 12)
    made = world.round_at(counter, ignore_backoff=world.chance.random() < 0.3)
    if made is not None and made.reached and abs(counter.clock.skew) > 2 * DOUBT:
        counter.warned = True


def pause(world: "World", counter: Counter) -> None:
    """Time goes by; sometimes a night, sometimes a week-end."""
    del counter
    world.now += timedelta(minutes=world.chance.choice((5, 30, 120, 900, 3_600)))


def weather(world: "World", counter: Counter) -> None:
    """The line changes."""
    del counter
    world.network.weather = world.chance.choice(tuple(Weather))


def go_blind(world: "World", counter: Counter) -> None:
    """What is written arrives at the portals, what is asked mostly fails."""
    del counter
    world.network.weather = Weather.BLIND


def go_loose(world: "World", counter: Counter) -> None:
    """The cable sits loose: many a request never leaves."""
    del counter
    world.network.weather = Weather.LOOSE


def doom(world: "World", counter: Counter) -> None:
    """Somebody will die soon."""
    del counter
    world.doom = world.chance.randint(1, 25)


def jump(world: "World", counter: Counter) -> None:
    """A battery ends, a boy sets the clock, somebody puts it right."""
    minutes = world.chance.choice((0, 0, 3, -3, 11, -11, 1_440, -1_440, -5_000_000, 500_000))
    counter.clock.skew = timedelta(minutes=minutes)
    counter.warned = False
    counter.quiet.clear()


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
    site = world.chance.choice(world.sites)
    site.family.move(site.core, world.chance.randrange(1_000_000))


def mischief(world: "World", counter: Counter) -> None:
    """A portal keeps something else than it says, or nothing, or another's under our code."""
    site = world.chance.choice(world.sites)
    site.family.mended(site.core)
    if world.chance.random() < 0.5:
        world.plant(site, counter)
    if world.chance.random() < 0.7:
        site.family.mischief(site.core, world.chance.randrange(1_000_000))


def carry(world: "World", counter: Counter) -> None:
    """Somebody carries what has no interface over by hand."""
    counter.sign_in()
    counter.act(lambda office: carry_everything(world, office))


def carry_everything(world: "World", office: Office) -> None:
    """Copy the fields of every dossier that waits, and paste back the code that it was given."""
    if not world.town.by_hand:
        return
    for row in outbox.waiting(office, BY_HAND):
        panel = transfer.open_one(office, row.dossier_uid, BY_HAND)
        if panel.needed:
            # What was carried before a restore stands there under the code of then.
            told = panel.known_code or world.carried.get(row.dossier_uid)
            code = told or f"BO-{world.seed}-{len(world.carried) + 1:05d}"
            world.carried[row.dossier_uid] = code
            transfer.done(office, row.dossier_uid, BY_HAND, code, revision=panel.revision)


def confirm_clock(world: "World", counter: Counter) -> None:
    """A named person looks at the clock on the wall, when it is doubted."""
    if abs(counter.clock.skew) < DOUBT:
        counter.sign_in()
        counter.act(trust_the_clock)
    del world


def decide(world: "World", counter: Counter) -> None:
    """A clerk looks at what needs a person."""
    if world.network.weather is Weather.GOOD:
        counter.act(lambda office: decide_everything(world, office))


def give_up(world: "World", counter: Counter) -> None:
    """A clerk stops the sending of what nobody can tell of, and corrects it."""
    counter.sign_in()
    counter.act(lambda office: give_up_what_is_undecided(world, office))


def trust_the_clock(office: Office) -> None:
    """A named person says that the clock is right."""
    if clock_guard.standing(office).doubted:
        clock_guard.confirm(office, "Đã xem đồng hồ của Ủy ban")


def some_dossier(world: "World", office: Office) -> Dossier | None:
    """Return one of the counter's newest dossiers, if it has any."""
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
    "go_blind": go_blind,
    "go_loose": go_loose,
    "doom": doom,
    "jump": jump,
    "backup": backup,
    "restore": restore,
    "portal_forgets": comebacks.portal_forgets,
    "move_address": comebacks.move_address,
    "copy_folder": comebacks.copy_folder,
    "folder_back": comebacks.folder_back,
    "officer_there": officer_there,
    "decide": decide,
    "mischief": mischief,
    "carry": carry,
    "confirm_clock": confirm_clock,
    "give_up": give_up,
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
    "go_blind": 1,
    "go_loose": 1,
    "doom": 8,
    "jump": 3,
    "backup": 3,
    "restore": 3,
    "portal_forgets": 1,
    "move_address": 1,
    "copy_folder": 2,
    "folder_back": 2,
    "officer_there": 4,
    "decide": 4,
    "mischief": 3,
    "carry": 3,
    "confirm_clock": 3,
    "give_up": 0,  # where a mutation asks for it: the long runs draw as ever
}
