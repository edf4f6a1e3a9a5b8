"""What a fault of our own leaves behind: a short sentence, and a report without personal data."""

import os
import platform
import sys
import tempfile
import traceback
from pathlib import Path
from types import TracebackType

from receptiondesk.domain.clock import SystemClock, local
from receptiondesk.paths import Paths, default_root


def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Tell of an error that nobody expected; the process then ends with 1.

    Exception texts and values of variables may hold personal data, so the report has neither:
    it names places in the program and kinds of errors.
    """
    if issubclass(kind, KeyboardInterrupt):
        sys.stderr.write("\nĐã dừng theo yêu cầu.\n")
        return
    place = _keep(_report(error, trace))
    where = f" Bản ghi sự cố (không có dữ liệu cá nhân): {place}" if place else ""
    sys.stderr.write(
        "Chương trình gặp sự cố nên chưa làm xong lệnh này; dữ liệu đã lưu vẫn an toàn. "
        f"Xin thử lại, nếu vẫn thế xin gửi bản ghi cho người hỗ trợ.{where}\n"
    )


def _report(error: BaseException, trace: TracebackType | None) -> str:
    from importlib import metadata  # a command that goes well does not pay for it

    version = metadata.version("receptiondesk")
    machine = f"{platform.system()} {platform.release()}"
    lines = [
        local(SystemClock().now()).isoformat(timespec="seconds"),
        f"{version}, Python {platform.python_version()}, {machine}",
    ]
    seen: set[int] = set()
    cause: BaseException | None = error
    frames = trace
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}: {frame.line}"
            for frame in traceback.extract_tb(frames)
        ]
        cause = cause.__cause__ or cause.__context__
        frames = cause.__traceback__ if cause is not None else None
    return "\n".join(lines) + "\n"


def _keep(report: str) -> Path | None:
    """Write the report into the data folder's logs, else among the temporary files."""
    stamp = f"{local(SystemClock().now()):%Y%m%d-%H%M%S-%f}"
    for folder in (_logs(), Path(tempfile.gettempdir())):
        try:
            if folder.is_dir():
                place = folder / f"su-co-{stamp}.txt"
                place.write_text(report, encoding="utf-8")
                return place
        except OSError:
            continue
    return None


def _logs() -> Path:
    """Return where the data folder keeps its logs, as far as the command line tells."""
    words = sys.argv[1:]
    for at, word in enumerate(words):
        if word.startswith("--data="):
            return Paths(Path(word.removeprefix("--data="))).logs
        if word == "--data" and at + 1 < len(words):
            return Paths(Path(words[at + 1])).logs
    named = os.environ.get("RECEPTIONDESK_DATA", "")
    return Paths(Path(named) if named else default_root()).logs
