"""What must not stand in any file: loose ends, machines, package indexes, foreign licences."""

import re

import pytest

from tests.architecture import tree

# Each pattern has a class of one letter in it, each sample a tilde, so that this file
# does not find itself.
LOOSE_ENDS = re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X]|NotImplemented[E]rror)\b")
PACKAGE_INDEX = re.compile(
    r"--(?:extra-)?index[-]url[ =]+\S|--trusted[-]host[ =]+\S|--find[-]links[ =]+\S"
    r"|https?://\S+/(?:simple|packages)/|python[h]osted\.org|\"resolved\":\s*\"[h]ttp"
)
MACHINE = re.compile(r"(?<![\w.~-])/(?:home|Users|root|work|tmp)/[\w]|[A-Z]:\\Users\\")
AGPL = re.compile(r"GNU A(?i:ffero) G(?i:eneral) P(?i:ublic) L(?i:icense)(?: as|\n|$)")
CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)

FORBIDDEN = {
    "loose ends": (LOOSE_ENDS, "# TO~DO later"),
    "a package index": (PACKAGE_INDEX, "--index~-url https://x.example/"),
    "a path of one machine": (MACHINE, "open('/home~/an/file')"),
    "a foreign licence": (AGPL, "under the GNU Affero General Public~ License as published"),
    "a merge conflict": (CONFLICT, "<<<~<<<< HEAD"),
}
LOOSE_ENDS_OF_CODE = ("py", "sh", "toml", "qss")


def offences(what: str) -> list[str]:
    pattern, _sample = FORBIDDEN[what]
    return [
        f"{path}:{tree.text(path).count(chr(10), 0, found.start()) + 1}"
        for path in tree.text_files()
        if what != "loose ends" or path.endswith(LOOSE_ENDS_OF_CODE)
        for found in pattern.finditer(tree.text(path))
    ]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_is_nowhere(what: str) -> None:
    assert not offences(what)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_would_be_found(what: str) -> None:
    pattern, sample = FORBIDDEN[what]
    assert pattern.search(sample.replace("~", ""))


def test_the_lock_pins_everything_by_hash() -> None:
    lock = tree.text("requirements.lock")
    pin = re.compile(
        r"^[a-z0-9][\w.-]*==\S+.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)+", re.MULTILINE
    )
    entries = re.findall(r"^[^\s#]", lock, re.MULTILINE)
    assert len(pin.findall(lock)) == len(entries) > 0
    assert "://" not in lock
