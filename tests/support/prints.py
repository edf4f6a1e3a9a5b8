"""Papers that did not come out, without a printer."""

from io import BytesIO

from pypdf import PdfWriter

from receptiondesk.desk import print_jobs
from receptiondesk.desk.papers import Paper, digest
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.office import Office


def blank(pages: int = 1) -> Paper:
    """Return a paper with nothing on it."""
    writer, out = PdfWriter(), BytesIO()
    for _ in range(pages):
        writer.add_blank_page(420, 595)
    writer.write(out)
    pdf = out.getvalue()
    return Paper("giay.pdf", pdf, digest(pdf), ChangeSet())


def print_failed(office: Office, code: str, cause: str) -> ChangeSet:
    """Have a paper about a dossier (or none) fail for a cause; no receipt is counted for it."""
    saved = print_jobs.save(office, blank(), "form", dossier=code)
    return saved.changes | print_jobs.failed(office, saved.job, cause, "Quay-1")
