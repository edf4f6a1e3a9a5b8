"""What the portals of a dossier will say of a file, told while the paper is still in the hand.

A file that a portal cannot take stays the dossier's; saying so in the evening would be too late.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from receptiondesk.domain.attachments import StoredFile
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Problem
from receptiondesk.domain.outbox import TRANSFER, PortalTarget
from receptiondesk.office import Office
from receptiondesk.storage import portals

MEGABYTE = 1024 * 1024
#: A file of more pages is cut into parts of at most this, where its pages allow it.
PART_BYTES = 2 * MEGABYTE
#: Option of a portal: megabytes of the biggest file it takes; without it no limit is known.
LIMIT_OPTION = "file_limit_mb"
#: Families that files are never uploaded to: the national bus reads them by an address of the
#: province (portals.md B), and to a system without an interface a person carries them.
NO_UPLOAD = frozenset({"national", TRANSFER})


@dataclass(frozen=True, slots=True)
class Way:
    """A portal that a dossier goes to; ``limit`` in bytes, 0 when none is known."""

    name: str
    uploads: bool
    limit: int


def ways(office: Office, dossier: Dossier) -> tuple[Way, ...]:
    """Return the portals that a dossier goes to, as far as files are concerned."""
    with office.database.read() as session:
        names = portals.names_of(session, dossier.received_seq)
        return tuple(_way(one) for one in portals.targets(session) if one.name in names)


def _way(target: PortalTarget) -> Way:
    text = target.options.get(LIMIT_OPTION, "").strip()
    limit = int(text) * MEGABYTE if text.isascii() and text.isdecimal() else 0
    return Way(target.name, target.family not in NO_UPLOAD, limit)


def part_bytes(known: Sequence[Way]) -> int:
    """Return how big a part may be so that every portal takes it."""
    return min([PART_BYTES, *(way.limit for way in known if way.uploads and way.limit)])


def warnings(known: Sequence[Way], files: Sequence[StoredFile]) -> Iterator[Problem]:
    """Yield ``no_upload`` for a portal that takes no files, ``too_large`` for a file too big."""
    for way in known:
        if not way.uploads:
            message = (
                f"Cổng {way.name}: không gửi được tệp qua cổng này. Tệp vẫn được giữ an toàn "
                "trong hồ sơ tại máy."
            )
            yield Problem("file", "no_upload", message)
            continue
        for number, one in enumerate(files, start=1):
            if way.limit and one.size > way.limit:
                message = (
                    f"Cổng {way.name} chỉ nhận tệp đến {way.limit // MEGABYTE} MB; tệp {number}/"
                    f"{len(files)} có {one.size / MEGABYTE:.1f} MB nên sẽ không gửi được. Tệp vẫn "
                    "được giữ trong hồ sơ. Xin quét lại trang này với độ phân giải thấp hơn."
                )
                yield Problem("file", "too_large", message)
