"""The year's register as print jobs: volume by volume, each saved before the next is bound.

What has not been bound yet stands in the recipe of the last volume: the line of the journal up to
which the book tells, and how many dossiers stand in it. So a book that was stopped, or whose
printer failed, goes on with the next number and the sum carried on, whatever was received since.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Final

from receptiondesk.desk import form_facts, print_jobs, registers
from receptiondesk.desk.batch import Batch
from receptiondesk.desk.forms import PaperOrder as FormOrder
from receptiondesk.desk.papers import Paper
from receptiondesk.desk.registers import Bound, Stand
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.paper_kinds import PaperKind
from receptiondesk.domain.print_jobs import PaperOrder, PrintJob
from receptiondesk.office import Office

_KIND: Final = PaperKind.REGISTER.value


def register(office: Office, order: FormOrder, batch: Batch) -> Iterator[Paper]:
    """Bind the register of a year, volume by volume, each saved with its bytes as a job.

    Ask for the next volume when the one before is on its way.

    Raises:
        Refused: as `receptiondesk.desk.registers.make`; ``cancelled`` when a person stopped it:
            volumes that were given out stay, and `rest` goes on behind them.
        Trouble: as there.
    """
    yield from _volumes(office, order, batch)


def rest(office: Office, last: PrintJob, batch: Batch) -> Iterator[Paper]:
    """Bind the volumes that follow the last one of a book that was begun.

    Raises:
        Refused, Trouble: as `register`.
    """
    recipe = last.order.recipe
    order = FormOrder(_KIND, recipe["register"], recipe["given"], recipe["size"])
    begun = date.fromisoformat(recipe["begun_on"])
    stand = Stand(recipe["last_seq"], begun, last.order.part, recipe["taken"])
    own = replace(batch, first=last.order.batch or last.number)
    yield from _volumes(office, order, own, stand)


def _volumes(
    office: Office, order: FormOrder, batch: Batch, stand: Stand | None = None
) -> Iterator[Paper]:
    name = form_facts.frame(office, PaperKind.REGISTER).words["file_name"]
    kept: list[bytes] = []

    def keep(_number: int, pdf: bytes) -> None:
        kept[:] = [pdf]

    first = batch.first
    batch.making.step(0, 0)
    for one in registers.make(office, order, keep=keep, most_pages=batch.pages, stand=stand):
        title = f"{name}-{order.code.strip()}-quyen-{one.number:02d}"
        recipe = _recipe(order, one)
        told = PaperOrder(_KIND, title, recipe, one.sha256, one.pages, first, one.number)
        with office.database.write() as session:
            job = print_jobs.add(session, office, told, body=kept[0]).number
        first = first or job
        changes = ChangeSet(printing=True)
        yield Paper(f"{title}.pdf", kept.pop(), one.sha256, changes, version=one.version, job=job)
        if one.more:
            batch.making.step(one.number, 0)


def _recipe(order: FormOrder, one: Bound) -> dict[str, Any]:
    """Return what the next volume follows on; the volume itself is its kept bytes."""
    return {
        "register": order.code.strip(),
        "given": dict(order.given or {}),
        "size": order.size,
        "last_seq": one.stand.last_seq,
        "begun_on": one.stand.day.isoformat(),
        "taken": one.stand.taken,
        "more": one.more,
    }
