"""Real processes that start at once: one interpreter that has imported everything forks them.

Whoever dies at a step dies in a process of its own, as if started anew; only the second or two that
an interpreter takes to import the program are paid once instead of with each kill. A child that
ends by itself tells what it imported late, so the second one of a kind is quicker, in fewer steps.

    python -m tests.support.forked        (started by `run`; one order a line, one answer a line)
"""

import atexit
import importlib
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parents[2]
_FILES = ("stdin", "stdout", "stderr")
_LATE = "imported"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended (negative: by which signal) and what it said."""

    returncode: int
    stdout: str
    stderr: str


def run(
    module: str, *words: object, told: bytes = b"", environ: Mapping[str, str] | None = None
) -> Ended:
    """Call ``main`` of a module in a new process; ``told`` is its standard input."""
    with tempfile.TemporaryDirectory(prefix="receptiondesk-forked-") as folder:
        places = {name: str(Path(folder) / name) for name in (*_FILES, _LATE)}
        Path(places["stdin"]).write_bytes(told)
        surroundings = dict(os.environ if environ is None else environ)
        order = {
            "module": module,
            "words": [str(word) for word in words],
            "environ": surroundings,
            **places,
        }
        forker = _forker()
        assert forker.stdin is not None
        assert forker.stdout is not None
        forker.stdin.write(json.dumps(order).encode() + b"\n")
        forker.stdin.flush()
        answer = forker.stdout.readline()
        assert answer, "the process that forks has ended"
        out, err = (Path(places[name]) for name in ("stdout", "stderr"))
        said = [one.read_text("utf-8") if one.exists() else "" for one in (out, err)]
        return Ended(int(answer), *said)


@cache
def _forker() -> subprocess.Popen[bytes]:
    forker = subprocess.Popen(
        [sys.executable, "-m", "tests.support.forked"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )

    def end() -> None:
        for pipe in (forker.stdin, forker.stdout):
            assert pipe is not None
            pipe.close()
        forker.wait()

    atexit.register(end)
    return forker


def _serve() -> None:
    """Fork a child for each order until nobody orders any more."""
    while line := sys.stdin.buffer.readline():
        order = json.loads(line)
        module = importlib.import_module(order["module"])
        child = os.fork()
        if not child:
            _be(module, order)
        _, status = os.waitpid(child, 0)
        _import_late(Path(order[_LATE]))
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _import_late(told: Path) -> None:
    """Import what a child imported while it worked."""
    for name in told.read_text("utf-8").split() if told.exists() else ():
        with suppress(ImportError):  # some are made by others and cannot be imported by name
            importlib.import_module(name)


def _be(module: Any, order: dict[str, Any]) -> NoReturn:
    """Be the process that was ordered, to its end."""
    for number, name in enumerate(_FILES):
        way = os.O_RDONLY if name == "stdin" else os.O_WRONLY | os.O_CREAT
        handle = os.open(order[name], way, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    known = set(sys.modules)
    os.environ.clear()
    os.environ.update(order["environ"])
    code = 1
    try:
        code = module.main(order["words"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        if sys.exc_info()[0] is not None:
            traceback.print_exc()
        late = sorted(set(sys.modules) - known)
        Path(order[_LATE]).write_text("\n".join(late), "utf-8")
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve()
