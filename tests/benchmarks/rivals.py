"""The same papers by other tools: the wall as HTML and as Typst markup, the receipt as .docx.

Each says what ours says, in the same columns, with the same codes at the same size, made by the
same program; how it looks is left to the tool's own manners, which costs it no more than it must.
"""

import base64
import html
import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

from receptiondesk.printing.receipt_code import payload
from receptiondesk.printing.receipt_data import ReceiptData
from tests.benchmarks import poster
from tests.benchmarks.poster import Line, Poster

#: Makes a poster by one tool.
Wall = Callable[[Poster], bytes]

_STYLE = """@page { size: A4; margin: 12mm; @bottom-right {
  content: "Trang " counter(page) "/" counter(pages); font: 8pt Liberation Sans } }
table { border-collapse: collapse; width: 100% }
td { border: .3pt solid #888; padding: 1.4mm; font: 9pt Liberation Sans; break-inside: avoid }
small { font-size: 7.5pt }
.head td { border: none; text-align: center; width: 50%; font: 10.5pt Liberation Serif }
h1 { font: bold 15pt Liberation Serif; text-align: center; margin: 4mm 0 0 }
h1 + p { font: 9pt Liberation Sans; text-align: center }
.box { border: .8pt solid #888; padding: 2mm; font: 9.5pt Liberation Sans }
img { image-rendering: pixelated; display: block }"""


def by_weasyprint() -> Wall:
    """Return what makes a wall of HTML, its fonts looked up once."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()

    def make(wall: Poster) -> bytes:
        page = f"<html lang=vi><style>{_STYLE}</style>{_html(wall)}</html>"
        return bytes(weasyprint.HTML(string=page).write_pdf(font_config=fonts))

    return make


def _html(wall: Poster) -> str:
    said = html.escape
    rows = []
    for caption, lines in wall.groups:
        rows.append(f"<tr><td colspan=5><b>{said(caption)}</b></td></tr>")
        rows += map(_row, lines)
    heads = "".join(f"<td><b>{said(text)}</b></td>" for text in wall.heads)
    (parent, name), (state, motto) = wall.left, wall.right
    return (
        f"<table class=head><tr><td>{said(parent)}<br><b>{said(name)}</b></td>"
        f"<td><b>{said(state)}<br>{said(motto)}</b></td></tr></table>"
        f"<h1>{said(wall.title)}</h1><p>{said(wall.note)}</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        "<div class=box>"
        + "<br>".join(f"<b>{said(label)}</b> {said(text)}" for label, text in wall.box)
        + "</div>"
    )


def _row(one: Line) -> str:
    said = html.escape
    below = "".join(f"<br><small>{said(line)}</small>" for line in one.below)
    limit, fee = (said(text).replace("\n", "<br>") for text in (one.limit, one.fee))
    code = ""
    if one.address:
        picture, side = poster.picture(one.address)
        data = base64.b64encode(picture).decode()
        code = f'<img style="width:{side}mm" src="data:image/png;base64,{data}">'
    return (
        f"<tr><td>{one.number}</td><td><b>{said(one.name)}</b>{below}</td>"
        f"<td>{limit}</td><td>{fee}</td><td>{code}</td></tr>"
    )


def by_typst() -> Wall:
    """Return what makes a wall of Typst markup: one compiler with only the fonts of the wall."""
    import typst

    with tempfile.TemporaryDirectory() as name:
        fonts = str(files("resources") / "fonts")
        compiler = typst.Compiler(root=name, font_paths=[fonts], ignore_system_fonts=True)
    return lambda wall: _compiled(compiler, wall)


def _compiled(compiler: Any, wall: Poster) -> bytes:
    with tempfile.TemporaryDirectory() as name:
        folder, cells = Path(name), []
        for caption, lines in wall.groups:
            cells.append(f"table.cell(colspan: 5)[*#text({_typst(caption)})*]")
            for one in lines:
                cells += _cells(one, folder)
        source = folder / "wall.typ"
        source.write_text(_markup(wall, cells), encoding="utf-8")
        return bytes(compiler.compile(str(source), root=name, pdf_tags=False))


def _markup(wall: Poster, cells: list[str]) -> str:
    heads = ", ".join(f"[*#text({_typst(text)})*]" for text in wall.heads)
    parent, name, state, motto = map(_typst, (*wall.left, *wall.right))
    box = " \\ ".join(f"*#text({_typst(label)})* #text({_typst(text)})" for label, text in wall.box)
    return (
        '#set page(paper: "a4", margin: 12mm, numbering: "1/1")\n'
        '#set text(size: 9pt, lang: "vi", font: "Receptiondesk Sans")\n'
        f"#grid(columns: (1fr, 1fr), align: center, [#text({parent}) \\ *#text({name})*], "
        f"[*#text({state}) \\ #text({motto})*])\n"
        f"#align(center)[#text(15pt, {_typst(wall.title)}) \\ #text({_typst(wall.note)})]\n"
        "#table(columns: (auto, 1fr, 29mm, 29mm, auto), "
        f"table.header({heads}), {', '.join(cells)})\n#box(stroke: 0.8pt, inset: 2mm)[{box}]\n"
    )


def _cells(one: Line, folder: Path) -> list[str]:
    below = "".join(f" \\ #text(7.5pt, {_typst(line)})" for line in one.below)
    cells = [
        f"[{one.number}]",
        f"[*#text({_typst(one.name)})*{below}]",
        f"[#text({_typst(one.limit)})]",
        f"[#text({_typst(one.fee)})]",
    ]
    if not one.address:
        return [*cells, "[]"]
    picture, side = poster.picture(one.address)
    (folder / f"{one.number}.png").write_bytes(picture)
    return [*cells, f'image("{one.number}.png", width: {side}mm, scaling: "pixelated")']


def _typst(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def receipt_docx(data: ReceiptData, file: Path) -> None:
    """Write the receipt's words, tables and codes as a word processor's document, each copy."""
    import docx
    from docx.shared import Mm, Pt

    document: Any = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(148), Mm(210)
    section.left_margin = section.right_margin = Mm(10)
    section.top_margin = section.bottom_margin = Mm(10)
    document.styles["Normal"].font.name = "Liberation Serif"
    document.styles["Normal"].font.size = Pt(9.5)
    document.styles["Normal"].paragraph_format.space_after = Pt(0)
    copies = data.words.many("copies")
    for number, copy in enumerate(copies):
        _copy(document, data, copy)
        if number + 1 < len(copies):
            document.add_page_break()
    document.save(str(file))


def _copy(document: Any, data: ReceiptData, copy: str) -> None:
    from docx.shared import Mm

    words, head = data.words, data.letterhead
    document.add_paragraph(f"{data.form.number} – {copy}")
    top = document.add_table(rows=1, cols=3).rows[0].cells
    picture, side = poster.picture(payload(data))
    top[0].paragraphs[0].add_run().add_picture(io.BytesIO(picture), width=Mm(side))
    top[1].text = f"{head.parent}\n{head.name}\n{data.form.order}/{data.form.sign}"
    top[2].text = f"{words['state']}\n{words['motto']}\n{head.place}"
    bars = poster.bars(data.code)
    document.add_picture(io.BytesIO(bars), width=Mm(70), height=Mm(7.5))
    document.add_paragraph(f"{data.form.title}\n{words['code']} {data.code}\n{head.desk}")
    for label, value in (
        ("owner", data.owner.name),
        ("identity", data.owner.number),
        ("address", data.owner.address),
        ("phone", data.owner.phone),
        ("email", data.owner.email),
        ("request", data.procedure_name),
    ):
        document.add_paragraph(f"{words[label]} {value}")
    table = document.add_table(rows=0, cols=4)
    lines = [(str(at), paper.name, str(paper.originals), str(paper.copies))
             for at, paper in enumerate(data.papers, 1)]  # fmt: skip
    for texts in (words.many("papers_heads"), *lines):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    _end(document, data)


def _end(document: Any, data: ReceiptData) -> None:
    """Write what stands below the papers: the times, the fee, who signs."""
    from docx.shared import Mm

    words, head = data.words, data.letterhead
    for label, value in (
        ("limit", data.limit),
        ("received", str(data.received_at)),
        ("due", str(data.due_at)),
        ("result_at", data.result_at),
        ("fee", data.mentions.fee),
        ("due_line", data.mentions.due),
    ):
        document.add_paragraph(f"{words[label]} {value}")
    signed = document.add_table(rows=1, cols=2).rows[0].cells
    for cell, key, name in zip(
        signed, ("left_signature", "right_signature"), (data.owner.name, data.officer), strict=True
    ):
        cell.text = f"{words[key]}\n{words['signature_note']}\n\n\n{name}"
    if data.seal:
        picture, side = poster.picture(data.seal)
        document.add_picture(io.BytesIO(picture), width=Mm(side))
    document.add_paragraph(f"{words['bring']} {words['hotline']} {head.hotline or head.phone}")


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
