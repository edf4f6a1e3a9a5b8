"""``attach``: a scanned paper filed with a dossier, its files listed, one taken away."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from receptiondesk.desk import attachments, look
from receptiondesk.desk.attachments import Attached, PaperFiles
from receptiondesk.domain.attachments import Attachment
from ui.commands import shapes, words
from ui.commands.frame import AsJson, called, table
from ui.commands.grammar import Group, add, new_group

Code = Annotated[str, typer.Argument(metavar="CODE", help="Mã hồ sơ, chính thức hoặc tạm.")]
_FILE = "file"
_MEGABYTE = 1024 * 1024


class _Attach(Group):
    """The group of which ``attach CODE PAPER FILE`` is the command without a name."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - no public names
        """Find the command; what is none is a dossier's code."""
        named = args if args[0] in self.commands else [_FILE, *args]
        return super().resolve_command(ctx, named)


def register(program: typer.Typer) -> None:
    """Add the commands of this module."""
    group = new_group("Gắn giấy tờ quét, chụp vào hồ sơ: attach CODE PAPER FILE.")
    group.info.cls = _Attach
    add(group, _FILE, file, "Gắn một tệp vào một giấy tờ của hồ sơ (không cần gõ chữ file).")
    add(group, "list", list_files, "Giấy tờ của hồ sơ và các tệp của chúng.")
    add(group, "remove", remove, "Gỡ một tệp khỏi hồ sơ; sổ vẫn giữ ai gỡ và vì sao.")
    program.add_typer(group, name="attach")


def file(
    ctx: typer.Context,
    code: Code,
    paper: Annotated[
        str, typer.Argument(metavar="PAPER", help="Số thứ tự, mã hoặc tên giấy tờ của hồ sơ.")
    ],
    path: Annotated[
        str, typer.Argument(metavar="FILE", help="Tệp PDF, JPEG, PNG hoặc TIFF, tối đa 200 MB.")
    ],
    as_json: AsJson = False,
) -> None:
    """File a scanned paper with a dossier."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        done = attachments.attach(office, code, paper, Path(path))
        kept = look.dossier(office, code)
    answer = {
        "code": kept.code,
        "attachments": [_file(one) for one in done.attachments],
        "warnings": shapes.problems(done.warnings),
    }
    call.answer(answer, lambda console: _say_attached(console, done))


def list_files(ctx: typer.Context, code: Code, as_json: AsJson = False) -> None:
    """List the papers of a dossier and their files."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        kept = look.dossier(office, code)
        papers = attachments.by_paper(office, kept.uid)
        counted = attachments.confirmed(office, kept.uid)
    answer = {
        "code": kept.code,
        "proved": counted.proved,
        "with_files": counted.papers,
        "papers": [_paper(one) for one in papers],
    }

    def say(console: Console) -> None:
        _say_papers(console, papers)
        if counted.papers:
            console.print(counted.sentence)

    call.answer(answer, say)


def remove(
    ctx: typer.Context,
    code: Code,
    attachment: Annotated[
        str, typer.Argument(metavar="ATTACHMENT", help="Mã tệp, xem attach list CODE.")
    ],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Lý do gỡ, 1 đến 500 ký tự.")],
    as_json: AsJson = False,
) -> None:
    """Take a file away from a dossier."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        gone = attachments.detach(office, code, attachment, reason).attachment
        kept = look.dossier(office, code)
    answer = {"code": kept.code, "uid": gone.uid, "name": gone.name, "removed": True}
    call.answer(answer, lambda console: console.print(f"Đã gỡ tệp “{gone.name}”."))


def _file(one: Attachment) -> dict[str, object]:
    return {
        "uid": one.uid,
        "paper_code": one.paper_code,
        "paper_name": one.paper_name,
        "name": one.name,
        "part": one.part,
        "parts": one.parts,
        "pages": one.pages,
        "bytes": one.size,
        "sha256": one.sha256,
        "added_at": shapes.moment(one.added_at),
        "deliveries": [{"target": way.target, "state": way.state.value} for way in one.deliveries],
    }


def _paper(one: PaperFiles) -> dict[str, object]:
    return {
        "position": one.paper.position,
        "code": one.paper.code,
        "name": one.paper.name,
        "files": [_file(file) for file in one.files],
    }


def _say_attached(console: Console, done: Attached) -> None:
    for one in done.attachments:
        size = f"{one.size / _MEGABYTE:.1f} MB"
        console.print(f"Đã gắn “{one.name}”: {one.pages} trang, {size}. Mã tệp: {one.uid}")
    for warning in done.warnings:
        console.print(f"Lưu ý: {warning.message}")


def _say_papers(console: Console, papers: tuple[PaperFiles, ...]) -> None:
    rows = []
    for one in papers:
        number = str(one.paper.position)
        if not one.files:
            rows.append([number, one.paper.name, "chưa có tệp", "", ""])
        for file in one.files:
            states = "; ".join(
                f"{way.target}: {words.DELIVERY[way.state]}" for way in file.deliveries
            )
            rows.append([number, one.paper.name, file.name, states or "ghi tại máy", file.uid])
    console.print(table(["Số", "Giấy tờ", "Tệp", "Tình trạng", "Mã tệp"], rows))
