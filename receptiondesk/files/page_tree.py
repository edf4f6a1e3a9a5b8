"""The pages of a PDF, found without trusting its tree: loops, false counts, too many pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

from receptiondesk.files.pictures import PAGES_AT_MOST, too_many_pages

_INHERITED = ("/MediaBox", "/CropBox", "/Rotate", "/Resources")
_DEPTH_AT_MOST = 40


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page: its own entries and those it inherits."""

    entries: Mapping[str, PdfObject]


def leaves(root: DictionaryObject) -> tuple[Leaf, ...]:
    """Return the pages in order.

    Raises:
        Refused: ``too_many_pages``.
        ValueError: the tree is no tree.
    """
    found: list[Leaf] = []
    waiting: list[tuple[Any, dict[str, PdfObject], int]] = [(root.get("/Pages"), {}, 0)]
    seen = 0
    while waiting:
        reference, inherited, depth = waiting.pop()
        node = reference.get_object() if reference is not None else None
        seen += 1
        if not isinstance(node, DictionaryObject) or depth > _DEPTH_AT_MOST:
            message = "a page tree with a hole or a loop"
            raise ValueError(message)
        own = inherited | {key: node.raw_get(key) for key in _INHERITED if key in node}
        kids = node.get("/Kids")
        if kids is not None:
            branches = kids.get_object()
            if not isinstance(branches, ArrayObject):
                message = "a page tree without branches"
                raise ValueError(message)
            if len(branches) + len(waiting) > PAGES_AT_MOST * _DEPTH_AT_MOST:
                raise too_many_pages(len(branches))
            waiting.extend((kid, own, depth + 1) for kid in reversed(branches))
            continue
        found.append(Leaf(own | {key: node.raw_get(key) for key in node if key not in own}))
        if len(found) > PAGES_AT_MOST:
            raise too_many_pages(_told(root, len(found)))
        if seen > PAGES_AT_MOST * _DEPTH_AT_MOST:
            raise too_many_pages(seen)
    return tuple(found)


def _told(root: DictionaryObject, at_least: int) -> int:
    """Return how many pages the file says it has, if that can be."""
    pages = root.get("/Pages")
    node = pages.get_object() if pages is not None else None
    count = node.get("/Count") if isinstance(node, DictionaryObject) else None
    return count if isinstance(count, int) and count > at_least else at_least
