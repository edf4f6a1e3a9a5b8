"""The checklist of a procedure in words: what must come, what comes by case, what is only shown.

Papers of which one is enough stand together, joined by "hoặc", wherever the strictest of them
belongs; so nobody reads that he must bring one of them when another would do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from receptiondesk.domain.procedures import RequiredPaper
from receptiondesk.printing.wording import Wording


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist; ``number`` is empty for a further choice of the line above."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of papers under its caption."""

    caption: str
    items: tuple[Item, ...]


def checklist(papers: Sequence[RequiredPaper], words: Wording) -> tuple[Group, ...]:
    """Return the papers by kind: required, by case, only shown; kinds without papers left out."""
    asked = _asked_for(papers)
    kinds = (
        ("required_head", [one for one in asked if one.required and not one.shown_only]),
        ("case_head", [one for one in asked if not one.required and not one.shown_only]),
        ("shown_head", [one for one in asked if one.shown_only]),
    )
    return tuple(Group(words[key], tuple(_items(kind, words))) for key, kind in kinds if kind)


def forms_of(papers: Sequence[RequiredPaper]) -> tuple[str, ...]:
    """Return the forms to fill in, each once, in the order of the checklist."""
    return tuple(dict.fromkeys(paper.form for paper in papers if paper.form))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked for: one paper, or several of which one is enough."""

    papers: tuple[RequiredPaper, ...]

    @property
    def required(self) -> bool:
        """Return whether one of them must come."""
        return any(paper.required for paper in self.papers)

    @property
    def shown_only(self) -> bool:
        """Return whether all of them are looked at and handed back."""
        return all(paper.shown_only for paper in self.papers)


def _asked_for(papers: Sequence[RequiredPaper]) -> list[_Asked]:
    """Join neighbours of one alternative, the required one of them first."""
    asked: list[_Asked] = []
    for name, group in groupby(papers, key=lambda paper: paper.alternative):
        if name:
            asked.append(_Asked(tuple(sorted(group, key=lambda paper: not paper.required))))
        else:
            asked.extend(_Asked((paper,)) for paper in group)
    return asked


def _items(kind: Sequence[_Asked], words: Wording) -> Iterator[Item]:
    for number, one in enumerate(kind, 1):
        # Under the caption of the papers that are shown, each of them need not say it again.
        first, *others = (
            _told(paper, words, says_shown=not one.shown_only) for paper in one.papers
        )
        yield Item(f"{number}.", first)
        for other in others:
            yield Item("", f"{words['or_word']} {other}")


def _told(paper: RequiredPaper, words: Wording, *, says_shown: bool) -> str:
    """Return a paper with how many of it, when it is wanted, and its form."""
    counts = [
        words.fill(key, count=f"{count:02d}")
        for key, count in (("originals", paper.originals), ("copies", paper.copies))
        if count and not paper.shown_only
    ]
    names = words.named("channels")
    only = ", ".join(names[channel].lower() for channel in sorted(paper.channels))
    notes = [
        ", ".join(counts),
        words["shown_word"] if paper.shown_only and says_shown else "",
        words.fill("only_channels", channels=only) if only else "",
        paper.case,
        f"{words['form']} {paper.form}" if paper.form else "",
        words["review"] if paper.review else "",
    ]
    said = "; ".join(filter(None, notes))
    return f"{paper.name} ({said})" if said else paper.name
