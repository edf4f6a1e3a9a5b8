"""Making the paper of a print job again, byte for byte, without keeping it on the disk.

A job keeps what its paper was made of, and the SHA-256 of its bytes. What comes out again is the
same paper, or, when the dossier or the catalogue changed meanwhile, a new one under a new job:
never another paper under the number of the old.
"""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any

from receptiondesk.desk import papers, print_jobs
from receptiondesk.desk.papers import Paper
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.print_jobs import PrintJob
from receptiondesk.office import Office
from receptiondesk.storage import print_jobs as kept_jobs


def again(office: Office, number: int) -> Paper:
    """Return a job's paper, to be sent once more.

    Of a job that ended a further copy is a new job (and, for a receipt, a further print). One
    whose paper would look different today gives way to a new job, and says so in the journal.

    Raises:
        Refused: unknown_job; officer_needed when a job is to give way; paper_gone when nothing can
            make it again; whatever making it refuses.
        Trouble: the fonts are damaged, or the file cannot be read or written.
    """
    job = print_jobs.one(office, number)
    if not job.ended:
        paper = _same(office, job)
        if paper is not None:
            return paper
        if problems := office.unsigned():
            raise Refused.of(problems)
    made = _anew(office, job)
    if not job.ended:
        reason = f"giấy đã đổi từ khi lưu, in theo lệnh {made.job}"
        print_jobs.drop(office, number, reason)
    return made


def _same(office: Office, job: PrintJob) -> Paper | None:
    """Return the paper as it was saved; ``None`` when it would not be the same any more."""
    with office.database.read() as session:
        body = kept_jobs.body(session, job.number)
    pdf = body if body is not None else made_of(office, job.order.recipe)
    name = f"{job.order.title}.pdf"
    paper = Paper(name, pdf, job.order.sha256, ChangeSet(), job=job.number)
    return paper if papers.digest(pdf) == job.order.sha256 else None


def made_of(office: Office, recipe: Mapping[str, Any]) -> bytes:
    """Return the bytes that a recipe makes today.

    Raises:
        Refused: paper_gone for an empty recipe; whatever making it refuses.
        Trouble: the fonts are damaged, or the file cannot be read.
    """
    match recipe:
        case {"code": code, "print_no": number, "size": size}:
            return papers.draft(office, code, size=size, number=number).paper.pdf
        case {"receipts": listed, "size": size}:
            drafts = [
                papers.draft(office, code, size=size, number=number) for code, number in listed
            ]
            return joined([one.paper.pdf for one in drafts])
        case {"day": day}:
            from receptiondesk.desk import day_paper  # only when a day's sheet is wanted

            return day_paper.sheet_of_day(office, date.fromisoformat(day)).pdf
    message = "Tờ giấy của lệnh in này không còn. Xin tạo lại từ màn hình của nó rồi in."
    raise Refused(Problem("job", "paper_gone", message))


def _anew(office: Office, job: PrintJob) -> Paper:
    recipe = job.order.recipe
    if "print_no" in recipe:
        return print_jobs.receipt(office, recipe["code"], size=recipe["size"])
    if "receipts" in recipe:
        message = (
            "Hồ sơ trong tập giấy này đã đổi từ khi lưu. Xin bỏ lệnh in này rồi in lại các hồ sơ "
            "cần giấy."
        )
        raise Refused(Problem("job", "paper_changed", message))
    pdf = made_of(office, recipe)
    paper = Paper(f"{job.order.title}.pdf", pdf, papers.digest(pdf), ChangeSet())
    return print_jobs.save(office, paper, job.order.document, recipe=recipe)


def joined(pdfs: list[bytes]) -> bytes:
    """Return papers as one file, page after page; the same papers give the same bytes."""
    from pypdf import PdfWriter  # loaded late: nothing at the start needs it

    writer = PdfWriter()
    for pdf in pdfs:
        writer.append(BytesIO(pdf), import_outline=False)
    return _written(writer)


def pages_between(pdf: bytes, first: int, last: int) -> bytes:
    """Return some pages of a paper, both ends included, counted from 1."""
    from pypdf import PdfReader, PdfWriter  # as above

    writer = PdfWriter()
    writer.append(PdfReader(BytesIO(pdf)), pages=(first - 1, last), import_outline=False)
    return _written(writer)


def _written(writer: Any) -> bytes:  # noqa: ANN401 - the library is loaded late
    from pypdf.generic import NameObject, TextStringObject  # as above

    writer.root_object[NameObject("/Lang")] = TextStringObject("vi-VN")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
