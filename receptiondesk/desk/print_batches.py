"""Many papers at once, in parts of at most five hundred pages, each part a job of its own.

A part is saved when it is made and before the next is begun, so a stop, a crash or an empty tray
costs one part at most; what has not been made yet stands in the recipe of the last part, and
`resume` goes on from there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from receptiondesk.desk import (
    papers,
    print_jobs,
    print_remaking,
    register_batches,
    wall,
    wall_stale,
)
from receptiondesk.desk.batch import USUAL, Batch
from receptiondesk.desk.notice_jobs import Pieces
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.desk.papers import Paper, ReceiptDraft
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.print_jobs import NOT_OUT, PaperOrder
from receptiondesk.domain.text import clean_line
from receptiondesk.office import Office
from receptiondesk.storage import prints

__all__ = [
    "Batch",
    "document_of",
    "notices",
    "receipts",
    "replacements",
    "resume",
    "wanted",
]


class _OutOfDateError(Exception):
    """A dossier changed between the making of a part and its filing."""


def wanted(
    office: Office, begin: datetime, end: datetime, *, unprinted: bool = False
) -> tuple[str, ...]:
    """Return the codes of the dossiers received in a stretch of time, cancelled ones left out.

    ``unprinted`` leaves out those whose receipt was printed.
    """
    with office.database.read() as session:
        return prints.received_between(session, begin, end, unprinted=unprinted)


def receipts(office: Office, codes: Sequence[str], batch: Batch = USUAL) -> Iterator[Paper]:
    """Make the receipts of some dossiers, part by part; each part is filed and saved as a job.

    Ask for the next part when the one before is on its way.

    Raises:
        Refused: ``nothing_to_print``; ``unknown_code``; ``cancelled`` when a person stopped it.
            Parts that were given out stay.
        Trouble: the fonts are damaged, or the file cannot be read or written.
    """
    rest = tuple(dict.fromkeys(map(clean_line, codes)))
    if not rest:
        message = "Không có giấy tiếp nhận nào để in."
        raise Refused(Problem("codes", "nothing_to_print", message))
    total, first, part = len(rest), batch.first, batch.part
    while rest:
        made = _part(office, rest, total, batch)
        rest = rest[len(made) :]
        try:
            paper = _filed(office, made, rest, replace(batch, first=first, part=part))
        except _OutOfDateError:
            rest = (*[one.dossier.code for one in made], *rest)
            continue
        first, part = first or paper.job, part + 1
        yield paper


def _part(office: Office, codes: Sequence[str], total: int, batch: Batch) -> list[ReceiptDraft]:
    made: list[ReceiptDraft] = []
    pages = 0
    for code in codes:
        batch.making.step(total - len(codes) + len(made), total)
        one = papers.draft(office, code, size=batch.size)
        pages += print_jobs.pages_of(one.paper.pdf)
        if made and pages > batch.pages:
            break
        made.append(one)
    return made


def _filed(
    office: Office, made: Sequence[ReceiptDraft], rest: Sequence[str], batch: Batch
) -> Paper:
    size = batch.size or office.settings.receipt_paper
    pdf = print_remaking.joined([one.paper.pdf for one in made])
    listed = [[one.dossier.code, one.paper.print_number] for one in made]
    recipe = {"receipts": listed, "size": size, "rest": list(rest)}
    title = f"giay-tiep-nhan-phan-{batch.part}"
    order = PaperOrder(
        "receipt",
        title,
        recipe,
        papers.digest(pdf),
        print_jobs.pages_of(pdf),
        batch.first,
        batch.part,
    )
    with office.database.write() as session:
        for one in made:
            if not papers.file(session, office, one):
                raise _OutOfDateError
        job = print_jobs.add(session, office, order)
    dossiers = frozenset(one.dossier.uid for one in made)
    changes = ChangeSet(dossiers=dossiers, printing=True)
    return Paper(f"{title}.pdf", pdf, order.sha256, changes, job=job.number)


def notices(office: Office, order: NoticeOrder, batch: Batch = USUAL) -> Iterator[Paper]:
    """File notices in the register of the wall and save them, part by part, each as a job.

    Numbered sheets are never made twice, so all parts are saved, with their bytes, before the
    first is given out.

    Raises:
        Refused: as `receptiondesk.desk.wall.post`.
        Trouble: as there.
    """
    pieces = Pieces(office, batch.pages)
    wall.post_along(office, order, batch.making, keep=pieces.keep, along=pieces.save)
    yield from pieces.saved


def replacements(office: Office, batch: Batch = USUAL, *, again: bool = False) -> Iterator[Paper]:
    """File right sheets for the stale ones of the wall and save them, as `notices` does.

    ``again``: also for those whose replacement was printed already and not hung yet.

    Raises:
        Refused: as `receptiondesk.desk.wall_stale.replace_stale`.
        Trouble: as there.
    """
    pieces = Pieces(office, batch.pages)
    keep, along = pieces.keep, pieces.save
    wall_stale.replace_along(office, batch.making, again=again, keep=keep, along=along)
    yield from pieces.saved


def document_of(office: Office, number: int) -> str:
    """Return what kind of paper a batch is of.

    Raises:
        Refused: unknown_job.
    """
    return print_jobs.one(office, number).order.document


def resume(office: Office, number: int, batch: Batch = USUAL) -> Iterator[Paper]:
    """Go on with a batch: first the parts that no queue took, then what was never made.

    Args:
        office: the office at work.
        number: the job of any part of the batch.
        batch: how to go on; ``first`` and ``part`` are found here.

    Raises:
        Refused: unknown_job, no_batch; as `receipts`, `notices` and `register_batches.register`.
        Trouble: as there.
    """
    found = print_jobs.one(office, number)
    parts = print_jobs.of_batch(office, found.order.batch or number)
    recipe: Mapping[str, Any] = parts[-1].order.recipe
    if len(parts) == 1 and not {"rest", "more"} & recipe.keys():
        message = f"Lệnh in {number} không thuộc một đợt in nào."
        raise Refused(Problem("job", "no_batch", message))
    for job in parts:
        if job.state in NOT_OUT:
            yield print_remaking.again(office, job.number)
    if recipe.get("rest"):
        last = parts[-1]
        own = replace(
            batch,
            size=recipe["size"],
            first=last.order.batch or last.number,
            part=last.order.part + 1,
        )
        yield from receipts(office, recipe["rest"], own)
    if recipe.get("more"):
        yield from register_batches.rest(office, parts[-1], batch)
