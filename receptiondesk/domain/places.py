"""Provinces and communes in the two-level form of July 2025, found by typing without accents.

Source: Decision 19/2025/QĐ-TTg (provinces with two digits, communes with five, no district).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.text import clean_blanks, fold, quoted, spelling, words
from receptiondesk.domain.walk_in import Address

_PROVINCE_KINDS = ("thành phố", "tỉnh", "tp")
_COMMUNE_KINDS = ("xã", "phường", "đặc khu")
_KIND_SHORT = {"tp": "thanh pho", "t": "tinh", "x": "xa", "p": "phuong", "dk": "dac khu"}
_BY_HEART = {"hcm": "ho chi minh", "tphcm": "ho chi minh", "tp hcm": "ho chi minh"}
_LISTED = 6


@dataclass(frozen=True, slots=True)
class Province:
    """A province or a city under central rule; ``name`` with its kind ("Tỉnh Thanh Hoá")."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune, ward or special zone; ``province`` is the province's code."""

    code: str
    name: str
    province: str


@dataclass(frozen=True, slots=True, eq=False)
class _Entry:
    """One place prepared for comparing: folded names and everything it is found by."""

    place: Province | Commune
    full: str
    bare: str
    initials: tuple[str, str]
    haystack: str
    province: str


def _bare(folded: str) -> str:
    """Return a folded name without its kind."""
    for kind in ("thanh pho ", "tinh ", "xa ", "phuong ", "dac khu "):
        if folded.startswith(kind):
            return folded.removeprefix(kind)
    return folded


def _entry(place: Province | Commune, province: str = "") -> _Entry:
    full = " ".join(words(place.name))  # as typed names are: "Ea H'Leo", "Lâm Viên - Đà Lạt"
    bare = _bare(full)
    first_letters = (_first_letters(bare), _first_letters(full))
    haystack = f" {place.code} {full} {' '.join(first_letters)} {fold(province)}"
    inside = place.province if isinstance(place, Commune) else place.code
    return _Entry(place, full, bare, first_letters, haystack, inside)


def _first_letters(folded: str) -> str:
    return "".join(word[0] for word in folded.split())


def _spelled_out(text: str) -> str:
    """Return folded words with a short kind at the front written out: "p. ba dinh"."""
    parts = list(words(text))
    if len(parts) > 1 and parts[0] in _KIND_SHORT:
        parts[0] = _KIND_SHORT[parts[0]]
    return " ".join(parts)


def _find(entries: Iterable[_Entry], text: str, limit: int) -> list[Province | Commune]:
    """Return the best answers. ``entries`` come sorted by name, which decides between equals."""
    wanted = _spelled_out(text)
    hits = list(entries)
    for token in wanted.split():
        start = f" {token}"
        hits = [e for e in hits if start in e.haystack]
    best: dict[_Entry, None] = {}
    for tier in _tiers(hits, wanted):
        best.update(dict.fromkeys(tier))
        if len(best) >= limit:
            break
    return [e.place for e in list(best)[:limit]]


def _tiers(hits: list[_Entry], wanted: str) -> Iterator[list[_Entry]]:
    """Yield the hits that answer best, next best …, each lazily: most questions end early."""
    if wanted:
        typed = wanted.replace(" ", "")
        yield [e for e in hits if wanted in (e.bare, e.full, e.place.code)]
        yield [e for e in hits if e.bare.startswith(wanted)]
        yield [e for e in hits if typed in e.initials]
        yield [e for e in hits if e.full.startswith(wanted) or e.initials[0].startswith(typed)]
        yield [e for e in hits if f" {wanted}" in e.haystack]
    yield hits


def _by_name(entry: _Entry) -> tuple[str, str]:
    return entry.bare, entry.place.code


class Gazetteer:
    """The country's provinces and communes, by code and by whatever a clerk types.

    Prepared once on the first question and never changed after; safe to share between threads.
    """

    def __init__(self, provinces: Sequence[Province], communes: Sequence[Commune]) -> None:
        """Keep the lists in the order in which they were published."""
        self.provinces = tuple(provinces)
        self.communes = tuple(communes)
        self._province_of = {province.code: province for province in self.provinces}

    @cached_property
    def _commune_of(self) -> dict[str, Commune]:
        return {commune.code: commune for commune in self.communes}

    @cached_property
    def _province_entries(self) -> list[_Entry]:
        return sorted(map(_entry, self.provinces), key=_by_name)

    @cached_property
    def _commune_entries(self) -> list[_Entry]:
        names = {province.code: province.name for province in self.provinces}
        entries = [_entry(commune, names.get(commune.province, "")) for commune in self.communes]
        return sorted(entries, key=_by_name)

    def province(self, code: str) -> Province | None:
        """Return the province of a code, ``None`` when there is none."""
        return self._province_of.get(code)

    def commune(self, code: str) -> Commune | None:
        """Return the commune of a code, ``None`` when there is none."""
        return self._commune_of.get(code)

    def find_provinces(self, text: str, limit: int = 34) -> tuple[Province, ...]:
        """Return the provinces that a typed text may mean, best first; all for an empty text."""
        found = _find(self._province_entries, text, limit)
        return tuple(place for place in found if isinstance(place, Province))

    def find_communes(self, text: str, province: str = "", limit: int = 20) -> tuple[Commune, ...]:
        """Return the communes that a typed text may mean, best first.

        Accents, tone position and letter case are irrelevant; beginnings of words, initials of
        the name without its kind ("bs" for Bắc Sơn), the code, and the province's name after the
        commune's all count.

        Args:
            text: what was typed so far; empty lists the communes in order of name.
            province: code of the only province to look in, empty for the whole country.
            limit: the longest answer.
        """
        entries: Iterable[_Entry] = self._commune_entries
        if province:
            entries = (e for e in entries if e.province == province)
        found = _find(entries, text, limit)
        return tuple(place for place in found if isinstance(place, Commune))

    def resolve(
        self, province: str, commune: str, *, field: str = "address"
    ) -> tuple[Province | None, Commune | None]:
        """Return the places that two texts name, each by code or by name, each may be empty.

        A name may come with or without its kind and without accents; it must name exactly one
        place. A commune that only one province has needs no province.

        Args:
            province: code or name of the province.
            commune: code or name of the commune.
            field: dotted path of the address that a refusal names.

        Raises:
            Refused: unknown name, several places of that name, or a commune of another province.
        """
        found_province = self._one_province(province, f"{field}.province")
        inside = found_province.code if found_province else ""
        found_commune = self._one_commune(commune, inside, f"{field}.commune")
        if found_commune and not found_province:
            found_province = self._province_of.get(found_commune.province)
        return found_province, found_commune

    def line(self, address: Address) -> str:
        """Return an address in one line: detail, commune, province; empty when all is empty."""
        commune = self.commune(address.commune)
        province = self.province(address.province)
        parts = [
            address.detail,
            commune.name if commune else address.commune,
            province.name if province else address.province,
        ]
        return ", ".join(part for part in parts if part)

    def _one_province(self, text: str, field: str) -> Province | None:
        text = clean_blanks(text)
        if not text:
            return None
        by_code = self._province_of.get(text.zfill(2)) if text.isdecimal() else None
        if by_code:
            return by_code
        named = [
            e.place
            for e in _same_name(self._province_entries, text)
            if isinstance(e.place, Province)
        ]
        if len(named) == 1:
            return named[0]
        raise Refused(
            Problem(
                field,
                "unknown_province",
                f"Không tìm thấy tỉnh, thành phố “{quoted(text)}” trong danh mục 34 tỉnh, thành "
                "phố. Xin chọn tên hoặc mã trong danh mục; địa chỉ cũ xin ghi ở ô địa chỉ chi "
                "tiết.",
            )
        )

    def _one_commune(self, text: str, province: str, field: str) -> Commune | None:
        text = clean_blanks(text)
        if not text:
            return None
        by_code = self.commune(text.zfill(5)) if text.isdecimal() else None
        if by_code:
            return self._inside(by_code, province, field)
        entries = [e for e in self._commune_entries if not province or e.province == province]
        named = [e.place for e in _same_name(entries, text) if isinstance(e.place, Commune)]
        if len(named) == 1:
            return named[0]
        if named:
            raise Refused(self._ambiguous(named, text, field))
        raise Refused(
            Problem(
                field,
                "unknown_commune",
                f"Không tìm thấy xã, phường, đặc khu “{quoted(text)}” ở "
                f"{self._named(province)}. Xin chọn tên hoặc mã trong danh mục; địa chỉ cũ xin ghi "
                "ở ô địa chỉ chi tiết.",
            )
        )

    def _inside(self, commune: Commune, province: str, field: str) -> Commune:
        if not province or commune.province == province:
            return commune
        raise Refused(
            Problem(
                field,
                "commune_elsewhere",
                f"{commune.name} (mã {commune.code}) không thuộc {self._named(province)} mà thuộc "
                f"{self._named(commune.province)}. Xin chọn lại tỉnh hoặc xã.",
            )
        )

    def _ambiguous(self, named: Sequence[Commune], text: str, field: str) -> Problem:
        listed = "; ".join(
            f"{commune.name}, {self._named(commune.province)} ({commune.code})"
            for commune in named[:_LISTED]
        )
        more = f" và {len(named) - _LISTED} nơi khác" if len(named) > _LISTED else ""
        return Problem(
            field,
            "ambiguous_commune",
            f"Có {len(named)} nơi tên “{quoted(text)}”: {listed}{more}. Xin chọn thêm tỉnh, ghi "
            "đủ dấu, hoặc ghi mã.",
        )

    def _named(self, province: str) -> str:
        found = self._province_of.get(province)
        return found.name if found else "cả nước"


def _same_name(entries: Iterable[_Entry], text: str) -> list[_Entry]:
    """Return the places of a name; when accents were typed they decide between namesakes."""
    wanted = _spelled_out(text)
    wanted = _BY_HEART.get(wanted.removeprefix("thanh pho "), wanted)
    hits = [e for e in entries if wanted in (e.full, e.bare)]
    if len(hits) > 1:
        exact = [e for e in hits if _same_spelling(e.place.name, text)]
        return exact or hits
    return hits


def _same_spelling(name: str, text: str) -> bool:
    full = spelling(name)
    bare = full
    for kind in (*_PROVINCE_KINDS, *_COMMUNE_KINDS):
        bare = bare.removeprefix(f"{spelling(kind)} ")
    return spelling(text) in (full, bare)
