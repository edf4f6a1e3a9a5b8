"""The register of a year (Sổ theo dõi hồ sơ), volume by volume, each filed before it comes out."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from receptiondesk.desk import books, form_facts
from receptiondesk.desk.form_lists import at_most_three
from receptiondesk.desk.forms import PaperOrder
from receptiondesk.desk.lettering import unprintable_by_fonts
from receptiondesk.domain import paper_given
from receptiondesk.domain.books import BookLine, BookSpan
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.paper_given import Given
from receptiondesk.domain.paper_kinds import PaperKind
from receptiondesk.office import Office
from receptiondesk.printing.forms import register
from receptiondesk.printing.forms.data import Common
from receptiondesk.printing.forms.register import Entry, Register, Volume
from receptiondesk.storage import journal

#: A volume that a printer takes as one job (docs/papers.md).
MOST_PAGES = 500
_LEAST_PAGES = 3
_YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class Bound:
    """A volume that was kept and filed: its number, pages, and first and last order number.

    ``stand`` is from where the next one goes on; ``more``: there is one.
    """

    number: int
    pages: int
    first: int
    last: int
    size: int
    sha256: str
    version: str
    stand: "Stand"
    more: bool = False


@dataclass(frozen=True, slots=True)
class Stand:
    """How far a register is bound: so many volumes with so many dossiers.

    It tells of what was filed up to the journal's line ``last_seq``, on ``day``; so the volumes
    that follow are of the same book, whatever was received since.
    """

    last_seq: int
    day: date
    volumes: int = 0
    taken: int = 0


def make(
    office: Office,
    order: PaperOrder,
    *,
    keep: Callable[[int, bytes], None],
    most_pages: int = MOST_PAGES,
    stand: Stand | None = None,
) -> Iterator[Bound]:
    """Make the register of a year, yielding each volume once it is kept and filed.

    Memory does not grow with the number of volumes.

    Args:
        office: the office at work.
        order: ``code`` is the year of reception, four digits; what is given: ``docs/cli.md``.
        keep: puts a volume somewhere, by its number from 1; a volume that it fails to keep is
            not filed.
        most_pages: pages a volume has at most, at least 3.
        stand: from where a book goes on that was begun; ``None`` begins one.

    Raises:
        Refused: bad_year, future_year; problems of what is given; bad_paper; faults in the
            office's own wording.
        Trouble: the fonts are damaged, or the file cannot be read or written.
    """
    book, span = _wanted(office, order, most_pages)
    at = stand or Stand(span.last_seq, form_facts.today(office))
    book = replace(book, until=at.day if at.day.year == book.year else None)
    entries = _entries(office, replace(span, last_seq=at.last_seq))
    rest = islice(entries, at.taken, None)
    for volume in register.volumes(book, rest, bound=at.volumes, taken=at.taken):
        keep(volume.number, volume.pdf)
        yield _filed(office, book, volume, at)


def preview(office: Office, order: PaperOrder, *, most_pages: int = MOST_PAGES) -> bytes:
    """Return the first volume of a register as it would be made now; nothing is filed.

    Raises:
        Refused, Trouble: as `make`.
    """
    book, span = _wanted(office, order, most_pages)
    return next(register.volumes(book, _entries(office, span))).pdf


def _wanted(office: Office, order: PaperOrder, most_pages: int) -> tuple[Register, BookSpan]:
    given = paper_given.read(PaperKind.REGISTER, order.given, unprintable_by_fonts())
    year = _year(office, order.code.strip())
    framed = form_facts.common(office, PaperKind.REGISTER, given, order.size)
    book = replace(_book(office, framed, year, given), most_pages=max(most_pages, _LEAST_PAGES))
    return book, books.span(office, date(year, 1, 1), date(year, 12, 31))


def _filed(office: Office, book: Register, volume: Volume, begun: Stand) -> Bound:
    sha256 = hashlib.sha256(volume.pdf).hexdigest()
    version = book.common.template.version
    payload: dict[str, object] = {
        "document": PaperKind.REGISTER.value,
        "template": version,
        "sha256": sha256,
        "year": book.year,
        "volume": volume.number,
        "first": volume.first,
        "last": volume.last,
        "last_seq": begun.last_seq,
    }
    with office.database.write() as session:
        journal.append(session, office.entry(EventKind.PAPER_MADE, payload))
    return Bound(
        number=volume.number,
        pages=volume.pages,
        first=volume.first,
        last=volume.last,
        size=len(volume.pdf),
        sha256=sha256,
        version=version,
        stand=replace(begun, volumes=volume.number, taken=volume.last),
        more=volume.more,
    )


def _year(office: Office, text: str) -> int:
    year = int(text) if text.isascii() and text.isdigit() and len(text) == len("2026") else 0
    if year not in _YEARS:
        message = "Xin ghi năm của sổ bằng bốn chữ số, ví dụ 2026."
        raise Refused(Problem("code", "bad_year", message))
    if year > form_facts.today(office).year:
        message = f"Năm {year} chưa đến, nên chưa có sổ. Xin xem lại năm."
        raise Refused(Problem("code", "future_year", message))
    return year


def _book(office: Office, framed: Common, year: int, given: Given) -> Register:
    today = form_facts.today(office)
    until = today if today.year == year else None
    return Register(common=framed, year=year, until=until, names=at_most_three(given))


def _entries(office: Office, span: BookSpan) -> Iterator[Entry]:
    body = books.bodies(office)
    for line in books.lines(office, span):
        yield _entry(office, line, body(line))


def _entry(office: Office, line: BookLine, body: str) -> Entry:
    person = line.facts.applicant
    contact = filter(None, (office.gazetteer.line(person.address), person.phone))
    return Entry(
        code=line.code,
        procedure=line.procedure_name,
        name=person.full_name,
        contact="\n".join(contact),
        agency=body,
        received_at=line.received_at,
        due_at=line.due_at,
        returned_at=line.returned_at,
        way=line.facts.delivery.method.value,
        cancelled=line.cancelled,
    )
