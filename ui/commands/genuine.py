"""``verify-receipt`` and ``receipt-key``: is a receipt genuine, and the key by which others ask."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from receptiondesk.desk import receipt_seals
from receptiondesk.desk.receipt_seals import KnownKey, Outcome, Verdict
from receptiondesk.domain import receipt_seal
from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.domain.receipt_seal import SealedFacts
from receptiondesk.office import is_initialised
from receptiondesk.paths import reason_vi, staged
from ui.commands import shapes, words
from ui.commands.frame import AsJson, Call, called
from ui.commands.grammar import add
from ui.commands.papers import Out, check_place

_REFUSED = frozenset({Outcome.FORGED, Outcome.OTHER_UNIT, Outcome.UNKNOWN_KEY, Outcome.NO_SEAL})


def register(program: typer.Typer) -> None:
    """Add the commands of this module."""
    add(program, "verify-receipt", verify_receipt, "Kiểm tra một giấy tiếp nhận là thật hay giả.")
    add(program, "receipt-key", receipt_key, "Ghi khóa công khai để nơi khác kiểm tra giấy.")


def verify_receipt(
    ctx: typer.Context,
    paper: Annotated[
        str, typer.Argument(metavar="FILE|TEXT", help="Ảnh, PDF, hoặc chữ của mã vuông.")
    ],
    key: Annotated[
        list[str] | None,
        typer.Option("--key", metavar="FILE", help="Tệp khóa công khai của cơ quan cấp giấy."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Judge a receipt offline; needs no office when a key is given."""
    call = called(ctx, as_json=as_json)
    keys = [receipt_seals.read_key(Path(name)) for name in key or ()]
    verdicts = _verdicts(call, _texts(paper), keys)
    bad = [verdict for verdict in verdicts if verdict.outcome in _REFUSED]
    if bad:
        raise Refused.of(Problem("paper", one.outcome.value, one.sentence) for one in bad)
    answer = {"receipts": [_shape(verdict) for verdict in verdicts]}
    call.answer(answer, lambda console: _say(console, verdicts))


def _texts(paper: str) -> tuple[str, ...]:
    """Return the signed codes to judge; of a paper without one, one text that is none."""
    if receipt_seal.is_seal(paper):
        return (paper,)
    from ui.code_reader import read_codes  # Qt and Pillow: only for a file

    found = read_codes(Path(paper))
    return tuple(text for text in found if receipt_seal.is_seal(text)) or ("",)


def _verdicts(call: Call, texts: tuple[str, ...], keys: list[KnownKey]) -> list[Verdict]:
    if keys and not is_initialised(call.paths):  # an inspector's machine holds no office
        return [receipt_seals.check(text, keys) for text in texts]
    with call.office() as office:
        return [receipt_seals.check_here(office, text, keys) for text in texts]


def _shape(verdict: Verdict) -> dict[str, object]:
    facts = verdict.facts
    return {
        "outcome": verdict.outcome.value,
        "sentence": verdict.sentence,
        "issuer": verdict.issuer,
        "key": verdict.key_id,
        "code": facts and facts.code,
        "procedure": facts and facts.procedure,
        "unit": facts and facts.unit,
        "received_at": facts and shapes.moment(facts.received_at),
        "due_at": facts and shapes.moment(facts.due_at),
        "remarks": list(verdict.remarks),
    }


def _say(console: Console, verdicts: list[Verdict]) -> None:
    for verdict in verdicts:
        console.print(verdict.sentence)
        for label, value in _lines(verdict.facts):
            console.print(f"  {label}: {value}")
        for remark in verdict.remarks:
            console.print(f"Lưu ý: {remark}")


def _lines(facts: SealedFacts | None) -> list[tuple[str, str]]:
    if facts is None:
        return []
    return [
        ("Mã hồ sơ", facts.code),
        ("Thủ tục", facts.procedure),
        ("Mã cơ quan", facts.unit),
        ("Tiếp nhận", words.moment(facts.received_at)),
        ("Hẹn trả", words.moment(facts.due_at)),
    ]


def receipt_key(ctx: typer.Context, out: Out, as_json: AsJson = False) -> None:
    """Write the office's public key as a file to give to other desks and to inspectors."""
    call = called(ctx, as_json=as_json)
    check_place(out)
    with call.office() as office:
        known = receipt_seals.own_key(office)
    try:
        staged(out, known.text.encode(), durable=False).replace(out)
    except OSError as error:
        why = reason_vi(error)
        raise Trouble("cannot_write", f"Không ghi được vào «{out}» ({why}).") from error
    answer = {"file": str(out), "key": known.key.key_id, "unit": known.unit, "name": known.name}
    call.answer(
        answer,
        lambda console: console.print(f"Đã ghi khóa công khai {known.key.key_id} vào {out}"),
    )
