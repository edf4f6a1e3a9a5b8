"""A hundred megabytes of scanned papers over a bad line that is cut again and again."""

import re
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image

from receptiondesk.desk import attachments, intake, outbox
from receptiondesk.domain.events import DeliveryState
from tests.on_the_wire.desk import BAD, Desk, desk
from tests.simulation.families import Family
from tests.support.bad_line import Badness, seeded_places
from tests.support.portals.wire import Asked
from tests.support.walk_ins import BIRTH_REGISTRATION, walk_in

_PER_DOSSIER = 8
_REFERENCE = re.compile(rb'name="referenceUid"\r\n\r\n([0-9a-f-]{36})')
_ROUNDS = 400


@dataclass
class Uploads:
    """Which file was sent how often, and which had been proved before it was sent once more."""

    sent: Counter[str] = field(default_factory=Counter)
    proved: set[str] = field(default_factory=set)
    again: list[str] = field(default_factory=list)

    def seen(self, asked: Asked) -> None:
        """Note an upload that arrived whole."""
        if asked.method != "POST" or not asked.path.endswith("/files"):
            return
        found = _REFERENCE.search(asked.body)
        uid = found.group(1).decode() if found else asked.path
        self.sent[uid] += 1
        if uid in self.proved:
            self.again.append(uid)


def scanned(seed: int) -> bytes:
    """Return a noisy page of some 300 KB once it is prepared; no two are alike."""
    page = Image.effect_noise((206, 292), 60).resize((1240, 1754))
    page.putpixel((seed % 1240, seed // 1240), 0)
    file = BytesIO()
    page.save(file, "JPEG", quality=88)
    return file.getvalue()


def files(family: Family, megabytes: int, cuts: int) -> dict[str, Any]:
    """Send so many megabytes of pages with so many cuts; return what was sent again."""
    size = megabytes * 1_000_000
    badness = Badness(BAD.rate, BAD.round_trip, cuts=seeded_places(20261122, cuts, size))
    uploads = Uploads()
    with desk(family, badness) as one:
        one.portal.seen = uploads.seen
        many, total = _attach(one, size)
        rounds = 0
        while rounds < _ROUNDS and _left(one):
            one.round()
            uploads.proved = _proved(one)
            rounds += 1
        return {
            "files": many,
            "bytes": total,
            "cuts": one.line.cut,
            "rounds": rounds,
            "left": _left(one),
            "proved_files": len(_proved(one)),
            "arrived_more_than_once": sum(1 for count in uploads.sent.values() if count > 1),
            "proved_and_sent_again": len(uploads.again),
            "bytes_up": one.line.up,
            "overhead": round(one.line.up / total, 3),
        }


def _attach(one: Desk, size: int) -> tuple[int, int]:
    many = total = 0
    code = ""
    while total < size:
        if many % _PER_DOSSIER == 0:
            code = intake.accept(one.office, walk_in(one.office, BIRTH_REGISTRATION)).dossier.code
        done = attachments.attach(one.office, code, "1", scanned(many), f"trang-{many}.jpg")
        total += sum(file.size for file in done.attachments)
        many += 1
    return many, total


def _left(one: Desk) -> int:
    return len(outbox.waiting(one.office))


def _proved(one: Desk) -> set[str]:
    with one.office.database.read() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT event.uid FROM delivery JOIN event ON event.seq = delivery.event_seq"
            " WHERE event.kind = 'attached' AND delivery.state = ?",
            (DeliveryState.PROVED.value,),
        )
        return {str(uid) for (uid,) in rows}
