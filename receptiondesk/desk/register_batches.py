"""The year's register as print jobs: volume by volume, all saved before the first is given out."""

from collections.abc import Iterator

from receptiondesk.desk import form_facts, print_jobs, print_remaking, registers
from receptiondesk.desk.forms import PaperOrder as FormOrder
from receptiondesk.desk.papers import Paper
from receptiondesk.desk.print_batches import Batch
from receptiondesk.domain.paper_kinds import PaperKind
from receptiondesk.domain.print_jobs import PaperOrder
from receptiondesk.office import Office


def register(office: Office, order: FormOrder, batch: Batch) -> Iterator[Paper]:
    """Bind the register of a year and save it volume by volume, each as a job.

    The numbers of a volume follow from the one before, so all are saved, with their bytes, before
    the first is given out; one is in memory at a time.

    Raises:
        Refused: as `receptiondesk.desk.registers.make`; ``cancelled`` when a person stopped it:
            volumes that were saved stay.
        Trouble: as there.
    """
    name = form_facts.frame(office, PaperKind.REGISTER).words["file_name"]
    title = f"{name}-{order.code.strip()}-quyen"
    volumes: list[bytes] = []

    def keep(_number: int, pdf: bytes) -> None:
        volumes[:] = [pdf]

    numbers: list[int] = []
    batch.making.step(0, 0)
    for one in registers.make(office, order, keep=keep, most_pages=batch.pages):
        told = PaperOrder(
            PaperKind.REGISTER.value,
            f"{title}-{one.number:02d}",
            {},
            one.sha256,
            one.pages,
            numbers[0] if numbers else 0,
            one.number,
        )
        with office.database.write() as session:
            numbers.append(print_jobs.add(session, office, told, body=volumes[0]).number)
        batch.making.step(one.number, 0)
    yield from (print_remaking.again(office, number) for number in numbers)
