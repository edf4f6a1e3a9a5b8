"""Short names for papers: what the clerk reads on the checklist instead of the published prose.

Each rule shortens only what says where a paper is regulated or when it is wanted; what a paper
*is* stays. The form to fill in and the case move into fields of their own.
"""

import re
from dataclasses import dataclass, replace

NAME_AT_MOST = 120
CASE_AT_MOST = 160
CUT_MARK = "…"
_RAW_LIMIT = 195  # names were cut at 200 characters; a few lost their mark

IDENTITY_NAME = "Giấy tờ tùy thân có ảnh (căn cước, hộ chiếu…)"
IDENTITY_CASE = "khi không tra cứu được thông tin bằng số định danh cá nhân"
RESIDENCE_NAME = "Giấy tờ chứng minh nơi cư trú"
RESIDENCE_CASE = "khi cơ quan đăng ký không tra cứu được thông tin cư trú"


@dataclass(frozen=True, slots=True)
class Naming:
    """A name on its way to being short. ``settled`` names are ours, whatever was cut off."""

    name: str
    case: str = ""
    form: str = ""
    shown: bool = False
    settled: bool = False
    alternative: str = ""


_SETTLED = (
    (re.compile(r"^Hộ chiếu/.*Thẻ căn cước"), Naming(IDENTITY_NAME, IDENTITY_CASE)),
    (
        re.compile(r"^Giấy tờ có giá trị chứng minh thông tin về cư trú"),
        Naming(RESIDENCE_NAME, RESIDENCE_CASE),
    ),
    (
        re.compile(r"^Giấy tờ chứng minh nơi cư trú cuối cùng của người chết"),
        Naming("Giấy tờ chứng minh nơi cư trú cuối cùng của người chết", RESIDENCE_CASE),
    ),
    (
        re.compile(r"^Giấy tờ chứng minh nơi cư trú (?:của công dân Việt Nam )?để "),
        Naming(RESIDENCE_NAME, RESIDENCE_CASE),
    ),
    (
        re.compile(r"Trường hợp ủy quyền cho cá nhân thực hiện thủ tục đăng ký hộ kinh doanh"),
        Naming("Văn bản ủy quyền cho cá nhân làm thủ tục", "ủy quyền cho cá nhân"),
    ),
    (
        re.compile(r"Trường hợp ủy quyền cho tổ chức thực hiện thủ tục đăng ký hộ kinh doanh"),
        Naming("Hợp đồng dịch vụ và giấy giới thiệu người làm thủ tục", "ủy quyền cho tổ chức"),
    ),
    (
        re.compile(r"nhân viên bưu chính phải nộp bản sao"),
        Naming("Phiếu gửi hồ sơ của bưu chính công ích", "nộp qua bưu chính công ích"),
    ),
    (
        re.compile(r"^Trường hợp chưa có tài khoản định danh điện tử"),
        Naming("Bản sao thẻ căn cước còn hiệu lực", "chưa có tài khoản định danh điện tử"),
    ),
    (
        re.compile(r"^Văn bản của cơ quan y tế, cơ quan giám định"),
        Naming(
            "Văn bản của cơ quan y tế, giám định xác nhận quan hệ cha, mẹ, con",
            alternative="quan hệ cha, mẹ, con",
        ),
    ),
    (
        re.compile(r"văn bản cam đoan (?:của các bên .* )?về mối quan hệ cha, mẹ, con"),
        Naming(
            "Văn bản cam đoan về quan hệ cha, mẹ, con, có hai người làm chứng",
            "không có văn bản của cơ quan y tế, giám định",
            alternative="quan hệ cha, mẹ, con",
        ),
    ),
    (
        re.compile(r"^(?:Bản chính )?Giấy chứng sinh$", re.IGNORECASE),
        Naming("Giấy chứng sinh", alternative="giấy chứng sinh"),
    ),
    (
        re.compile(r"^Trường hợp không có Giấy chứng sinh"),
        Naming(
            "Văn bản của người làm chứng (hoặc giấy cam đoan) về việc sinh",
            "không có giấy chứng sinh",
            alternative="giấy chứng sinh",
        ),
    ),
    (
        re.compile(r"^Trường hợp trẻ em sinh ra tại nước ngoài thì nộp Giấy chứng sinh"),
        Naming(
            "Giấy tờ do cơ quan nước ngoài cấp về việc sinh và quan hệ mẹ con",
            "trẻ em sinh ra tại nước ngoài",
            alternative="giấy chứng sinh",
        ),
    ),
    (
        re.compile(r"^Trường hợp trẻ em sinh ra ở nước ngoài, có cha hoặc mẹ là công dân"),
        Naming(
            "Giấy tờ chứng minh trẻ em nhập cảnh hợp pháp và đang cư trú tại Việt Nam",
            "trẻ em sinh ra ở nước ngoài, chưa đăng ký khai sinh, về cư trú tại Việt Nam",
        ),
    ),
    (
        re.compile(r"^Giấy chứng nhận quyền sử dụng đất được cấp theo"),
        Naming("Giấy chứng nhận quyền sử dụng đất", alternative="giấy tờ về đất"),
    ),
    (
        re.compile(r"^Giấy chứng nhận quyền sở hữu nhà ở và quyền sử dụng đất ở được cấp theo"),
        Naming(
            "Giấy chứng nhận quyền sở hữu nhà ở và quyền sử dụng đất ở",
            alternative="giấy tờ về đất",
        ),
    ),
    (
        re.compile(
            r"^Giấy chứng nhận quyền sử dụng đất, quyền sở hữu (?:nhà ở và )?tài sản (?:khác )?"
            r"gắn liền với đất được cấp theo"
        ),
        Naming(
            "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất",
            alternative="giấy tờ về đất",
        ),
    ),
    (
        re.compile(r"^Một trong những giấy tờ hợp pháp về đất đai"),
        Naming("Giấy tờ hợp pháp khác về đất đai, công trình", alternative="giấy tờ về đất"),
    ),
    (
        re.compile(r"^Văn bản ủy quyền.*theo quy định của pháp luật trong trường hợp ủy quyền"),
        Naming("Văn bản ủy quyền", "người khác làm thay"),
    ),
    (
        re.compile(r"^Văn bản về việc (?:đại diện|ủy quyền) theo quy định của pháp luật về dân sự"),
        Naming("Văn bản về việc đại diện", "làm thủ tục thông qua người đại diện"),
    ),
)

_ENUMERATOR = re.compile(
    r"^(?:\((?:\d+|[ivx]+)\)|[a-zđ]\)|\d+\)|[-+*–•]|\d\.(?=\s))\s*", re.IGNORECASE
)
# The portal glues the name of the attached file to the text: "…)Mẫu DC02 Phiếu", "2026Mau so".
_FILE_TAIL = re.compile(
    r"(?<=[\d);.])\s?(?:\d{2,3}-)?(?:Mau|Mẫu)\b(?! số \d+[a-zđ]?\)?$).*$"
    r"|(?<=[a-zà-ỹ])(?:Mauon|Mau|Mẫu|Văn bản|văn bản đề)\b.*$|(?<=\))\d{2,3}-Mau.*$"
)
_FORM = re.compile(
    r"\(?\s*(?:được lập\s+)?(?:theo\s+)?"
    r"(?P<form>(?:Mẫu|mẫu)\s*(?:đơn\s*)?(?:số\s*)?"
    r"(?:[A-ZĐ]{0,4}\d{1,3}[A-Za-zđ]?(?:[./-]\s?[A-ZĐ0-9]{1,5})*))"
    r"(?P<tail>(?:\s*,?\s*(?:tại|Phụ lục|ban hành|kèm theo|của|Nghị định|Thông tư|"
    r"quy định tại|thuộc|Quyết định)[^();]*)?)\s*(?:\)|$|;)",
)
_PLAIN_FORM = re.compile(
    r",?\s+theo mẫu(?: đơn)?(?: quy định[^();,]*)?(?=\s*(?:$|[,(;]))", re.IGNORECASE
)
_CITATION = re.compile(
    r"\s*\((?:(?:điểm|khoản|điều|quy định tại|theo quy định|ban hành|phụ lục|sau đây)\b[^()]*)\)",
    re.IGNORECASE,
)
_ISSUED = re.compile(
    r",?\s+(?:được\s+)?(?:ban hành kèm theo|quy định tại (?:điểm|khoản|điều|phụ lục)"
    r"|theo quy định (?:của pháp luật|của Luật|tại)|theo quy$|theo quy định$)[^();,]*$",
    re.IGNORECASE,
)
_CASE_FIRST = re.compile(
    r"^(?:Trường hợp|Đối với(?: trường hợp)?)\s+(?P<case>[^:;]+?),?\s+"
    r"(?:(?:thì )?(?P<verb>phải có|phải nộp|phải xuất trình|nộp|xuất trình|có thêm|phải kèm theo|"
    r"thay thế bằng)|thì)\s*:?\s*(?:thêm )?(?P<name>.{8,})$"
)
_CASE_COLON = re.compile(
    r"^(?:Trường hợp|Đối với(?: trường hợp)?)\s+(?P<case>[^:;]+):\s*(?P<name>.{8,})$"
)
_ONLY_CASE = re.compile(r"^(?:Trường hợp|Đối với)\s+(?P<case>[^:]+):?$")
_CASE_LAST = re.compile(
    r"(?<!thuộc)(?<!một)(?<!các)(?P<gap>[\s,(]+)(?P<case>(?:áp dụng |sử dụng )?"
    r"(?:đối với|trong trường hợp|trường hợp|tùy từng trường hợp|trừ trường hợp|nếu)\b.*)$",
    re.IGNORECASE,
)
_IF_ANY = re.compile(r",?\s*\(?\s*nếu có\s*\)?", re.IGNORECASE)
_SHOW_FIRST = re.compile(
    r"^(?:Người yêu cầu chứng thực\s+)?xuất trình(?: bản chính)?\s+(?!hoặc)", re.IGNORECASE
)
_LEAST_NAME = 12
_ANNOUNCED = re.compile(r",? thì (?:thành phần )?hồ sơ .*$|,? thì cần có$")
_FORM_SOURCE = re.compile(
    r"(Nghị định|Thông tư|Quyết định)(?: số)?\s*(\d+/\d{4}/(?:NĐ-CP|QĐ-TTg|TT-[A-ZĐ]{2,7}))"
)
_BOUNDARY = re.compile(
    r"; | do cơ quan |,? bao gồm\b|, gồm\b|, (?=trong đó|được|do|còn|có|phải|kèm|cụ thể|để|theo|"
    r"tính|không quá)\b"
)
_FIRST_KIND = re.compile(r"^Bản chính (?!hoặc|và)")
_VALIDITY = re.compile(r",?\s*(?:còn |có )giá trị sử dụng(?: nếu được cấp.*)?$")
_COUNT_NOTE = re.compile(r"\s*\(0?\d+\s*bản\b[^()]*\)?")
_FILE_NAME = re.compile(r"\s*\.?\d?\.?[A-Za-z0-9_.]{15,}$")


def shorten(text: str) -> Naming:
    """Return the short name of one published paper, its case and its form."""
    for pattern, naming in _SETTLED:
        if pattern.search(text):
            return replace(naming, settled=True)
    naming = _strip_form(Naming(_bare(text)))
    whole = naming
    naming = _strip_shown(_split_case(naming))
    if len(naming.name) < _LEAST_NAME and len(whole.name) > _LEAST_NAME:
        naming = whole
    name = _ISSUED.sub("", _CITATION.sub("", naming.name))
    case = _tidy_case(_ISSUED.sub("", _CITATION.sub("", naming.case)))
    name, conditional = _if_any(name)
    if conditional and not case:
        case = "nếu có"
    return replace(naming, name=_fit(_tidy(name), cut=was_cut(text)), case=case)


def was_cut(text: str) -> bool:
    """Tell whether the publisher cut the text off at 200 characters."""
    return text.endswith(CUT_MARK) or len(text) >= _RAW_LIMIT


def case_label(group: str) -> str:
    """Return a published group as the words of a case: no numbering, no "hồ sơ gồm"."""
    group = _ANNOUNCED.sub("", re.sub(r"^(?:Các )?giấy tờ phải (?:nộp|xuất trình)[: ]*", "", group))
    label = _ENUMERATOR.sub("", re.sub(r"^\(?\d+(?:\.\d+)*\.?\)?\s*", "", group))
    label = re.sub(r"^(?:Đối với )?trường hợp(?: \d+:)?\s+", "", label, flags=re.IGNORECASE)
    label = re.sub(r"[,:]?\s*(?:thì )?(?:thành phần )?(?:hồ sơ )?(?:bao )?gồm:?$", "", label)
    return _tidy_case(label)


def is_torn(text: str) -> bool:
    """Tell a fragment: it starts in the middle of a sentence or leaves a bracket open."""
    start = _ENUMERATOR.sub("", text)[:1]
    return start.islower() or start in ");,." or text.endswith("(")


def _bare(text: str) -> str:
    text = _FILE_TAIL.sub("", _ENUMERATOR.sub("", text))
    text = _VALIDITY.sub("", _COUNT_NOTE.sub("", _FILE_NAME.sub("", text)))
    return _FIRST_KIND.sub("", text).strip(" ,;:(")


def _strip_form(naming: Naming) -> Naming:
    match = _FORM.search(naming.name)
    if match:
        form = re.sub(r"\s+", " ", match["form"] + _form_source(match["tail"]))
        name = naming.name[: match.start()] + " " + naming.name[match.end() :]
        return replace(naming, name=name.strip(" ,;"), form=form[:1].upper() + form[1:])
    if _PLAIN_FORM.search(naming.name):
        return replace(naming, name=_PLAIN_FORM.sub("", naming.name), form="Theo mẫu")
    return naming


def _form_source(tail: str) -> str:
    """Return the document that carries the form, as in " (Nghị định 151/2025/NĐ-CP)"."""
    match = re.search(
        r"(Nghị định|Thông tư|Quyết định)(?: số)?\s*(\d+/\d{4}/(?:NĐ-CP|QĐ-TTg|TT-[A-ZĐ]{2,7}))",
        tail,
    )
    return f" ({match[1]} {match[2]})" if match else ""


def _split_case(naming: Naming) -> Naming:
    for pattern in (_CASE_FIRST, _CASE_COLON):
        match = pattern.match(naming.name)
        if match:
            shown = "xuất trình" in (match.groupdict().get("verb") or "")
            name = _ENUMERATOR.sub("", match["name"])
            return replace(naming, name=name, case=match["case"], shown=shown)
    whole = _ONLY_CASE.match(naming.name)
    if whole and naming.form:
        return replace(naming, name="Tờ khai theo mẫu", case=whole["case"])
    match = _CASE_LAST.search(naming.name)
    if match and match.start() >= _LEAST_NAME and _ends_the_name(match):
        return replace(naming, name=naming.name[: match.start()], case=match["case"])
    return naming


def _ends_the_name(match: re.Match[str]) -> bool:
    """Tell a case that closes the name from a bracket in its middle, and from "nếu có"."""
    middle = "(" in match["gap"] and ")" in match["case"].rstrip(" .;")[:-1]
    return not middle and not _IF_ANY.fullmatch(match[0])


def _strip_shown(naming: Naming) -> Naming:
    match = _SHOW_FIRST.match(naming.name)
    if match is None or len(naming.name) - match.end() < _LEAST_NAME:
        return naming
    return replace(naming, name=naming.name[match.end() :], shown=True)


def _if_any(name: str) -> tuple[str, bool]:
    stripped = _IF_ANY.sub("", name)
    return stripped, stripped != name


def _tidy(name: str) -> str:
    name = re.sub(r"\s+", " ", name).strip(" ,;:.-–+")
    name = re.sub(r"\s+([,;)])", r"\1", name)
    if name.count("(") > name.count(")"):
        head, _, tail = name.rpartition("(")
        name = head.rstrip(" ,;") if len(tail) < _LEAST_NAME or len(head) > _LEAST_NAME else name
    if name.count(")") > name.count("("):
        name = name.rstrip(") ") if name.endswith(")") else name.replace(")", "", 1)
    return name[:1].upper() + name[1:]


def _tidy_case(case: str) -> str:
    case = re.sub(
        r"^(?:áp dụng |sử dụng )?(?:(?:đối với|trong) )?(?:các )?trường hợp ",
        "",
        case,
        flags=re.IGNORECASE,
    )
    case = re.sub(r"\s+", " ", case).strip(" ,;:.-–(")
    if case.count(")") > case.count("("):
        case = case.rstrip(")").rstrip()
    if case in {"trừ", "trừ trường hợp"}:
        return "có trường hợp được miễn"
    if len(case) <= CASE_AT_MOST:
        return case
    return f"{case[: CASE_AT_MOST - 1].rsplit(' ', 1)[0].rstrip(' ,;')}{CUT_MARK}"


def _fit(name: str, *, cut: bool) -> str:
    """Cut a long name back at the last boundary that leaves a whole phrase.

    Where there is none, a name that the publisher cut anyway ends with its last whole word, and
    a whole name stays whole.
    """
    name = name.rstrip(CUT_MARK).rstrip()
    if len(name) <= NAME_AT_MOST:
        return name
    places = [m.start() for m in _BOUNDARY.finditer(name)]
    fitting = [place for place in places if _LEAST_NAME * 3 <= place <= NAME_AT_MOST]
    if fitting:
        return _tidy(name[: fitting[-1]])
    return f"{name[:NAME_AT_MOST].rsplit(' ', 1)[0].rstrip(' ,;(')}{CUT_MARK}" if cut else name
