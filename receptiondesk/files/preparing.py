"""From the file that a person chose to the files that are kept and sent.

Everything becomes PDF: upright pages, made small, without metadata, scripts or anything outside.
"""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass

from receptiondesk.domain.errors import Problem
from receptiondesk.files import binding, documents, pictures
from receptiondesk.files.sniffing import Kind, kind_of


@dataclass(frozen=True, slots=True)
class Part:
    """One PDF with its number of pages."""

    data: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """The parts of a paper in order; ``notes`` tell the clerk what was mended or left out."""

    parts: tuple[Part, ...]
    notes: tuple[Problem, ...] = ()


def prepare(data: bytes, part_bytes: int) -> Prepared:
    """Return what is kept of a file, in parts of at most ``part_bytes`` where its pages allow it.

    A single page that is bigger is a part of its own.

    Raises:
        Refused: ``empty_file``, ``unknown_kind``, ``damaged_file``, ``too_many_dots``,
            ``too_many_pages``, ``no_pages``, ``locked_pdf``, ``form_pdf``, ``signed_with_scripts``
            (field ``file``).
    """
    kind = kind_of(data)
    with warnings.catch_warnings():  # what libraries think of a foreign file is no news of ours
        warnings.simplefilter("ignore")
        return _document(data, part_bytes) if kind is Kind.PDF else _bound(data, kind, part_bytes)


def _document(data: bytes, part_bytes: int) -> Prepared:
    document = documents.read(data)
    parts = tuple(Part(part, pages) for part, pages in document.parts(part_bytes))
    return Prepared(parts, document.notes)


def _bound(data: bytes, kind: Kind, part_bytes: int) -> Prepared:
    pages = tuple(pictures.pages_of(data, kind))
    sizes = [binding.size_of(page) for page in pages]
    groups = grouped(sizes, part_bytes - binding.FRAME_BYTES)
    return Prepared(
        tuple(Part(binding.bind([pages[at] for at in group]), len(group)) for group in groups)
    )


def grouped(sizes: Iterable[int], at_most: int) -> tuple[range, ...]:
    """Return runs of neighbours of which the sizes add up to at most ``at_most``, else alone."""
    groups: list[range] = []
    start, filled = 0, 0
    number = 0
    for number, size in enumerate(sizes, start=1):
        if number - 1 > start and filled + size > at_most:
            groups.append(range(start, number - 1))
            start, filled = number - 1, 0
        filled += size
    groups.append(range(start, number))
    return tuple(groups)
