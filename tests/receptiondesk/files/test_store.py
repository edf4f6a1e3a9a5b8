"""The folder of papers: any bytes back, each block once, and nothing removed that a file needs."""

import os
import tempfile
import tracemalloc
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptiondesk.domain.attachments import Layout, StoredFile
from receptiondesk.files.binding import bind
from receptiondesk.files.blocks import BadBlock, BlockKeys
from receptiondesk.files.chunks import BadChunk
from receptiondesk.files.pictures import Picture
from receptiondesk.files.store import Store

KEY = bytes(range(32))
MEGABYTE = 1024 * 1024
#: Noise is what photographs look like to a computer.
PAGES = [os.urandom(20_000 + 1_000 * number) for number in range(11)]
WORDS = st.binary(max_size=200) | st.sampled_from([b"stream\n", b"endstream", b"p" * 9_000])


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "papers", KEY)


def kept(store: Store, data: bytes) -> StoredFile:
    file = store.described(data, "application/pdf", 1)
    with store.filing([(file, data)]):
        pass
    return file


def document(*pages: int) -> bytes:
    """A PDF of these pages as this program binds them."""
    return bind([Picture(PAGES[at], "DCTDecode", (600, 800), 3, 8, (8.3, 11.7)) for at in pages])


def on_disk(store: Store) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in store.folder.glob("??/*")}


def addresses(*files: StoredFile) -> set[str]:
    return {block.address for file in files if file.layout for block in file.layout.blocks}


def needed_by(*files: StoredFile) -> Callable[[Iterable[str]], frozenset[str]]:
    return lambda names: frozenset(names) & addresses(*files)


@given(st.lists(WORDS, max_size=12).map(b"".join).filter(bool))
def test_any_bytes_come_back_from_the_disk(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "papers", KEY)
        file = kept(store, data)
        assert store.read(file) == data
        assert store.proved(file) == file.chunks
        assert set(on_disk(store)) == addresses(file)


@pytest.mark.parametrize("size", [MEGABYTE, 2 * MEGABYTE + 1, 3_500_000])
def test_long_files_come_back_and_are_proved_piece_by_piece(store: Store, size: int) -> None:
    data = document(0) + os.urandom(size)
    file = kept(store, data)
    assert store.read(file) == data
    assert store.proved(file) == file.chunks


def test_the_pages_of_two_dossiers_are_kept_once(store: Store) -> None:
    first, other = document(*range(10)), document(7, 2, 9, 0, 10, 4, 1, 3, 8, 6, 5)
    one = kept(store, first)
    before = on_disk(store)
    two = kept(store, other)
    assert store.read(one) == first
    assert store.read(two) == other
    assert len(addresses(one) & addresses(two)) == 10
    new = sum(on_disk(store).values()) - sum(before.values())
    assert new < len(PAGES[10]) + 10_000  # the eleventh page, and what a PDF has around them
    assert {name: size for name, size in on_disk(store).items() if name in before} == before


def test_a_page_that_a_file_shows_twice_is_kept_once(store: Store) -> None:
    data = document(1, 2, 1, 1)
    file = kept(store, data)
    assert len(addresses(file)) == 3
    assert store.read(file) == data


def test_the_same_bytes_have_another_name_in_another_office(store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "other", KEY[::-1])
    assert addresses(kept(store, document(1))).isdisjoint(addresses(kept(other, document(1))))


def test_no_two_blocks_have_one_nonce_and_each_is_bound_to_its_address() -> None:
    keys = BlockKeys(KEY)
    block, other = keys.block(b"mot"), keys.block(b"hai")
    sealed = [keys.sealed(block, b"mot") for _ in range(50)]
    assert len({one[8:20] for one in sealed}) == 50
    assert {keys.opened(block, one) for one in sealed} == {b"mot"}
    with pytest.raises(BadBlock):
        keys.opened(other, sealed[0])
    with pytest.raises(BadBlock):
        BlockKeys(KEY[::-1]).opened(block, sealed[0])
    for at in range(len(sealed[0])):
        changed = bytearray(sealed[0])
        changed[at] ^= 1
        with pytest.raises(BadBlock):
            keys.opened(block, bytes(changed))


def test_what_a_dead_act_left_goes_but_never_what_another_file_uses(store: Store) -> None:
    one = kept(store, document(0, 1))
    before = on_disk(store)
    data = document(1, 2)
    two = store.described(data, "application/pdf", 2)
    with suppress(KeyboardInterrupt), store.filing([(two, data)]):
        raise KeyboardInterrupt
    assert set(on_disk(store)) == addresses(one, two)
    assert store.sweep(needed_by(one)) == 2
    assert on_disk(store) == before
    assert store.read(one) == document(0, 1)
    assert not store.unswept()


def test_an_act_that_died_after_its_rows_were_written_keeps_its_blocks(store: Store) -> None:
    file, data = store.described(document(0, 1), "application/pdf", 2), document(0, 1)
    with suppress(KeyboardInterrupt), store.filing([(file, data)]):
        raise KeyboardInterrupt
    assert store.unswept()
    assert store.sweep(needed_by(file)) == 0
    assert not store.unswept()
    assert store.read(file) == data


def test_blocks_of_data_that_a_restore_set_aside_stay_when_an_act_on_them_dies(
    store: Store,
) -> None:
    aside = kept(store, document(0, 1))
    data = document(1, 2)
    file = store.described(data, "application/pdf", 2)
    with suppress(KeyboardInterrupt), store.filing([(file, data)]):
        raise KeyboardInterrupt
    assert store.sweep(needed_by()) == 2
    assert store.read(aside) == document(0, 1)


def test_a_damaged_block_is_mended_by_whoever_brings_its_page_again(store: Store) -> None:
    one = kept(store, document(0, 1))
    for name in on_disk(store):
        path = store.place(name)
        path.write_bytes(path.read_bytes()[:-1] + b"x")
        assert store.faulty(one)
        kept(store, document(0, 1))
        assert not store.faulty(one)


def test_another_folder_gets_what_it_lacks_and_only_that(store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "copy", KEY)
    one, two = kept(store, document(0, 1)), kept(store, document(1, 2))
    other.take(one, store.sealed(one))
    times = {path: path.stat().st_mtime_ns for path in other.folder.glob("??/*")}
    assert other.has(one)
    assert not other.has(two)
    other.take(two, store.sealed(two))
    assert {path: path.stat().st_mtime_ns for path in times} == times
    assert other.read(two) == document(1, 2)
    store.place(min(addresses(one))).unlink()
    with pytest.raises(FileNotFoundError):
        store.sealed(one)


def test_a_full_disk_leaves_nothing_half_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, data = store.described(document(0, 1), "application/pdf", 2), document(0, 1)
    there = kept(store, document(0))
    before = on_disk(store)
    moved: list[str] = []
    replace = Path.replace

    def full(path: Path, target: Path) -> Path:
        moved.append(path.name)
        if len(moved) == 3:  # the note, one block, and no more
            raise OSError(28, "full")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="full"), store.filing([(file, data)]):
        pytest.fail("filed on a full disk")
    monkeypatch.undo()
    assert store.sweep(needed_by(there)) == 1
    assert on_disk(store) == before
    assert list(store.folder.rglob(".*")) == []


def test_a_long_file_is_proved_without_being_held(store: Store) -> None:
    file = kept(store, document(3) + os.urandom(12 * MEGABYTE))
    tracemalloc.start()
    assert store.proved(file) == file.chunks
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6 * MEGABYTE


def test_a_layout_that_tells_other_bytes_is_not_believed(store: Store) -> None:
    one, other = kept(store, document(0, 1)), kept(store, document(1, 0))
    assert one.layout is not None
    mixed = StoredFile(one.sha256, one.size, one.mime, one.pages, one.chunks, other.layout)
    with pytest.raises(BadChunk):
        store.read(mixed)
    assert store.faulty(mixed)
    nothing = StoredFile(one.sha256, one.size, one.mime, one.pages, one.chunks, Layout((), ()))
    assert store.faulty(nothing)
    assert not store.has(nothing)


def test_nothing_new_leaves_no_note(store: Store) -> None:
    file, data = kept(store, document(0)), document(0)

    def nobody(_: Iterable[str]) -> frozenset[str]:
        return frozenset()

    with suppress(KeyboardInterrupt), store.filing([(file, data)]):
        raise KeyboardInterrupt
    assert store.sweep(nobody) == 0
    assert store.read(file) == data
