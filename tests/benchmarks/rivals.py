"""The same papers by other tools: the wall as HTML and as Typst markup, the receipt as .docx.

Each says what ours says, in the same columns, with the same codes at the same size; how it looks
is left to the tool's own manners, which costs it no more than it must.
"""

import base64
import html
import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import qrcode
from qrcode.constants import ERROR_CORRECT_M

from receptiondesk.domain.procedures import Procedure
from receptiondesk.printing.notice_words import ProcedureWords
from receptiondesk.printing.receipt_code import payload
from receptiondesk.printing.receipt_data import ReceiptData
from receptiondesk.printing.wording import Wording

_QR_MM = 25.5


@dataclass(frozen=True, slots=True)
class Line:
    """One procedure as a line of the wall says it."""

    number: int
    name: str
    code: str
    limit: str
    fee: str
    address: str


Wall = Callable[[Sequence[Line]], bytes]


def lines(words: Wording, procedures: Sequence[Procedure]) -> list[Line]:
    """Return what the wall says of each procedure."""
    told = []
    for number, one in enumerate(procedures, 1):
        says = ProcedureWords(words, one)
        told.append(Line(number, one.name, one.code, says.limits(), says.fees(), one.portal_url))
    return told


def code_picture(text: str) -> bytes:
    """Return a QR code as a small PNG, the cheapest way to hand one to another tool."""
    code = qrcode.QRCode(border=0, box_size=4, error_correction=ERROR_CORRECT_M)
    code.add_data(text, optimize=0)
    code.make()
    out = io.BytesIO()
    code.make_image().save(out)
    return out.getvalue()


def wall_by_weasyprint(told: Sequence[Line]) -> bytes:
    """Return the wall made of HTML."""
    import weasyprint

    rows = "".join(
        f"<tr><td>{one.number}</td><td><b>{html.escape(one.name)}</b><br>{one.code}</td>"
        f"<td>{html.escape(one.limit)}</td><td>{html.escape(one.fee)}</td>"
        f'<td><img src="data:image/png;base64,'
        f'{base64.b64encode(code_picture(one.address)).decode()}"></td></tr>'
        for one in told
    )
    style = (
        "@page{size:A4;margin:12mm}table{border-collapse:collapse;width:100%}"
        "td{border:.3pt solid #888;padding:1.4mm;font:9pt sans-serif}"
        f"img{{width:{_QR_MM}mm;height:{_QR_MM}mm;image-rendering:pixelated}}"
    )
    page = f"<html lang=vi><style>{style}</style><table>{rows}</table></html>"
    return bytes(weasyprint.HTML(string=page).write_pdf())


def wall_by_typst(told: Sequence[Line]) -> bytes:
    """Return the wall made of Typst markup."""
    import typst

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cells = []
        for one in told:
            (folder / f"{one.number}.png").write_bytes(code_picture(one.address))
            texts = (str(one.number), f"{one.name}\n{one.code}", one.limit, one.fee)
            cells += [f"[#text({_typst(text)})]" for text in texts]
            cells.append(f'image("{one.number}.png", width: {_QR_MM}mm)')
        source = folder / "wall.typ"
        source.write_text(
            '#set page(paper: "a4", margin: 12mm)\n#set text(size: 9pt, lang: "vi")\n'
            f"#table(columns: (auto, 1fr, 29mm, 29mm, auto), {', '.join(cells)})\n",
            encoding="utf-8",
        )
        return bytes(typst.compile(str(source)))


def _typst(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def receipt_docx(data: ReceiptData, file: Path) -> None:
    """Write the receipt's words, table and code as a word processor's document."""
    import docx
    from docx.shared import Mm

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(148), Mm(210)
    words = data.words
    document.add_paragraph(f"{data.letterhead.name}\t{words['state']}\n{words['motto']}")
    document.add_picture(io.BytesIO(code_picture(payload(data))), width=Mm(30))
    document.add_paragraph(f"{data.form.title}\n{words['code']} {data.code}")
    for label, value in (
        ("owner", data.owner.name),
        ("identity", data.owner.number),
        ("address", data.owner.address),
        ("request", data.procedure_name),
        ("limit", data.limit),
        ("received", str(data.received_at)),
        ("due", str(data.due_at)),
        ("result_at", data.result_at),
    ):
        document.add_paragraph(f"{words[label]} {value}")
    table = document.add_table(rows=0, cols=4)
    for number, paper in enumerate(data.papers, 1):
        texts = (str(number), paper.name, str(paper.originals), str(paper.copies))
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    document.add_paragraph(f"{words['left_signature']}\t{words['right_signature']}")
    document.save(str(file))


def soffice() -> str:
    """Return where LibreOffice stands, empty when it is not installed."""
    return shutil.which("soffice") or ""


def by_libreoffice(file: Path, home: Path) -> None:
    """Convert a document as a program that drives LibreOffice would: one call of it a paper."""
    subprocess.run(
        [
            soffice(),
            f"-env:UserInstallation={home.as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(file.parent),
            str(file),
        ],
        check=True,
        capture_output=True,
    )
