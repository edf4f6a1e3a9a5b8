"""Whatever stands in the data, a form comes out whole: nothing is lost, nothing hangs."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from receptiondesk.printing import receipt_roll
from receptiondesk.printing.forms import (
    apology,
    control,
    labels,
    manifest,
    queue_slip,
    refusal,
    stopping,
    supplement,
    transmittal,
)
from receptiondesk.printing.forms.control import Step
from receptiondesk.printing.forms.data import Subject
from receptiondesk.printing.forms.manifest import Item
from receptiondesk.printing.forms.register import Entry
from receptiondesk.printing.forms.transmittal import Handed
from receptiondesk.printing.receipt_data import Party
from tests.receptiondesk.printing import samples
from tests.receptiondesk.printing.forms import papers
from tests.support import paper

#: Right-to-left marks and letters, decomposed letters, emoji, control and format characters,
#: private use, full width, combining marks without a letter, braces of templates.
HOSTILE = st.text(
    st.one_of(
        st.sampled_from(
            "\u202e\u200f\u2066\u2069\u0301\u0323\x00\x07\x1b\u2028\ufeff\ue000\U0001f600"
        ),
        st.sampled_from("{}%\\<>&()[]…□\u00a0\u200d王بج🇻🇳"),
        st.characters(codec="utf-8"),
    ),
    max_size=120,
)
FACES = st.sampled_from("aăâêôơưđ ắẳỡỷỵ.,-/()0123456789ĐẮ")
PLAIN = st.text(FACES, max_size=400)


def subject_of(text: str) -> Subject:
    owner = Party(text, text, text, text, text)
    return replace(papers.SUBJECT, owner=owner, procedure=text, agency=text)


#: Every form and list with a text in all its places.
MAKERS: dict[str, Callable[[str], bytes]] = {
    "supplement": lambda text: supplement.render(
        papers.supplied(subject=subject_of(text), items=(text,) * 2, reason=text, contact=text)
    ),
    "refusal": lambda text: refusal.render(
        papers.refused(subject=subject_of(text), reasons=(text,), submitter=text)
    ),
    "apology": lambda text: apology.render(
        papers.excused(subject=subject_of(text), to=text, agency=text, reason=text)
    ),
    "stopping": lambda text: stopping.render(
        papers.stopped(subject=subject_of(text), reason=text, papers=(text,), title=text)
    ),
    "control": lambda text: control.render(
        papers.controlled(subject=subject_of(text), partners=text, steps=(step_of(text),))
    ),
    "transmittal": lambda text: transmittal.render(
        papers.transmitted(dossiers=(Handed(subject_of(text), 1, 0, text),), to=text)
    ),
    "manifest": lambda text: manifest.render(papers.posted(items=(item_of(text),), post=text)),
    "labels": lambda text: labels.render(papers.labelled(items=(item_of(text),))),
    "queue": lambda text: queue_slip.render(papers.queued(service=text, counter=text)),
    "register": lambda text: papers.one_volume(papers.book(), iter((entry_of(text),))),
    "receipt": lambda text: receipt_roll.render(
        samples.receipt(owner=Party(text, text, text), procedure_name=text)
    ),
}
EVERY_FORM = st.sampled_from(sorted(MAKERS))


def step_of(text: str) -> Step:
    return replace(papers.STEP, gives=text, takes=text, giver=text, receiver=text, note=text)


def item_of(text: str) -> Item:
    return replace(papers.ITEM, name=text, address=text, phone=text, note=text)


def entry_of(text: str) -> Entry:
    return replace(papers.ENTRY, procedure=text, name=text, contact=text, agency=text)


@settings(max_examples=40)
@given(EVERY_FORM, HOSTILE)
def test_hostile_text_never_stops_a_form(name: str, text: str) -> None:
    for page in PdfReader(BytesIO(MAKERS[name](text))).pages:
        page.extract_text()


@settings(max_examples=40)
@given(EVERY_FORM, PLAIN)
def test_whatever_can_be_printed_is_printed_whole(name: str, text: str) -> None:
    wanted = paper.squeezed(unicodedata.normalize("NFC", text))
    printed = paper.squeezed(paper.words(MAKERS[name](text)))
    # Page numbers and repeated heads may stand between two lines of it.
    assert wanted in printed or _scattered(wanted, printed)


def _scattered(wanted: str, printed: str) -> bool:
    """Whether a text's letters come one after the other, with others in between."""
    rest = iter(printed)
    return all(letter in rest for letter in wanted)


@pytest.mark.parametrize(
    "text",
    [
        "Ký tự " * 1667,
        "W" * 10_000,
        "ế" * 10_000,
        unicodedata.normalize("NFD", "Nguyễn Thị Ánh Nguyệt ") * 400,
        "\u202e\u0000\u200b" * 3333,
        "😀" * 10_000,
    ],
    ids=["words", "one word", "one word of accents", "decomposed", "nothing to see", "emoji"],
)
def test_ten_thousand_characters_go_on_over_pages(text: str) -> None:
    pdf = supplement.render(papers.supplied(reason=text))
    printed = paper.squeezed(paper.words(pdf))
    letters = {"W": "W", "ế": "ế", "😀": "□"}.get(text[0])
    if letters:
        assert printed.count(letters) >= 10_000
    for page in PdfReader(BytesIO(pdf)).pages:
        assert page.extract_text().strip()
    assert "NGƯỜIHƯỚNGDẪN" in printed


def test_decomposed_text_prints_the_same_bytes() -> None:
    name = unicodedata.normalize("NFD", papers.OWNER.name)
    subject = replace(papers.SUBJECT, owner=replace(papers.OWNER, name=name))
    assert name != papers.OWNER.name
    assert refusal.render(papers.refused(subject=subject)) == refusal.render(papers.refused())


def test_signs_of_other_scripts_are_seen_as_holes_and_never_lost_silently() -> None:
    subject = replace(papers.SUBJECT, owner=replace(papers.OWNER, name="王 Ánh 😀 بجد"))
    text = paper.words(refusal.render(papers.refused(subject=subject)))
    assert re.search("□ Ánh □ □□□", text)
