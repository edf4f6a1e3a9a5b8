"""Where files are cut: the same bytes again whatever they are, and the same page the same block."""

import hashlib
import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptiondesk.domain.attachments import Block
from receptiondesk.files.cutting import BLOCK_BYTES, STREAM_BYTES, contents, laid_out, streams

MEGABYTE = 1024 * 1024
#: What PDFs are made of, and what only looks so.
WORDS = [
    b"stream\n", b"stream\r\n", b"stream\r", b"stream", b"\nendstream", b"\r\nendstream",
    b"endstream", b"endstream\n", b"endobj\n", b"%PDF-1.7\n", b"\n", b"\r", b"end", b"s",
    b"x" * STREAM_BYTES, b"y" * (STREAM_BYTES - 1), b"z" * 40_000,
]  # fmt: skip


def block(data: bytes) -> Block:
    return Block(hashlib.sha256(data).hexdigest(), len(data))


def joined(data: bytes) -> bytes:
    """Cut a content, keep its blocks by their addresses, and put it together from them alone."""
    layout = laid_out(data, block)
    kept = {one.address: cut for one, cut in contents(data, layout)}
    assert all(one == block(kept[one.address]) for one in layout.blocks)
    assert all(0 < one.size <= BLOCK_BYTES for one in layout.blocks)
    assert len(set(layout.blocks)) == len(layout.blocks)
    return b"".join(
        kept[layout.blocks[one.block].address][one.at : one.at + one.size] for one in layout.pieces
    )


def pdf(*pages: bytes, mark: bytes = b"") -> bytes:
    """A PDF as far as its cutting goes: pages as streams between things that differ."""
    between = [
        b"<</Length %d/N %d%s>>\nstream\n" % (len(page), number, mark) + page + b"\nendstream\n"
        for number, page in enumerate(pages)
    ]
    return b"%PDF-1.7\n" + mark + b"".join(between) + b"trailer\n" + mark


@given(st.binary(max_size=2_000))
def test_any_bytes_come_back(data: bytes) -> None:
    assert joined(data) == data


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.binary(max_size=50)), max_size=30))
def test_whatever_looks_like_a_pdf_comes_back(words: list[bytes]) -> None:
    data = b"".join(words)
    assert joined(data) == data
    runs = list(streams(data))
    assert all(len(run) >= STREAM_BYTES for run in runs)
    assert all(one.stop <= after.start for one, after in pairwise(runs))


@pytest.mark.parametrize("size", [MEGABYTE - 1, MEGABYTE, MEGABYTE + 1, 3 * MEGABYTE, 3_333_333])
def test_long_runs_are_cut_each_mebibyte_from_their_start(size: int) -> None:
    page = random.Random(1).randbytes(size)
    for data in (pdf(page, mark=b"-" * 100_000), pdf(page), b"%PDF-1.7\nno stream" + page):
        assert joined(data) == data
    shared = {block(page[at : at + BLOCK_BYTES]) for at in range(0, size, BLOCK_BYTES)}
    assert shared < set(laid_out(pdf(page, mark=b"-" * 100_000), block).blocks)


#: No picture tells its own end by chance: that is one in 2**72, and only shared less.
SEEDS = st.binary(min_size=1, max_size=9).filter(lambda seed: b"endstream" not in seed * 2)


@given(
    seeds=st.lists(SEEDS, unique=True, min_size=1, max_size=5),
    order=st.integers(0, 999),
    mark=st.binary(max_size=9),
)
def test_identical_pages_are_the_same_blocks_in_any_order_and_surroundings(
    seeds: list[bytes], order: int, mark: bytes
) -> None:
    pages = [seed * STREAM_BYTES + b"#" for seed in seeds]
    mixed = pages * 2
    random.Random(order).shuffle(mixed)
    other = pdf(*mixed, mark=b"/Mark" + mark.hex().encode())
    wanted = {block(page) for page in pages}
    for data in (pdf(*pages), other):
        found = laid_out(data, block).blocks
        assert wanted < set(found)
        assert len(found) == len(wanted) + 1
    assert joined(other) == other


def test_the_word_for_an_end_inside_a_picture_only_cuts_it_there() -> None:
    page = b"a" * 5_000 + b"endstream" + b"b" * 5_000
    one, other = laid_out(pdf(page), block), laid_out(pdf(page, mark=b"!"), block)
    assert block(b"a" * 5_000) in set(one.blocks) & set(other.blocks)
    assert joined(pdf(page)) == pdf(page)


def test_nobody_makes_the_desk_write_files_without_end() -> None:
    data = pdf(*[b"%05d" % number * 1_000 for number in range(2_500)])
    assert len(laid_out(data, block).blocks) < 2_050
    assert joined(data) == data


@pytest.mark.parametrize(
    "word",
    [b"stream\n", b"stream", b"endstream", b"stream\nendstream", b"endstream\nstream", b"s", b"\n"],
)
def test_hostile_bytes_are_read_once(word: bytes) -> None:
    """Eight times the bytes cost about eight times the time, not sixty-four."""

    def seconds(size: int) -> float:
        data = word * (size // len(word))
        begun = time.process_time()
        assert list(streams(data)) == []
        return time.process_time() - begun

    small = min(seconds(MEGABYTE // 4) for _ in range(3))
    assert min(seconds(2 * MEGABYTE) for _ in range(2)) < 30 * small + 0.05
