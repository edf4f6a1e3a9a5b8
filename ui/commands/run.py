"""Runs one command and turns how it ended into words and an exit code."""

import importlib
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from receptiondesk.domain.errors import Refused, Trouble
from ui.commands import frame
from ui.commands.codes import DONE, INTERRUPTED, REFUSED, TROUBLE, USAGE
from ui.commands.grammar import new_group

#: Which module knows a command. The module is imported only when its command is asked for.
MODULES = {
    "init": "setup",
    "settings": "settings",
    "catalogue": "catalogue",
    "receive": "intake",
    "correct": "intake",
    "cancel": "intake",
    "attach": "attach",
    "idcard": "idcard",
    "due": "due",
    "receipt": "papers",
    "notices": "notices",
    "links": "links",
    "paper": "paper",
    "print": "print",
    "verify-receipt": "genuine",
    "receipt-key": "genuine",
    "search": "look",
    "show": "look",
    "status": "look",
    "outbox": "look",
    "close-day": "day",
    "verify": "safekeeping",
    "backup": "safekeeping",
    "restore": "safekeeping",
    "recover": "recovery",
    "clock": "clock",
    "numbers": "held_numbers",
    "portal": "portal",
    "sync": "portal",
    "decide": "decide",
    "transfer": "transfer",
    "practice-portal": "practice",
    "demo": "demo",
}

#: The class that Typer raises for a wrong call; it has no public name of its own.
_WrongCall: type[Exception] = typer.BadParameter.__bases__[0]


def _top(
    ctx: typer.Context,
    data: Annotated[
        str, typer.Option(envvar="RECEPTIONDESK_DATA", metavar="DIR", help="Thư mục dữ liệu.")
    ] = "",
    officer: Annotated[
        str, typer.Option(envvar="RECEPTIONDESK_OFFICER", metavar="NAME", help="Tên cán bộ.")
    ] = "",
    as_json: frame.AsJson = False,
) -> None:
    """Bàn tiếp nhận hồ sơ một cửa. Không có lệnh nào thì mở cửa sổ làm việc."""
    ctx.obj.data, ctx.obj.officer, ctx.obj.as_json = data, officer, as_json


def build(command: str) -> typer.Typer:
    """Return the program with the module of one command, or with all of them for a help page."""
    program = new_group(_top.__doc__ or "")
    program.callback()(_top)
    wanted = [MODULES[command]] if command in MODULES else list(dict.fromkeys(MODULES.values()))
    for name in wanted:
        importlib.import_module(f"ui.commands.{name}").register(program)
    return program


def run(words: Sequence[str], command: str) -> int:
    """Run the command line ``words``, whose first word that is no global option is ``command``.

    Returns:
        The exit code. Our own bugs are not caught here: the process's hook reports them
        (``ui.commands.bug``).
    """
    call = frame.Call()
    program = typer.main.get_command(build(command))
    try:
        code = program.main(list(words), prog_name="receptiondesk", standalone_mode=False, obj=call)
    except Refused as refused:
        return _ended(call, refused)
    except Trouble as trouble:
        return _ended(call, trouble)
    except _WrongCall as wrong:
        sys.stderr.write(_wrong_call(wrong))
        return USAGE
    except (typer.Abort, KeyboardInterrupt):
        sys.stderr.write("\nĐã dừng theo yêu cầu.\n")
        return INTERRUPTED
    return code if isinstance(code, int) else DONE


def _ended(call: frame.Call, how: Refused | Trouble) -> int:
    """Say why nothing was done, and return the exit code for it."""
    if isinstance(how, Refused):
        code = REFUSED
        told: object = {"problems": [problem.as_json() for problem in how.problems]}
        spoken = "".join(f"• {problem.message}\n" for problem in how.problems)
        spoken = f"Chưa thực hiện được, chưa ghi gì cả. Xin xem lại:\n{spoken}"
        unsigned = any(problem.code == "officer_needed" for problem in how.problems)
        if unsigned and "--officer" not in spoken:
            spoken += "Ở dòng lệnh, ghi tên bằng --officer, đặt trước tên lệnh.\n"
    else:
        code = TROUBLE
        told = {"trouble": {"code": how.code, "message": how.message}}
        spoken = f"{how.message}\n"
    if not call.as_json or (isinstance(how, Trouble) and how.code == frame.NOT_WRITTEN):
        sys.stderr.write(spoken)
        return code
    try:
        frame.say(frame.as_json_text(told))
    except (Trouble, typer.Exit):  # nobody listens any more; the exit code still tells
        sys.stderr.write(spoken)
    return code


def _wrong_call(wrong: Exception) -> str:
    """Return a Vietnamese sentence for a wrong call, and where the help is."""
    ctx = getattr(wrong, "ctx", None)
    path = ctx.command_path if ctx is not None else "receptiondesk"
    return f"{_what_is_wrong(wrong)}\nXin xem: {path} --help\n"


def _what_is_wrong(wrong: Exception) -> str:
    param = getattr(wrong, "param", None)
    name = _spelled(param)
    option = getattr(wrong, "option_name", "")
    match type(wrong).__name__:
        case "NoSuchOption":
            near = getattr(wrong, "possibilities", None)
            hint = f" Có phải {', '.join(near)}?" if near else ""
            return f"Không có tùy chọn «{option}».{hint}"
        case "BadOptionUsage":
            return f"Tùy chọn «{option}» thiếu giá trị hoặc dùng chưa đúng."
        case "MissingParameter":
            return f"Thiếu {name}."
        case "BadParameter":
            return f"{name}: giá trị chưa dùng được ({getattr(wrong, 'message', '')})."
        case _:
            said = str(getattr(wrong, "message", wrong))
            for english, ours in (
                ("Missing command.", "Thiếu tên lệnh."),
                ("No such command", "Không có lệnh"),
                ("Got unexpected extra argument(s)", "Thừa tham số"),
                ("Got unexpected extra arguments", "Thừa tham số"),
                ("Got unexpected extra argument", "Thừa tham số"),
            ):
                said = said.replace(english, ours)
            return said


def _spelled(param: Any) -> str:  # noqa: ANN401 - the library's parameter class has no public name
    """Return how a person writes the parameter: ``--org-code`` or ``FILE``."""
    if param is None:
        return "tham số"
    if getattr(param, "param_type_name", "") == "option":
        return str(param.opts[-1])
    return str(getattr(param, "metavar", None) or param.name).upper()
