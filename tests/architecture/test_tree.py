"""Sizes, names and places of the files."""

import graphlib
import sys
from collections.abc import Iterable
from pathlib import PurePosixPath

import grimp
import pytest

from tests.architecture import tree

LONGEST_FILE = 400
LOFTS = {"base", "common", "helper", "helpers", "manager", "misc", "util", "utils"}
TOP_LEVEL = {
    *(".ci", ".editorconfig", ".gitattributes", ".gitignore", ".pre-commit-config.yaml"),
    *("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "SECURITY.md"),
    *("pyproject.toml", "requirements.lock", "docs", "installer", "tests"),
    *tree.PRODUCT,
}


def too_long(path: str, text: str) -> bool:
    return "/migrations/" not in path and text.count("\n") > LONGEST_FILE


def badly_named(path: str) -> list[str]:
    """The parts of a module's path that say nothing, or say what Python already means."""
    parts = PurePosixPath(path).with_suffix("").parts[1:]
    return [part for part in parts if part in LOFTS or part in sys.stdlib_module_names]


def circle(imports: dict[str, Iterable[str]]) -> list[str]:
    """One circle of modules that import each other, empty when there is none."""
    try:
        graphlib.TopologicalSorter(imports).prepare()
    except graphlib.CycleError as found:
        return list(found.args[1])
    return []


def test_files_are_short() -> None:
    assert not [path for path in tree.python_files() if too_long(path, tree.text(path))]


def test_a_long_file_would_be_seen() -> None:
    assert too_long("ui/shell.py", "\n" * (LONGEST_FILE + 1))
    assert not too_long("ui/shell.py", "\n" * LONGEST_FILE)


def test_modules_are_named_after_what_they_hold() -> None:
    assert not [path for path in tree.python_files(*tree.PRODUCT) if badly_named(path)]


@pytest.mark.parametrize(
    "path", ["ui/utils.py", "sync/queue.py", "receptiondesk/common/money.py", "ui/calendar/day.py"]
)
def test_a_bad_name_would_be_seen(path: str) -> None:
    assert badly_named(path)


def test_every_folder_of_code_is_a_package() -> None:
    modules = tree.python_files(*tree.PRODUCT)
    folders = {str(PurePosixPath(path).parent) for path in modules if "/migrations" not in path}
    assert not [folder for folder in folders if f"{folder}/__init__.py" not in modules]


def test_the_top_level_is_the_owner_s() -> None:
    assert not {path.split("/")[0] for path in tree.files()} - TOP_LEVEL


def test_no_module_imports_itself_through_others() -> None:
    graph = grimp.build_graph(*tree.PRODUCT, cache_dir=None)
    imports = {m: graph.find_modules_directly_imported_by(m) for m in graph.modules}
    assert not circle(imports)


def test_a_circle_would_be_seen() -> None:
    assert circle({"a": ["b"], "b": ["c"], "c": ["a"]})
    assert not circle({"a": ["b", "c"], "b": ["c"]})
