"""The year's books: which dossiers they list, read page by page."""

from collections.abc import Callable, Iterator
from datetime import date

from receptiondesk.domain.books import BookLine, BookSpan
from receptiondesk.domain.day import bounds
from receptiondesk.office import Office
from receptiondesk.storage import book_lines, catalogue, journal

__all__ = ["BookSpan", "bodies", "lines", "span"]

#: Dossiers read at once: a page of a book needs a dozen, a citizen at the counter may not wait.
_AT_ONCE = 200


def span(office: Office, first: date, last: date) -> BookSpan:
    """Return what was received from one day to another, both included, as far as filed now."""
    since, until = bounds(first)[0], bounds(last)[1]
    with office.database.read() as session:
        head = journal.head(session).seq
        start = book_lines.first_seq(session, since, until)
    return BookSpan(since, until, head, start)


def lines(office: Office, span: BookSpan) -> Iterator[BookLine]:
    """Yield the dossiers of a span in the order of reception; no more than a page is in memory.

    Raises:
        Trouble: the file cannot be read.
    """
    after = span.first_seq - 1
    while True:
        with office.database.read() as session:
            found = book_lines.page(session, span, after, _AT_ONCE)
        yield from found
        if len(found) < _AT_ONCE:
            return
        after = found[-1].seq


def bodies(office: Office) -> Callable[[BookLine], str]:
    """Return what tells who decides a dossier, by the catalogue it was received under."""
    known: dict[tuple[str, int], str] = {}

    def body(line: BookLine) -> str:
        key = line.procedure_code, line.catalogue_version
        if key not in known:
            with office.database.read() as session:
                known[key] = catalogue.by_code(session, *key).competent_body
        return known[key]

    return body
