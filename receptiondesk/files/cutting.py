"""Where the bytes of a file are cut, so that the same page in two files is the same block.

A PDF keeps the picture of a page as one stream. Its bytes are cut at the ends of the big streams
and never written anew: each big stream is a run of its own, and what stands between them (page
tree, cross references) is joined to one more, the frame, because it differs in every file anyway.
A run is cut each MiB from its own start. Whatever the bytes are, joined in the order of the pieces
they are the same again; a file that is no PDF, or a broken one, is only shared less.
"""

from collections.abc import Callable, Iterator
from itertools import count

from receptiondesk.domain.attachments import Block, Layout, Piece

#: No block is bigger.
BLOCK_BYTES = 1024 * 1024
#: A smaller stream is not worth a file of its own.
STREAM_BYTES = 4 * 1024
#: Streams beyond stay in the frame: nobody shall make the desk write files without end.
_STREAMS_AT_MOST = 2_000
_STREAM, _END = b"stream", b"endstream"
_LINE_ENDS = (b"\r\n", b"\n")


def laid_out(data: bytes, block: Callable[[bytes], Block]) -> Layout:
    """Return of which blocks a content is made, each of them named once.

    Args:
        data: the content.
        block: gives some bytes their address.
    """
    pieces = tuple(_pieces(data))
    last = max((piece.block for piece in pieces), default=-1)
    numbers: dict[Block, int] = {}
    same = [
        numbers.setdefault(block(cut), len(numbers)) for cut in _contents(data, pieces, last + 1)
    ]
    return Layout(tuple(numbers), tuple(Piece(same[one.block], one.at, one.size) for one in pieces))


def contents(data: bytes, layout: Layout) -> Iterator[tuple[Block, bytes]]:
    """Yield each block of a layout with its bytes, taken from the content."""
    return zip(layout.blocks, _contents(data, layout.pieces, len(layout.blocks)), strict=True)


def _contents(data: bytes, pieces: tuple[Piece, ...], blocks: int) -> Iterator[bytes]:
    """Yield the bytes of each block by its number."""
    seen = memoryview(data)
    parts: list[dict[int, memoryview]] = [{} for _ in range(blocks)]
    start = 0
    for piece in pieces:
        parts[piece.block][piece.at] = seen[start : start + piece.size]
        start += piece.size
    for found in parts:
        yield b"".join(found[at] for at in sorted(found))


def _pieces(data: bytes) -> Iterator[Piece]:
    """Yield the pieces of a content in order; frame and streams have blocks of their own."""
    numbers = count()
    frame, filled = next(numbers), 0
    start = 0
    for run in (*streams(data), range(len(data), len(data))):
        between = run.start - start
        while between:
            if filled == BLOCK_BYTES:
                frame, filled = next(numbers), 0
            size = min(between, BLOCK_BYTES - filled)
            yield Piece(frame, filled, size)
            filled, between = filled + size, between - size
        for at in range(run.start, run.stop, BLOCK_BYTES):
            yield Piece(next(numbers), 0, min(BLOCK_BYTES, run.stop - at))
        start = run.stop


def streams(data: bytes) -> Iterator[range]:
    """Yield where the big streams of a PDF stand (ISO 32000-1, 7.3.8.1), each byte looked at once.

    A picture that happens to hold the word for its own end is cut there too, everywhere alike.
    """
    at = found_big = 0
    while found_big < _STREAMS_AT_MOST and (found := data.find(_STREAM, at)) >= 0:
        at = found + len(_STREAM)
        ended = data.startswith(_LINE_ENDS, at)
        if not ended or data.endswith(b"end", 0, found):
            continue
        start = data.index(b"\n", at) + 1
        end = data.find(_END, start)
        if end < 0:
            return
        at = end + len(_END)
        stop = end - (data.endswith(b"\n", start, end))
        stop -= data.endswith(b"\r", start, stop)
        if stop - start >= STREAM_BYTES:
            found_big += 1
            yield range(start, stop)
