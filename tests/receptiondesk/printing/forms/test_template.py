"""An office relabels a form by a file of its own; a bad file is refused with a sentence."""

from pathlib import Path

import pytest

from receptiondesk.domain.errors import Refused
from receptiondesk.domain.paper_kinds import PaperKind
from receptiondesk.printing.forms import control, refusal, template
from tests.receptiondesk.printing.forms import papers
from tests.support import paper


def write(folder: Path, kind: str, text: str) -> Path:
    (folder / f"{kind}.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("kind", list(PaperKind))
def test_every_kind_has_words_of_its_own_with_a_version(kind: PaperKind) -> None:
    loaded = template.load(kind.value)
    assert loaded.version == loaded.words["version"] == "1"


def test_a_province_relabels_a_form_without_a_release(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        "control",
        'version = "BM.05-2026"\nform_number = "BM.05"\ntitle = "PHIẾU KIỂM SOÁT"\n'
        'number = "Số: {number}/PKS/TTPVHCC"\n',
    )
    own = template.load("control", folder)
    text = paper.words(
        control.render(papers.controlled(common=papers.common("control", template=own)))
    )
    assert "BM.05" in text
    assert "Mẫu số" not in text
    assert "PHIẾU KIỂM SOÁT" in text
    assert "QUÁ TRÌNH" not in text.split("Bên nhận")[0]
    assert "Số: 07/PKS/TTPVHCC" in text
    assert own.version.startswith("BM.05-2026+")


def test_the_version_tells_which_words_were_printed(tmp_path: Path) -> None:
    assert template.load("refusal", tmp_path).version == "1"
    write(tmp_path, "refusal", 'right_signer = "CÁN BỘ"\n')
    first = template.load("refusal", tmp_path).version
    write(tmp_path, "papers", 'phone = "ĐT:"\n')
    second = template.load("refusal", tmp_path).version
    write(tmp_path, "papers", "")
    assert first.startswith("1+")
    assert second.startswith("1+")
    assert first != second
    assert template.load("refusal", tmp_path).version == first


def test_shared_words_reach_every_form(tmp_path: Path) -> None:
    folder = write(tmp_path, "papers", 'sign = "(Ký tên)"\n')
    own = template.load("refusal", folder)
    text = paper.words(
        refusal.render(papers.refused(common=papers.common("refusal", template=own)))
    )
    assert "(Ký tên)" in text
    assert "ghi rõ họ tên" not in text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("title = ", "wording_unreadable"),
        ('nothing = "x"', "unknown_key"),
        ("title = 3", "wrong_kind"),
        ('rows = "bốn"', "wrong_kind"),
        ("rows = 1000000000", "bad_number"),
        ("rows = -1", "bad_number"),
        ('heads = ["một"]', "wrong_kind"),
        ('number = "{who}"', "unknown_place"),
        ('number = "{number:>99999999}"', "unknown_place"),
        ('number = "{number!r}"', "unknown_place"),
        ('number = "{number.__class__}"', "unknown_place"),
        ('number = "{number"', "unknown_place"),
        ('title = "😀"', "not_in_fonts"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        template.load("control", write(tmp_path, "control", text))
    (problem,) = caught.value.problems
    assert problem.code == code
    assert problem.field.startswith("forms.control")
    assert problem.message.endswith(".")
