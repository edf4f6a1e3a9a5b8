"""What comes back older than it was, or from elsewhere: a portal, an address, a whole folder."""

import shutil
from typing import TYPE_CHECKING

from receptiondesk.desk import portals
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.office import Office
from tests.simulation.counter import Counter

if TYPE_CHECKING:
    from tests.simulation.world import Site, World

#: So far apart are the addresses at which one portal listens, as far as an address can tell.
NEXT_ADDRESS = 100
_ADDRESSES = 5


def portal_forgets(world: "World", counter: Counter) -> None:
    """A portal comes back from an older copy of its own: a dossier that it proved is gone."""
    del counter
    site = world.chance.choice(world.sites)
    gone = site.family.forget(site.core, world.chance.randrange(1_000_000))
    if gone:
        world.events["a portal forgot"] += 1
        world.watch.shown = None  # what was read back stood there then
        site.forgot.add(gone)


def move_address(world: "World", counter: Counter) -> None:
    """The same portal is to be called at another address."""
    site = world.chance.choice(world.sites)
    counter.quiet.pop(site.target, None)
    counter.act(lambda office: _save_next(world, site, office))


def _save_next(world: "World", site: "Site", office: Office) -> None:
    now = next(one for one in portals.targets(office) if one.name == site.target)
    turn = (int(now.url.rpartition(":")[2]) - site.port) // NEXT_ADDRESS + 1
    setting = site.family.setting(site.port + turn % _ADDRESSES * NEXT_ADDRESS)
    portals.save(office, setting, site.family.password, answers_practice=True)
    world.events["another address"] += 1


def addresses(site: "Site") -> tuple[int, ...]:
    """Return every port at which a portal may be called."""
    return tuple(site.port + turn * NEXT_ADDRESS for turn in range(_ADDRESSES))


def copy_folder(world: "World", counter: Counter) -> None:
    """Somebody copies the whole data folder to a stick, with what witnesses of it stand there."""
    del world
    counter.copied_at = counter.length()
    counter.stop()
    counter.folder = counter.root.with_name(f"{counter.root.name}-stick")
    shutil.rmtree(counter.folder, ignore_errors=True)
    shutil.copytree(counter.root, counter.folder)


def folder_back(world: "World", counter: Counter) -> None:
    """The whole folder is put back from the stick; only outside of it is anything newer.

    Also where the journal stands as it stood: then the folder lacks only what was sent since.
    """
    folder = counter.folder
    if folder is None:
        return
    grown = counter.length() > counter.copied_at
    world.doom = None

    def put_back() -> None:
        shutil.rmtree(counter.root)
        shutil.copytree(folder, counter.root)

    try:
        counter.came_back(put_back)
    except (Refused, Trouble) as told:
        world.heard(told)
    else:
        counter.swapped = True
        world.events["a folder put back" if grown else "a folder without its sendings"] += 1
