"""The rules that no linter knows, each with a sample it must catch and one it must let pass.

A rule looks at the syntax tree, so words in comments and strings do no harm.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LONGEST_FUNCTION = 40
ALLOWED_IN_DOMAIN = {"holidays", "receptiondesk"}

Finder = Callable[[ast.Module], Iterator[int]]


@dataclass(frozen=True)
class Rule:
    """One rule: where it holds, what it finds (line numbers), and how we know that it works."""

    name: str
    why: str
    holds_in: tuple[str, ...]
    find: Finder
    caught: str
    let_pass: str
    but_not_in: tuple[str, ...] = ()

    def covers(self, path: str) -> bool:
        """Whether the rule holds in this file."""
        return path.startswith(self.holds_in) and not path.startswith(self.but_not_in)


def _dotted(node: ast.expr) -> str:
    """`a.b.c` of a chain of names, empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else f"?.{node.attr}"
    return ""


def _ending(node: ast.expr, parts: int = 1) -> str:
    """The last parts of a chain of names."""
    return ".".join(_dotted(node).split(".")[-parts:])


def _calls_of(*endings: str) -> Finder:
    """Calls, or mere mentions, of a method of anything whose name begins so."""

    def find(tree: ast.Module) -> Iterator[int]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr.startswith(endings):
                yield node.lineno

    return find


def _exec_calls(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"exec", "exec_"}:
            yield node.lineno


def _names(*names: str) -> Finder:
    """Any use of these names: bare, as an attribute, or imported."""

    def find(tree: ast.Module) -> Iterator[int]:
        for node in ast.walk(tree):
            named = (
                (isinstance(node, ast.Name) and node.id in names)
                or (isinstance(node, ast.Attribute) and node.attr in names)
                or (isinstance(node, ast.alias) and node.name.split(".")[-1] in names)
            )
            if named:
                yield node.lineno

    return find


def _own_clock(tree: ast.Module) -> Iterator[int]:
    asked = {f"{kind}.{act}" for kind in ("datetime", "date") for act in ("now", "utcnow", "today")}
    asked |= {"time.time", "time.localtime"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _ending(node, 2) in asked:
            yield node.lineno


def _narrow_signals(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and _ending(node.func) == "Signal"):
            continue
        if any(isinstance(word, ast.Name) and word.id == "int" for word in ast.walk(node)):
            yield node.lineno


def _broad_handlers(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        caught: list[ast.expr | None] = []
        if isinstance(node, ast.ExceptHandler):
            caught = [*node.type.elts] if isinstance(node.type, ast.Tuple) else [node.type]
        elif isinstance(node, ast.Call) and _ending(node.func) == "suppress":
            caught = [*node.args]
        for kind in caught:
            if kind is None or _dotted(kind) in {"Exception", "BaseException"}:
                yield node.lineno  # type: ignore[attr-defined]  # both kinds of node have a line


def _long_functions(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if (node.end_lineno or node.lineno) - node.lineno + 1 > LONGEST_FUNCTION:
            yield node.lineno


def _globals(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield node.lineno


def _impure_imports(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        wanted = []
        if isinstance(node, ast.Import):
            wanted = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            wanted = [node.module or ""]
        for name in wanted:
            top = name.split(".")[0]
            if top not in sys.stdlib_module_names and top not in ALLOWED_IN_DOMAIN:
                yield node.lineno  # type: ignore[attr-defined]  # both kinds of node have a line


def _platform_questions(tree: ast.Module) -> Iterator[int]:
    asked = {"sys.platform", "os.name", "os.chmod", "os.startfile"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _dotted(node) in asked:
            yield node.lineno


def _bound_twice(tree: ast.Module) -> Iterator[int]:
    """Constants bound again by a statement of the module itself; branches are alternatives."""
    bound: set[str] = set()
    for node in tree.body:
        for name in _constants_of(node):
            if name in bound:
                yield node.lineno
            bound.add(name)


def _constants_of(node: ast.stmt) -> Iterator[str]:
    """The constants that one statement binds."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        targets = [node.target]
    elif isinstance(node, ast.ImportFrom | ast.Import):
        yield from (name for alias in node.names if (name := alias.asname or alias.name).isupper())
    for target in targets:
        for part in ast.walk(target):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store) and part.id.isupper():
                yield part.id


PRODUCT = ("receptiondesk/", "ui/", "sync/", "resources/")

RULES = (
    Rule(
        "no nested event loop",
        "exec() lets timers and clicks in in the middle of a function; use open() and a signal",
        ("ui/",),
        _exec_calls,
        caught="dialog.exec()",
        let_pass="dialog.open()",
        but_not_in=("ui/app.py",),
    ),
    Rule(
        "no processEvents",
        "it is a nested event loop in disguise; hand the work to the background lane",
        ("ui/",),
        _calls_of("processEvents"),
        caught="QApplication.processEvents()",
        let_pass="application.postEvent(a, b)",
    ),
    Rule(
        "no fixed sizes",
        "they break at another font, scale or screen; use layouts and font metrics",
        ("ui/",),
        _calls_of("setFixed"),
        caught="self.name.setFixedWidth(200)",
        let_pass="self.name.setMinimumWidth(200)",
    ),
    Rule(
        "no QThread",
        "dropping a running one aborts the process; there are three lanes and none is a QThread",
        PRODUCT,
        _names("QThread"),
        caught="from PySide6.QtCore import QThread",
        let_pass="from threading import Thread",
    ),
    Rule(
        "one style sheet",
        "only the theme styles; a widget says its state with a dynamic property",
        ("ui/",),
        _calls_of("setStyleSheet"),
        caught="self.setStyleSheet('color: red')",
        let_pass="self.setProperty('state', 'refused')",
        but_not_in=("ui/theme.py",),
    ),
    Rule(
        "ask the clock",
        "only the clock knows the time, so that a test can tell it",
        PRODUCT,
        _own_clock,
        caught="import datetime as d\nd.datetime.now(d.UTC)",
        let_pass="office.clock.now()",
        # The practice portal is another machine, and that has a clock of its own.
        but_not_in=("receptiondesk/domain/clock.py", "sync/practice/"),
    ),
    Rule(
        "no Signal(int)",
        "it is 32 bits wide and đồng amounts are not; carry a frozen value as object",
        PRODUCT,
        _narrow_signals,
        caught="paid = Signal(int)",
        let_pass="paid = Signal(object)",
    ),
    Rule(
        "no broad except",
        "Refused and Trouble have their catchers; everything else is our bug and goes to crash",
        (*PRODUCT, "installer/"),
        _broad_handlers,
        caught="try:\n    x()\nexcept (OSError, Exception):\n    y()",
        let_pass="try:\n    x()\nexcept OSError:\n    y()",
        but_not_in=("ui/crash.py",),
    ),
    Rule(
        "short functions",
        f"more than {LONGEST_FUNCTION} lines is two acts under one name",
        (*PRODUCT, "installer/", "tests/"),
        _long_functions,
        caught="def f():\n" + "    x()\n" * LONGEST_FUNCTION,
        let_pass="def f():\n" + "    x()\n" * (LONGEST_FUNCTION - 1),
    ),
    Rule(
        "no globals",
        "what a function needs is handed to it",
        (*PRODUCT, "installer/"),
        _globals,
        caught="def f():\n    global office\n    office = 1",
        let_pass="def f(office):\n    return office",
    ),
    Rule(
        "constants are bound once",
        "the second of a name silently takes the first one's place, for everybody above it too",
        (*PRODUCT, "installer/", "tests/"),
        _bound_twice,
        caught="_DAYS_AT_MOST: Final = 90\ndef f(): ...\n_DAYS_AT_MOST: Final = 36_600",
        let_pass="A: int\nA, (B, c) = 1, (2, 3)\nc = 4\nif B:\n    D = 1\nelse:\n    D = 2",
    ),
    Rule(
        "domain is pure",
        "values and rules need nothing but the standard library and holidays",
        ("receptiondesk/domain/",),
        _impure_imports,
        caught="import requests",
        let_pass="import holidays\nfrom datetime import date",
    ),
    Rule(
        "one file knows the platform",
        "what differs between Linux and Windows stands in receptiondesk/paths.py",
        PRODUCT,
        _platform_questions,
        caught="import sys\nif sys.platform == 'win32': ...",
        let_pass="paths.private(file)",
        but_not_in=("receptiondesk/paths.py",),
    ),
)
