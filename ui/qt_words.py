"""Vietnamese for the few words Qt itself shows: it ships no ``qtbase_vi`` of its own."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QTranslator

#: Qt's English (with its mnemonics) to Vietnamese; context menus, file and print dialogs.
_WORDS: Final[dict[str, str]] = {
    "&Undo": "&Hoàn tác",
    "&Redo": "&Làm lại",
    "Cu&t": "Cắ&t",
    "&Copy": "&Sao chép",
    "&Paste": "&Dán",
    "Delete": "Xóa",
    "&Delete": "&Xóa",
    "Select All": "Chọn hết",
    "&OK": "&Được",
    "OK": "Được",
    "Cancel": "Thôi",
    "&Cancel": "&Thôi",
    "&Yes": "&Có",
    "&No": "&Không",
    "Close": "Đóng",
    "&Close": "Đó&ng",
    "Save": "Lưu",
    "&Save": "&Lưu",
    "Open": "Mở",
    "&Open": "&Mở",
    "&Choose": "&Chọn",
    "Look in:": "Thư mục:",
    "&Look in:": "Thư &mục:",
    "Files of &type:": "&Loại tệp:",
    "File &name:": "Tên &tệp:",
    "&File name:": "Tên &tệp:",
    "Files of type:": "Loại tệp:",
    "Directory:": "Thư mục:",
    "All Files (*)": "Mọi tệp (*)",
    "All files (*)": "Mọi tệp (*)",
    "Back": "Lùi",
    "Forward": "Tới",
    "Go back": "Lùi lại",
    "Go forward": "Đi tới",
    "Parent Directory": "Thư mục trên",
    "Go to the parent directory": "Lên thư mục trên",
    "Create New Folder": "Tạo thư mục mới",
    "Create a New Folder": "Tạo thư mục mới",
    "&New Folder": "Thư mục &mới",
    "New Folder": "Thư mục mới",
    "List View": "Danh sách",
    "Change to list view mode": "Xem dạng danh sách",
    "Detail View": "Chi tiết",
    "Change to detail view mode": "Xem dạng chi tiết",
    "Sidebar": "Thanh bên",
    "List of places and bookmarks": "Các nơi hay dùng",
    "Files": "Tệp",
    "&Rename": "Đổ&i tên",
    "Show &hidden files": "Hiện tệp ẩ&n",
    "Computer": "Máy tính",
    "My Computer": "Máy tính",
    "Name": "Tên",
    "Size": "Cỡ",
    "Type": "Loại",
    "Kind": "Loại",
    "Date Modified": "Ngày sửa",
    "Drive": "Ổ đĩa",
    "File": "Tệp",
    "Folder": "Thư mục",
    "Find Directory": "Tìm thư mục",
    "Save As": "Lưu thành tệp",
    "%1 already exists.\nDo you want to replace it?": "Đã có tệp %1.\nThay tệp cũ bằng tệp mới?",
    "%1\nFile not found.\nPlease verify the correct file name was given.": (
        "Không có tệp %1.\nHãy xem lại tên tệp."
    ),
    "Page up": "Lên một trang",
    "Page down": "Xuống một trang",
    "Page left": "Sang trái",
    "Page right": "Sang phải",
    "Scroll up": "Cuộn lên",
    "Scroll down": "Cuộn xuống",
    "Scroll left": "Cuộn trái",
    "Scroll right": "Cuộn phải",
    "Scroll here": "Cuộn tới đây",
    "Top": "Đầu",
    "Bottom": "Cuối",
    "Left edge": "Mép trái",
    "Right edge": "Mép phải",
}


class QtWords(QTranslator):
    """Answers Qt's own words in Vietnamese."""

    def translate(
        self,
        _context: str,
        source: str,
        _disambiguation: str | None = None,
        _n: int = -1,
    ) -> str:
        """Return the Vietnamese word, or an empty string for a word that we do not know."""
        return _WORDS.get(source)  # type: ignore[return-value]  # None lets Qt keep its own

    def isEmpty(self) -> bool:
        """Say that there are words here."""
        return False


def install(app: QCoreApplication) -> QtWords:
    """Put our words into the application; the caller keeps the returned object alive."""
    words = QtWords(app)
    QCoreApplication.installTranslator(words)
    return words
