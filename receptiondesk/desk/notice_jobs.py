"""Papers of the wall as print jobs, saved in the very write that files their sheets.

A program that ends between the filing and the printing, or before a file stands in its place,
leaves no sheet in the register whose paper nobody has: the job holds it until it is out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from receptiondesk.desk import papers, print_jobs, print_remaking, wall, wall_stale
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.desk.papers import Paper
from receptiondesk.desk.wall import Keep, Posting, WallPaper
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Trouble
from receptiondesk.domain.print_jobs import PART_PAGES, PaperOrder
from receptiondesk.office import Office
from receptiondesk.printing.sheet import Making
from receptiondesk.storage.engine import Session


@dataclass(slots=True)
class Pieces:
    """The parts of a posting, saved as jobs in the write that files its sheets.

    A program that ends between the two would leave sheets in the register that nobody prints.
    """

    office: Office
    pages: int = PART_PAGES
    made: list[tuple[Paper, int]] = field(default_factory=list)
    saved: list[Paper] = field(default_factory=list)

    def keep(self, posted: Sequence[WallPaper]) -> None:
        """Divide the papers into parts and count their pages, before the write."""
        parts = [part for one in posted for part in _pieces(one.name, one.pdf, self.pages)]
        self.made = [(part, print_jobs.pages_of(part.pdf)) for part in parts]

    def save(self, session: Session) -> None:
        """Save each part as a job."""
        self.saved = []
        for number, (one, pages) in enumerate(self.made, 1):
            first = self.saved[0].job if self.saved else 0
            title = one.name.removesuffix(".pdf")
            order = PaperOrder("notices", title, {}, one.sha256, pages, first, number)
            job = print_jobs.add(session, self.office, order, body=one.pdf)
            self.saved.append(replace(one, job=job.number))


def _pieces(name: str, pdf: bytes, pages: int) -> Iterator[Paper]:
    total = print_jobs.pages_of(pdf)
    for begin in range(1, total + 1, pages):
        end = min(begin + pages - 1, total)
        part = pdf if total <= pages else print_remaking.pages_between(pdf, begin, end)
        title = name.removesuffix(".pdf")
        title = title if total <= pages else f"{title}-trang-{begin}-{end}"
        yield Paper(f"{title}.pdf", part, papers.digest(part), ChangeSet(printing=True))


@dataclass(frozen=True, slots=True)
class Filed:
    """What was filed and is on its way into files; ``jobs`` hold its papers until `in_place`."""

    posting: Posting
    jobs: tuple[int, ...]


def post(
    office: Office,
    order: NoticeOrder,
    *,
    keep: Keep,
    progress: Callable[[int, int], None] | None = None,
) -> Filed:
    """Do as `receptiondesk.desk.wall.post` does, the papers saved as jobs along with it."""
    pieces = Pieces(office)
    keeps, making = _both(keep, pieces.keep), Making(progress)
    posting = wall.post_along(office, order, making, keep=keeps, along=pieces.save)
    return Filed(posting, tuple(one.job for one in pieces.saved))


def replace_stale(
    office: Office,
    *,
    keep: Keep,
    again: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Filed:
    """Do as `receptiondesk.desk.wall_stale.replace_stale` does, the papers saved as jobs too."""
    pieces = Pieces(office)
    keeps, making = _both(keep, pieces.keep), Making(progress)
    posting = wall_stale.replace_along(office, making, again=again, keep=keeps, along=pieces.save)
    return Filed(posting, tuple(one.job for one in pieces.saved))


def _both(first: Keep, second: Keep) -> Keep:
    def keep(posted: Sequence[WallPaper]) -> None:
        first(posted)
        second(posted)

    return keep


def in_place(office: Office, filed: Filed, put: Callable[[], None]) -> ChangeSet:
    """Put the files of a posting in their places, and say that its papers are out.

    Raises:
        Trouble: a file could not be put there; the message says how its paper is had again.
    """
    try:
        put()
    except Trouble as trouble:
        again = " và ".join(f"print again {number} --pdf FILE" for number in filed.jobs)
        words = f"{trouble.message} Các tờ đã vào sổ niêm yết; lấy giấy bằng lệnh {again}."
        raise Trouble(trouble.code, words) from trouble
    changes = ChangeSet()
    for number in filed.jobs:
        changes |= print_jobs.written(office, number)
    return changes
