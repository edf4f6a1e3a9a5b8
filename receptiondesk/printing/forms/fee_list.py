"""Danh sách thu phí, lệ phí: what was taken for each dossier, summed in figures and words."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from receptiondesk.domain.number_words import dong_in_words
from receptiondesk.domain.text import date_vi, dong
from receptiondesk.printing.flow import Align, Run
from receptiondesk.printing.forms import listing
from receptiondesk.printing.forms.data import Common
from receptiondesk.printing.forms.signatures import Signer
from receptiondesk.printing.forms.writer import Writer

_SHARES = (9.0, 36.0, 34.0, 37.0, 20.0, 21.0, 16.0)
_MIDDLE, _LEFT, _RIGHT = Align.CENTRE, Align.LEFT, Align.RIGHT
_ALIGNS = (_MIDDLE, _LEFT, _LEFT, _LEFT, _LEFT, _RIGHT, _LEFT)
_EXEMPT, _NONE = "exempt", "none"
_FREE, _UNKNOWN = "free", "unknown"
#: Sums by method, what was not taken, the whole in two lines, a remark.
_LINES = 9


@dataclass(frozen=True, slots=True)
class Charge:
    """One dossier's fee; ``method`` as in ``fee.method``; no ``amount``: nobody entered it."""

    code: str
    name: str
    procedure: str
    method: str
    amount: int | None


@dataclass(frozen=True, slots=True)
class FeeList:
    """The days (first and last), their charges in order, and who signs (three names at most)."""

    common: Common
    first: date
    last: date
    charges: Iterable[Charge]
    names: tuple[str, ...] = ()


@dataclass(slots=True)
class _Till:
    """What was added up so far: sums and counts by kind."""

    sums: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)

    def take(self, one: Charge) -> str:
        """Add a charge; return the kind it is counted under."""
        kind = one.method
        if one.method != _EXEMPT and one.amount is None:
            kind = _UNKNOWN
        elif one.method != _EXEMPT and not one.amount:
            kind = _FREE  # as the day sheet counts it: nobody took anything, however it was ticked
        self.counts[kind] += 1
        self.sums[kind] += one.amount or 0
        return kind


def render(data: FeeList) -> bytes:
    """Return the list as a PDF; the same data give the same bytes.

    Raises:
        Trouble: the fonts are damaged.
    """
    words, till = data.common.words, _Till()

    def before(page: Writer) -> None:
        page.title(words["title"], more=2.0)
        days = {"first": date_vi(data.first), "last": date_vi(data.last)}
        one_day = words.fill("of_day", day=days["first"])
        told = one_day if data.first == data.last else words.fill("of_range", **days)
        page.paragraph((Run(told, page.bold),), Align.CENTRE)

    def after(page: Writer) -> None:
        _totals(page, till)

    names = (*data.names, *[""] * 3)
    signers = [
        Signer(title, words["sign"], name)
        for title, name in zip(words.many("signers"), names, strict=False)
    ]
    plan = listing.Plan(_SHARES, _ALIGNS, before, after, signers, lines=_LINES)
    return listing.render(data.common, plan, _rows(data, till))


def _rows(data: FeeList, till: _Till) -> Iterator[tuple[str, ...]]:
    words = data.common.words
    methods = words.named("methods")
    for at, one in enumerate(data.charges, 1):
        kind = till.take(one)
        method = words["free"] if kind == _FREE else methods[one.method]
        amount = words["unknown"] if kind == _UNKNOWN else _figures(one.amount or 0)
        yield (f"{at}", one.code, one.name, one.procedure, method, amount, "")


def _totals(page: Writer, till: _Till) -> None:
    words = page.words
    if not till.counts:
        page.sentence("nothing")
    for method in ("cash", "transfer", _NONE):
        if till.counts[method]:
            page.sentence(f"total_{method}", **_sum(till.counts[method], till.sums[method]))
    if till.counts[_EXEMPT] or till.counts[_FREE]:
        counts = {"count": f"{till.counts[_EXEMPT]}", "free": f"{till.counts[_FREE]}"}
        page.sentence("total_exempt", **counts)
    if till.counts[_UNKNOWN]:
        page.sentence("total_unknown", "count", count=f"{till.counts[_UNKNOWN]}")
    taken = till.sums["cash"] + till.sums["transfer"]
    page.sentence("total", "amount", "words", amount=dong(taken), words=dong_in_words(taken))
    page.paragraph((Run(words["note"], page.small),))


def _sum(count: int, amount: int) -> dict[str, str]:
    return {"count": f"{count}", "amount": dong(amount), "words": dong_in_words(amount)}


def _figures(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
