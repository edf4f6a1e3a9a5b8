"""The files that the rules of the house are held against."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = ("receptiondesk", "ui", "sync", "resources")
NOT_OURS = re.compile(
    r"(^|/)(\.git|\.venv|build|dist|demo-out|__pycache__|\.\w+_cache|\.hypothesis|[^/]+\.egg-info)/"
    r"|(^|/)\.coverage[^/]*$"
)
PICTURES = {".png", ".ttf", ".otf", ".pdf", ".ico", ".woff2"}


@cache
def files() -> tuple[str, ...]:
    """Every file of the checkout that git tracks or would track, as POSIX paths from the root.

    Outside a checkout (an unpacked archive) every file counts but what we make ourselves.
    """
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return tuple(
            sorted({line for line in listed.stdout.splitlines() if (ROOT / line).is_file()})
        )
    found = (path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file())
    return tuple(sorted(path for path in found if not NOT_OURS.search(path)))


def python_files(*packages: str) -> tuple[str, ...]:
    """The Python files below these top-level folders; without one, all of them."""
    return tuple(
        path
        for path in files()
        if path.endswith(".py") and (not packages or path.split("/")[0] in packages)
    )


def text_files() -> tuple[str, ...]:
    """Everything a person could read in an editor."""
    return tuple(path for path in files() if Path(path).suffix not in PICTURES)


@cache
def text(path: str) -> str:
    """The content of a file."""
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


@cache
def parsed(path: str) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(text(path), filename=path)
