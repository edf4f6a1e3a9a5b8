"""The rules that turn published paper rows into a checklist."""

from receptiondesk.domain.procedures import PublishedChannel, RequiredPaper
from resources.catalogue.seed.paper_rows import clean, is_note
from resources.catalogue.seed.raw import RawPaper

HAND_IN, SHOW = "Giấy tờ phải nộp", "Giấy tờ phải xuất trình"
SKY = frozenset({PublishedChannel.ONLINE})
DESK = frozenset({PublishedChannel.COUNTER, PublishedChannel.POST})


def row(text: str, group: str = "", originals: str = "1", copies: str = "0") -> RawPaper:
    return RawPaper("1.000001", group, text, originals, copies)


def one(text: str, group: str = "", originals: str = "1", copies: str = "0") -> RequiredPaper:
    papers = clean([row(text, group, originals, copies)])
    assert len(papers) == 1
    return papers[0]


def test_a_plain_paper_is_required() -> None:
    paper = one("Giấy báo tử", HAND_IN)
    assert paper == RequiredPaper("1.000001-01", "Giấy báo tử")


def test_the_form_moves_out_of_the_name() -> None:
    text = "Quy chế hoạt động theo Mẫu số 03 Phụ lục I ban hành kèm theo Thông tư 88/2025/TT-BNNMT"
    paper = one(text)
    assert (paper.name, paper.form) == (
        "Quy chế hoạt động",
        "Mẫu số 03 (Thông tư 88/2025/TT-BNNMT)",
    )
    assert one("Tờ khai đăng ký khai tử theo mẫu").form == "Theo mẫu"


def test_a_year_glued_to_the_count_leaves_its_last_digit_and_a_mark() -> None:
    for printed, originals in (("20251", 1), ("6131", 1), ("20240", 0)):
        paper = one("Biên bản họp", originals=printed, copies="1")
        assert paper.originals == originals
        assert printed in paper.review


def test_notes_and_rows_without_a_copy_are_no_papers() -> None:
    assert is_note(row("Giấy báo tử", originals="0"))
    assert is_note(row("Lưu ý:- Trường hợp nộp hồ sơ trực tiếp"))
    assert is_note(row("Số lượng hồ sơ: 01 bộ"))
    assert not is_note(row("Giấy báo tử"))


def test_shown_papers_are_shown_only() -> None:
    assert one("Sổ hộ khẩu", SHOW).shown_only
    assert one("Xuất trình thẻ căn cước của công dân").shown_only
    assert not one("Sổ hộ khẩu", HAND_IN).shown_only


def test_an_identity_paper_gets_our_short_name_and_needs_no_review() -> None:
    text = "Hộ chiếu/Thẻ căn cước công dân/Thẻ căn cước/Căn cước điện tử " + "x" * 140 + "…"
    paper = one(text, SHOW)
    assert paper.name == "Giấy tờ tùy thân có ảnh (căn cước, hộ chiếu…)"
    assert (paper.required, paper.review) == (False, "")


def test_words_that_name_a_case_make_the_paper_case_dependent() -> None:
    first = one("Trường hợp trẻ em bị bỏ rơi thì phải có biên bản về việc trẻ bị bỏ rơi")
    assert (first.required, first.case) == (False, "trẻ em bị bỏ rơi")
    assert first.name == "Biên bản về việc trẻ bị bỏ rơi"
    last = one("Văn bản thỏa thuận đối với trường hợp có nhiều chủ sử dụng đất")
    assert (last.required, last.case) == (False, "có nhiều chủ sử dụng đất")
    assert one("Biên bản tổ chức đối thoại (nếu có)").case == "nếu có"


def test_a_group_that_is_a_case_makes_its_papers_case_dependent() -> None:
    papers = clean(
        [
            row("Đơn đề nghị", "a) Trường hợp cấp mới gồm:"),
            row("Đơn xin đổi", "b) Trường hợp cấp đổi gồm:"),
        ]
    )
    assert [(p.required, p.case) for p in papers] == [(False, "cấp mới"), (False, "cấp đổi")]


def test_or_rows_make_alternatives_of_their_neighbours() -> None:
    papers = clean([row("Giấy phép"), row("hoặc", copies="1"), row("Quyết định giao đất")])
    assert [p.name for p in papers] == ["Giấy phép", "Quyết định giao đất"]
    assert papers[0].alternative == papers[1].alternative != ""
    assert [p.required for p in papers] == [True, False]


def test_rows_torn_at_a_bracket_are_an_original_or_a_certified_copy() -> None:
    papers = clean(
        [
            row("Giấy phép xây dựng ("),
            row("hoặc", originals="0", copies="1"),
            row("có chứng thực) (điểm c khoản 1 Điều 28)", originals="0", copies="1"),
        ]
    )
    assert [(p.name, p.originals, p.copies) for p in papers] == [
        ("Giấy phép xây dựng (bản chính)", 1, 0),
        ("Giấy phép xây dựng (bản sao có chứng thực)", 0, 1),
    ]
    assert papers[0].alternative == papers[1].alternative != ""


def test_the_interactive_form_replaces_the_paper_form_online_only() -> None:
    form, screen = clean(
        [
            row("Mẫu hộ tịch điện tử tương tác đăng ký khai tử (do người yêu cầu cung cấp"),
            row("Tờ khai đăng ký khai tử theo mẫu (nếu nộp hồ sơ theo hình thức trực tiếp)"),
        ]
    )
    assert (form.name, form.channels, form.required) == ("Tờ khai đăng ký khai tử", DESK, True)
    assert (screen.channels, screen.required) == (SKY, True)
    assert screen.name == "Mẫu hộ tịch điện tử tương tác đăng ký khai tử"


def test_a_name_cut_at_200_characters_is_marked_and_not_required() -> None:
    paper = one("Báo cáo kết quả " + "thực hiện dự án " * 12 + "…")
    assert "bị cắt" in paper.review
    assert not paper.required
    assert len(paper.name) <= 121


def test_a_torn_fragment_is_marked() -> None:
    paper = one("có chứng thực giấy tờ chứng minh người đại diện")
    assert "đứt đoạn" in paper.review
    assert not paper.required


def test_the_name_of_an_attached_file_is_taken_off() -> None:
    assert one("Phiếu khai báo tạm trú (mẫu NA17)101-Mau A17 tam tru cho nguoi nuoc").name == (
        "Phiếu khai báo tạm trú"
    )
    assert one("Đơn đề nghị cấp lại theo quy địnhMauon").name == "Đơn đề nghị cấp lại"


def test_the_application_comes_first_and_shown_papers_last() -> None:
    papers = clean(
        [row("Hộ chiếu còn hạn dùng", SHOW), row("Giấy báo tử"), row("Tờ khai đăng ký khai tử")]
    )
    assert [p.name for p in papers] == [
        "Tờ khai đăng ký khai tử",
        "Giấy báo tử",
        "Hộ chiếu còn hạn dùng",
    ]
    assert [p.code for p in papers] == ["1.000001-01", "1.000001-02", "1.000001-03"]


def test_the_same_paper_twice_is_one_paper() -> None:
    assert len(clean([row("Giấy báo tử"), row("Giấy báo tử")])) == 1


def test_one_name_with_two_forms_is_a_choice() -> None:
    papers = clean([row("Đơn đề nghị theo Mẫu số 11"), row("Đơn đề nghị theo Mẫu số 12")])
    assert [(p.required, p.case) for p in papers] == [
        (False, "dùng Mẫu số 11"),
        (False, "dùng Mẫu số 12"),
    ]
    assert all(p.review for p in papers)
