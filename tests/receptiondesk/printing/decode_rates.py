"""How surely each code of each paper is read, by bad eyes too: a table (docs/papers.md).

``python -m tests.receptiondesk.printing.decode_rates`` prints it; it takes minutes.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import Final

import zxingcpp
from PIL import Image

from receptiondesk.printing import receipt, receipt_roll
from receptiondesk.printing.forms import labels
from receptiondesk.printing.notice_page import Paper
from receptiondesk.printing.notices import NoticeKind
from receptiondesk.printing.receipt_data import Issue
from receptiondesk.printing.sheet import Size
from receptiondesk.printing.tiles import OVERLAP
from tests.receptiondesk.printing import samples, walls
from tests.receptiondesk.printing.forms import papers
from tests.receptiondesk.printing.golden import documents
from tests.support import copies, paper
from tests.support.painted import BARS, QR, Code, noted

_MM_AN_INCH = 25.4
#: Large print on A3 has larger modules still.
_PAPERS = (
    *product([Size.A4], (False, True), (False, True)),
    *product([Size.A3], (False, True), [False]),
)
_LONG_ADDRESS = "https://dichvucong.example.vn/p/" + "thu-tuc-hanh-chinh?ma=1.000001&" * 8


def _wall() -> Iterator[tuple[str, Callable[[], bytes]]]:
    for kind in NoticeKind:
        # The others bear no code but the one at the foot, which is as large on every paper.
        codes = kind in {NoticeKind.LIST, NoticeKind.SHEETS, NoticeKind.POSTER}
        for size, landscape, large in _PAPERS if codes else _PAPERS[:1]:
            on = Paper(size, landscape, large)
            name = f"{kind.value} {size.name}{' across' * landscape}{' large' * large}"
            yield name, partial(walls.made, kind, on)
            if size is Size.A3:
                yield f"{name} in two parts", partial(walls.made, kind, on, tile=True)
    far = samples.notices(*(samples.procedure(n, portal_url=_LONG_ADDRESS) for n in (1, 2, 3)))
    for kind in (NoticeKind.LIST, NoticeKind.SHEETS):
        yield f"{kind.value}, long addresses", partial(walls.made, kind, Paper(), far)
        practice = replace(walls.wall(), practice=True)
        yield f"{kind.value}, practice", partial(walls.made, kind, Paper(), practice)


#: Every paper that bears a code, in every size and lie.
EVERY: Final[Mapping[str, Callable[[], bytes]]] = {
    **{name: make for name, make in documents.DOCUMENTS.items() if not name.startswith("wall")},
    "receipt A5, signed": lambda: receipt.render(samples.signed(), Size.A5),
    "receipt A4, signed": lambda: receipt.render(samples.signed(), Size.A4),
    "receipt roll, signed": lambda: receipt_roll.render(samples.signed()),
    "receipt A5, longest code": lambda: receipt.render(samples.signed(code=samples.LONG_CODE)),
    "receipt roll, longest code": lambda: receipt_roll.render(
        samples.signed(code=samples.LONG_CODE)
    ),
    "receipt A5, practice": lambda: receipt.render(samples.signed(issue=Issue(practice=True))),
    "labels, longest code": lambda: labels.render(
        papers.labelled(items=(replace(papers.ITEM, code=samples.LONG_CODE),))
    ),
    **dict(_wall()),
    "one sheet": partial(
        walls.made, NoticeKind.SHEETS, Paper(), samples.notices(samples.procedure())
    ),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether one code of one paper was read under one condition."""

    document: str
    condition: str
    code: Code
    read: bool


def outcomes(name: str, make: Callable[[], bytes], conditions: Collection[str]) -> list[Outcome]:
    """Return what is read of each code of a paper under some of `copies.CONDITIONS`.

    A code that is not wholly on its page is an error. Of a sheet in two parts the sheet counts,
    cut at the line and pasted together.
    """
    pdf, painted = noted(make)
    in_parts = name.endswith("in two parts")
    wanted = [painted.codes(side) for side, _ in painted.sides]
    if in_parts:
        wanted = [[*one, *other] for one, other in zip(wanted[::2], wanted[1::2], strict=True)]
    else:
        beyond = [code for side, area in painted.sides for code in painted.codes(side)
                  if not code.on(area)]  # fmt: skip
        assert not beyond, f"{name}: codes beyond the edge: {beyond}"
    found: list[Outcome] = []
    if not any(wanted):
        return found
    pages = {dpi: paper.pictures(pdf, dpi) for dpi in {_dpi(one) for one in conditions}}
    for condition in conditions:
        dpi, seen = copies.CONDITIONS[condition]
        sheets = [*_pasted(pages[dpi], dpi)] if in_parts else pages[dpi]
        for page, codes in zip(sheets, wanted, strict=True):
            got = read(seen(page)) if codes else set()
            distinct = {(code.kind, code.text): code for code in codes}
            found += [Outcome(name, condition, distinct[key], key in got) for key in distinct]
    return found


def _dpi(condition: str) -> int:
    return copies.CONDITIONS[condition][0]


def _pasted(parts: list[Image.Image], dpi: int) -> Iterator[Image.Image]:
    """Yield sheets whose two parts are cut at the line and pasted together."""
    strip = round(OVERLAP * dpi / _MM_AN_INCH)
    for one, other in zip(parts[::2], parts[1::2], strict=True):
        wide, high = one.size
        if high > wide:
            whole = Image.new("L", (2 * (wide - strip), high), copies.WHITE)
            whole.paste(one.crop((0, 0, wide - strip, high)), (0, 0))
            whole.paste(other.crop((strip, 0, wide, high)), (wide - strip, 0))
        else:
            whole = Image.new("L", (wide, 2 * (high - strip)), copies.WHITE)
            whole.paste(one.crop((0, 0, wide, high - strip)), (0, 0))
            whole.paste(other.crop((0, strip, wide, high)), (0, high - strip))
        yield whole


def read(page: Image.Image) -> set[tuple[str, str]]:
    """Return the codes that a reader finds on a page: kind and text."""
    names = {zxingcpp.BarcodeFormat.QRCode: QR, zxingcpp.BarcodeFormat.Code128: BARS}
    formats = zxingcpp.barcode_formats_from_str("QRCode|Code128")
    return {(names[one.format], one.text) for one in zxingcpp.read_barcodes(page, formats=formats)}


def table(found: Iterable[Outcome]) -> str:
    """Return the rates by module as a Markdown table."""
    groups = ("150", "100 grey", "150, 3°", "100, 3°", "copy")
    counts: dict[tuple[str, float], dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for one in found:
        group = one.condition.split()[0] if one.condition.startswith("copy") else one.condition
        group = group.replace("+", "").replace("-", "")
        counts[one.code.kind, round(one.code.module, 2)][group].append(one.read)
    lines = [f"| code | module | {' | '.join(groups)} |", "|---|---|" + "---|" * len(groups)]
    for (kind, module), seen in sorted(counts.items()):
        rates = [f"{sum(seen[group])}/{len(seen[group])}" for group in groups]
        lines.append(f"| {kind} | {module:.2f} mm | {' | '.join(rates)} |")
    return "\n".join(lines)


def main() -> None:
    """Print the table, and every QR code that was not read; of some papers if they are named."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    found = []
    for name, make in EVERY.items():
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        some = outcomes(name, make, copies.CONDITIONS)
        found += some
        lost = [one for one in some if not one.read]
        sys.stderr.write(f"{name}: {len(some) - len(lost)}/{len(some)}\n")
        for one in lost:
            if one.code.kind == QR:
                sys.stdout.write(f"{name}, {one.condition}: {one.code} was not read\n")
    sys.stdout.write(table(found) + "\n")


if __name__ == "__main__":
    main()
