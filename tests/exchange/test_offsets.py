"""Offsets: sixteen rules, the rule of the program first, doubts said."""

import pytest

from trustbook.exchange.offsets import (
    RULES,
    Rule,
    Selections,
    is_beginning,
    is_quotation,
    quotations_among,
    resolution,
    resolutions,
    rule_of_origin,
)

TEXT = "\r\n".join(
    [
        "Åse 😀 said: nobody called me.",
        "لم يتصل بي أحد أبدا",
        "They were 👩🏽‍⚕️ kind, “us and them” gone.",
        "Så kom jeg på arbejde igen, øh, ja.",
        "Trust grew slowly over the summer",
    ]
)
QUOTATIONS = ["nobody called me", "يتصل بي", "us and them", "arbejde igen", "Trust grew", "summer"]


def counted(rule):
    """Where the quotations begin and end as a program with this rule counts."""

    def position(place):
        before = TEXT[:place]
        if rule.line_break == 1:
            before = before.replace("\r\n", "\n")
        units = len(before.encode("utf-16-le")) // 2 if "UTF" in rule.unit else len(before)
        return units + rule.byte_order_mark

    starts = [TEXT.index(words) for words in QUOTATIONS]
    ends = [start + len(words) for start, words in zip(starts, QUOTATIONS, strict=True)]
    return [position(start) for start in starts], [
        position(end) - rule.last_included for end in ends
    ]


def quotations(offsets):
    places = zip(offsets.starts.tolist(), offsets.ends.tolist(), strict=True)
    return [TEXT[start:end] for start, end in places]


def test_there_are_sixteen_rules():
    assert len(set(RULES)) == 16


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.label)
def test_every_rule_gives_the_right_words_when_it_is_the_rule_of_the_program(rule):
    offsets = resolution(Selections(TEXT, *counted(rule)), prior=rule)
    assert quotations(offsets) == QUOTATIONS
    assert offsets.verified and offsets.score == 1 and offsets.n == 6 and not offsets.reason


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.label)
def test_a_wrong_rule_is_left_for_the_right_one_when_quotations_are_stored(rule):
    offsets = resolution(Selections(TEXT, *counted(rule), QUOTATIONS), prior=Rule())
    assert quotations(offsets) == QUOTATIONS
    assert offsets.verified


def test_leaving_the_rule_of_the_program_is_said():
    offsets = resolution(
        Selections(TEXT, *counted(Rule(line_break=1))), prior=Rule(unit="UTF-16 units")
    )
    assert quotations(offsets) == QUOTATIONS
    assert offsets.rule.line_break == 1
    assert "the rule of the program does not fit" in offsets.reason


def test_two_selections_that_speak_against_the_rule_are_not_enough_to_leave_it():
    starts, ends = counted(Rule(unit="UTF-16 units"))
    offsets = resolution(Selections(TEXT, starts[-2:], ends[-2:]), prior=Rule())
    assert offsets.rule == Rule()


def test_under_five_selections_nothing_is_verified():
    starts, ends = counted(Rule())
    offsets = resolution(Selections(TEXT, starts[:4], ends[:4]), prior=Rule())
    assert not offsets.verified
    assert offsets.reason == "only 4 of its selections can be judged"


def answers(*words, wrong=()):
    """Short sources, one selection in each: `words` in an answer, those in `wrong` off by one."""
    return [
        Selections(f"😀 Well, {one} indeed.", [8 + (one in wrong)], [8 + len(one) + (one in wrong)])
        for one in words
    ]


def test_short_sources_of_one_file_are_judged_together():
    """Six answers with a selection each, counted in code points: 6 of 6 are at edges."""
    result = resolutions(answers("aa bb", "cc", "dd", "ee", "ff", "gg"), prior=Rule())
    assert [(one.n, one.score, one.verified) for one in result] == [(1, 1.0, True)] * 6
    assert result[0].reason == "judged together with 5 other short sources (6 selections)"


def test_a_short_source_that_is_wrong_is_not_verified_by_the_others():
    words = [*"abcdef", "gone"]
    *others, wrong = resolutions(answers(*words, wrong=["gone"]), prior=Rule())
    assert all(one.verified for one in others)
    assert not wrong.verified
    assert "only 0% of its selections begin and end where they should" in wrong.reason


def test_few_selections_stay_unverified_however_many_sources_hold_them():
    result = resolutions(answers("aa", "bb", "cc", "dd"), prior=Rule())
    assert not any(one.verified for one in result)
    assert "only 4 of their selections can be judged" in result[0].reason


def test_short_sources_leave_the_rule_of_the_program_together():
    """Counted in code points, read by UTF-16 units: every end but one is inside a word."""
    words = ["aa bb", "cccc", "dddd", "eeee", "ffff", "gggg"]
    result = resolutions(answers(*words), prior=Rule(unit="UTF-16 units"))
    assert {one.rule.unit for one in result} == {"code points"}
    assert all(one.verified for one in result)
    assert "the rule of the program does not fit" in result[0].reason


def test_a_source_that_can_be_judged_alone_is_left_alone():
    alone = Selections(TEXT, *counted(Rule()))
    result = resolutions([alone, *answers("aa", "bb")], prior=Rule())
    assert result[0].verified and not result[0].reason
    assert not result[1].verified


def test_stored_quotations_verify_however_few_they_are():
    starts, ends = counted(Rule())
    offsets = resolution(Selections(TEXT, starts[:2], ends[:2], QUOTATIONS[:2]), prior=Rule())
    assert offsets.verified


def test_selections_inside_words_are_not_verified():
    offsets = resolution(
        Selections("nobody called me back " * 9, [1, 8, 24, 31, 47, 70], [4, 11, 27, 34, 50, 74]),
        prior=Rule(),
    )
    assert not offsets.verified
    assert "begin and end where they should" in offsets.reason


def test_a_drift_with_each_line_break_is_said_and_not_corrected():
    text = "\n".join(["nobody called me"] * 12)
    starts = [17 * line + line for line in range(1, 9)]
    offsets = resolution(Selections(text, starts, [start + 6 for start in starts]), prior=Rule())
    assert not offsets.verified
    assert "drift by one with each line break" in offsets.reason
    assert offsets.starts.tolist() == starts


def test_offsets_outside_the_text_or_inside_a_character_have_no_place():
    offsets = resolution(
        Selections("😀 ja", [0, 1, 9, -3], [2, 3, 12, 1]), prior=Rule(unit="UTF-16 units")
    )
    assert offsets.starts.tolist() == [0, -1, -1, -1]


def test_selections_of_no_length_are_not_judged():
    assert resolution(Selections("ja ja", [2, 0], [2, 2]), prior=Rule()).n == 1


def test_words_written_without_spaces_have_no_edges_to_judge_by():
    offsets = resolution(
        Selections("彼らは私を信頼していませんでした", [1, 3, 5, 6, 7, 8], [3, 5, 8, 9, 9, 11]),
        prior=Rule(),
    )
    assert offsets.n == 0 and not offsets.verified


def test_an_empty_text_holds_no_selection():
    assert resolution(Selections("", [0, 2], [0, 5]), prior=Rule()).starts.tolist() == [0, -1]


def test_programs_are_known_by_their_names():
    assert rule_of_origin("NVivo 12 Plus").unit == "UTF-16 units"
    assert rule_of_origin("ATLAS.ti 23").line_break == 1
    assert rule_of_origin("MAXQDA24") == rule_of_origin("qc 1.3") == rule_of_origin("") == Rule()


def test_a_name_is_a_quotation_only_where_its_words_stand_in_the_text():
    names = ["nobody ever called me back", "A title nobody wrote down", None, "nobody"]
    text = "well, nobody ever\ncalled me back, nobody"
    assert quotations_among(names, text) == [names[0], None, None, None]


def test_a_quotation_cut_short_is_the_beginning_of_the_words():
    long = "they said they would call and they did not, which made me think again about it"
    assert is_beginning(long, long[:70])
    assert is_beginning(long, long[:30] + "...")
    assert not is_beginning(long, long[5:75])
    assert not is_quotation(long, long[:70])
