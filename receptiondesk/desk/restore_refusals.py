"""Why a backup is not taken: not there, not ours, damaged, no key for it."""

from pathlib import Path

from receptiondesk.credentials import Credentials
from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.paths import Paths


def refuse_missing(file: Path) -> None:
    """Refuse a backup that is not there.

    Raises:
        Refused: no_such_file.
    """
    if not file.is_file():
        message = f"Không có tệp “{file}”. Xin kiểm tra tên tệp."
        raise Refused(Problem("file", "no_such_file", message))


def key(paths: Paths, own: Credentials) -> bytes:
    """Return the key that opens the backup.

    Raises:
        Refused: recovery_code_needed in a folder without a key.
        Trouble: the key's own.
    """
    try:
        return own.find_key(paths.key_file, None)
    except Trouble as trouble:
        if trouble.code != "no_key_file":
            raise
        message = (
            "Thư mục này chưa có khóa dữ liệu. Xin nhập mã khôi phục đã in khi thiết lập cơ quan "
            "để mở bản sao lưu."
        )
        problem = Problem("recovery_code", "recovery_code_needed", message)
        raise Refused(problem) from trouble


def about_file(trouble: Trouble) -> Refused | Trouble:
    """Return what is to be said when a backup does not open: not_a_backup, damaged_backup."""
    if trouble.code == "wrong_key":
        message = (
            "Tệp này không phải bản sao lưu của cơ quan này, hoặc thuộc một khóa khác. Dữ liệu "
            "đang dùng không bị thay đổi. Xin chọn đúng tệp."
        )
        return Refused(Problem("file", "not_a_backup", message))
    if trouble.code == "damaged":
        message = (
            "Bản sao lưu này bị hỏng nên không dùng được. Dữ liệu đang dùng không bị thay đổi. "
            "Xin chọn bản sao lưu khác."
        )
        return Refused(Problem("file", "damaged_backup", message))
    return trouble
