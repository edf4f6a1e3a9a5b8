"""The house rules hold everywhere, and each can fail."""

import ast

import pytest

from tests.architecture import tree
from tests.architecture.rules import RULES, Rule


def by_name(rule: Rule) -> str:
    return rule.name.replace(" ", "-")


@pytest.mark.parametrize("rule", RULES, ids=by_name)
def test_holds(rule: Rule) -> None:
    offences = [
        f"{path}:{line}"
        for path in tree.python_files()
        if rule.covers(path)
        for line in rule.find(tree.parsed(path))
    ]
    assert not offences, f"{rule.why}: {', '.join(offences)}"


@pytest.mark.parametrize("rule", RULES, ids=by_name)
def test_can_fail(rule: Rule) -> None:
    assert list(rule.find(ast.parse(rule.caught)))


@pytest.mark.parametrize("rule", RULES, ids=by_name)
def test_lets_the_right_way_pass(rule: Rule) -> None:
    assert not list(rule.find(ast.parse(rule.let_pass)))


@pytest.mark.parametrize("rule", RULES, ids=by_name)
def test_looks_at_something(rule: Rule) -> None:
    assert any(rule.covers(path) for path in tree.python_files())


def test_a_bare_except_is_broad() -> None:
    (rule,) = (rule for rule in RULES if rule.name == "no broad except")
    assert list(rule.find(ast.parse("try:\n    x()\nexcept:\n    y()")))
    assert list(rule.find(ast.parse("with contextlib.suppress(Exception):\n    y()")))


def test_the_exempt_file_is_the_only_one() -> None:
    (rule,) = (rule for rule in RULES if rule.name == "one style sheet")
    assert rule.covers("ui/shell.py")
    assert not rule.covers("ui/theme.py")
