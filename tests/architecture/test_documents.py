"""What the documents point at is there."""

import re
from pathlib import PurePosixPath

import pytest

from tests.architecture import tree

LINK = re.compile(r"!?\[[^\]]*\]\((?!https?://|mailto:|#)([^)\s#]+)[^)]*\)")
PATH = re.compile(r"`((?:docs|installer|receptiondesk|resources|sync|tests|ui)/[\w/.-]+\.\w+)`")
DOCUMENTS = [path for path in tree.files() if path.endswith(".md")]


def lost(document: str, text: str) -> list[str]:
    """Links, and paths in code type, that lead nowhere."""
    here = PurePosixPath(document).parent
    wanted = [str(here / found) for found in LINK.findall(text)] + PATH.findall(text)
    return [path for path in wanted if not (tree.ROOT / path).exists()]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document: str) -> None:
    assert not lost(document, tree.text(document))


def test_a_lost_link_would_be_seen() -> None:
    text = "[a](gone.md) ![b](pictures/gone.png) `ui/gone.py` [c](README.md) `ui/cli.py`"
    assert lost("docs/x.md", text) == [
        *("docs/gone.md", "docs/pictures/gone.png", "docs/README.md"),
        "ui/gone.py",
    ]


def test_the_readme_names_the_two_commands() -> None:
    readme = tree.text("README.md")
    assert "make demo" in readme
    assert "make test" in readme


def test_the_build_machine_runs_what_a_person_runs() -> None:
    assert (tree.ROOT / ".ci/run").stat().st_mode & 0o111
    assert "make test" in tree.text(".ci/run")


def test_every_verb_is_there() -> None:
    verbs = set(re.findall(r"^([a-z]+):", tree.text("Makefile"), re.MULTILINE))
    assert verbs >= {"demo", "test", "lint", "bench", "soak", "package", "lock", "clean", "help"}
