"""Every document looks and reads as it did when somebody last looked at it.

Wanted otherwise? ``python -m tests.receptiondesk.printing.golden``, and look at what changed.
"""

from dataclasses import replace

import pytest
from PIL import Image

from receptiondesk.printing.forms import refusal
from tests.receptiondesk.printing.forms import papers
from tests.receptiondesk.printing.golden.documents import (
    DOCUMENTS,
    FOLDER,
    differences,
    pictures_of,
    text_of,
)


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_document_looks_and_reads_as_before(name: str) -> None:
    pdf = DOCUMENTS[name]()
    assert text_of(pdf) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    pictures = pictures_of(pdf)
    kept = sorted(FOLDER.glob(f"{name}-[0-9]*.png"))
    assert [file.name for file in kept] == [
        f"{name}-{number}.png" for number in range(1, len(pictures) + 1)
    ]
    for file, picture in zip(kept, pictures, strict=True):
        with Image.open(file) as before:
            found = differences(before.convert("L"), picture)
        assert not found, f"{file.name}: {found}"


def test_nothing_golden_is_forgotten() -> None:
    names = {file.stem if file.suffix == ".txt" else file.stem.rpartition("-")[0]
             for file in FOLDER.iterdir()}  # fmt: skip
    assert names == set(DOCUMENTS)
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 1_200_000


def moved(page: Image.Image, down: int) -> Image.Image:
    """Return a page with everything so many pixels further down."""
    sheet = Image.new("L", page.size, 255)
    sheet.paste(page, (0, down))
    return sheet


def test_what_a_person_would_notice_is_noticed() -> None:
    (page,) = pictures_of(DOCUMENTS["refusal"]())
    other = papers.refused(submitter="Lê Văn Cườn")
    (letter,) = pictures_of(refusal.render(other))
    unsigned = replace(other, signer="")
    (word,) = pictures_of(refusal.render(unsigned))
    assert not differences(page, page)
    assert differences(page, word)
    assert differences(page, letter)
    assert differences(page, moved(page, 2))
    assert differences(page, Image.new("L", page.size, 255))
    assert differences(page, page.crop((0, 0, page.width, page.height - 1)))
