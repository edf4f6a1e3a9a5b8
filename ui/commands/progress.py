"""The bar of an act that takes a while, on the error output while somebody watches it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from ui.commands.frame import Call, error_console


@contextmanager
def progress(call: Call, words: str) -> Iterator[Callable[[int, int], None]]:
    """Yield what is to be told (done, all) as the act goes on; nothing shows in a pipe or JSON."""
    console = error_console()
    bar = Progress(
        TextColumn(words),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        disable=call.as_json or not console.is_terminal,
    )
    task = bar.add_task("", total=None)
    with bar:
        yield lambda done, total: bar.update(task, completed=done, total=total)
