"""What a form accepts, and what it says of what it does not."""

from datetime import date

import pytest

from huisheng.crafts.form import (
    SHIPPED,
    Answers,
    Choice,
    Day,
    Fault,
    FormDefinition,
    Number,
    Problem,
    Text,
    Words,
    check,
    shipped,
)

OPINION, QUESTIONNAIRE = (shipped(code) for code in SHIPPED)
SAID = {"opinion": [{"text": "路灯坏了。"}], "may_quote": True}


def one_question(item) -> FormDefinition:
    return FormDefinition(code="f", version=1, title=Words("表"), lead=Words("问"), minutes=1, items=(item,))


def fault_of(form, raw, **known) -> Problem:
    outcome = check(form, raw, **known)
    assert isinstance(outcome, list)
    assert len(outcome) == 1
    return outcome[0]


def test_own_words_are_kept_to_the_letter_with_whom_they_are_for():
    text = "  第一行\n\t第二行，没有句号 "
    rows = [
        {"addressee": "departments", "topic": "livelihood", "unit": "B1", "text": text},
        {"addressee": "bodies", "text": "  \n"},
        {"text": "第二件"},
    ]
    answers = check(OPINION, {"opinion": rows, "may_quote": False}, units=["B1"])
    assert isinstance(answers, Answers)
    assert [(said.question, said.text, said.unit) for said in answers.said] == [
        ("opinion", text, "B1"),
        ("opinion", "第二件", ""),
    ]
    assert answers.closed == {"opinion": [{"addressee": "departments", "topic": "livelihood"}, {}]}
    assert answers.consents == frozenset()


def test_leave_to_quote_must_be_answered_but_may_be_refused():
    assert fault_of(OPINION, {"opinion": SAID["opinion"]}) == Problem("may_quote", Fault.MISSING)
    assert isinstance(check(OPINION, SAID | {"may_quote": False}), Answers)


def test_every_question_of_the_questionnaire_can_be_answered():
    answers = check(
        QUESTIONNAIRE,
        {
            "conduct": {"bodies": "good", "streets": "unknown"},
            "change": "better",
            "met": ["slow", "meetings"],
            "first": ["slow", "", "rights"],
            "trips": "two-three",
            "window": {},
            "last-visit": "２０１４年3月28日",
            "visited": "",
            "asked": "１２",
            "where": "社保窗口",
            "suggestion": "",
            "sector": "resident",
        },
        sectors=["resident"],
    )
    assert isinstance(answers, Answers)
    assert answers.closed == {
        "conduct": {"bodies": "good", "streets": "unknown"},
        "change": "better",
        "met": ["meetings", "slow"],
        "first": ["slow", "rights"],
        "trips": "two-three",
        "last-visit": "2014-03-28",
        "asked": 12,
    }
    assert [said.text for said in answers.said] == ["社保窗口"]
    assert answers.sector == "resident"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({}, Problem("", Fault.EMPTY)),
        ({"suggestion": " \n\t"}, Problem("", Fault.EMPTY)),
        ({"sector": "resident", "shows_words": True}, Problem("", Fault.EMPTY)),
        ({"change": "much"}, Problem("change", Fault.NOT_A_CHOICE)),
        ({"change": ["better"]}, Problem("change", Fault.MALFORMED)),
        ({"met": "slow"}, Problem("met", Fault.MALFORMED)),
        ({"first": ["slow", "slow"]}, Problem("first", Fault.RANKED_TWICE)),
        ({"first": ["slow", "show", "aloof", "waste"]}, Problem("first", Fault.TOO_MANY, limit=3, found=4)),
        ({"conduct": {"bodies": "great"}}, Problem("conduct", Fault.NOT_A_CHOICE, part="bodies")),
        ({"conduct": {"nobody": "good"}}, Problem("conduct", Fault.MALFORMED)),
        ({"asked": "几次"}, Problem("asked", Fault.NOT_A_NUMBER)),
        ({"asked": "9" * 21}, Problem("asked", Fault.NOT_A_NUMBER)),
        ({"asked": "-1"}, Problem("asked", Fault.TOO_SMALL, limit=0)),
        ({"asked": 366}, Problem("asked", Fault.TOO_LARGE, limit=365)),
        ({"last-visit": "2014-02-30"}, Problem("last-visit", Fault.NOT_A_DAY)),
        ({"where": "长" * 201}, Problem("where", Fault.TOO_LONG, limit=200, found=201)),
        ({"where": "空\0字"}, Problem("where", Fault.UNPRINTABLE)),
        ({"where": "半\ud83d字"}, Problem("where", Fault.UNPRINTABLE)),
        ({"nothing": "x"}, Problem("nothing", Fault.NO_SUCH_QUESTION)),
    ],
)
def test_what_cannot_be_used_is_named(raw, expected):
    assert fault_of(QUESTIONNAIRE, raw, sectors=["resident"]) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"text": "x" * 20_001}], Problem("opinion", Fault.TOO_LONG, row=0, limit=20_000, found=20_001)),
        ([{"text": "好"}, {"text": "好", "unit": "X"}], Problem("opinion", Fault.NOT_A_CHOICE, row=1, part="unit")),
        ([{"text": "好"}] * 11, Problem("opinion", Fault.TOO_MANY, limit=10, found=11)),
        ([{"text": ""}], Problem("opinion", Fault.MISSING)),
        ([{"words": "好"}], Problem("opinion", Fault.MALFORMED, row=0)),
    ],
)
def test_a_row_of_opinions_that_cannot_be_used_is_named(rows, expected):
    assert fault_of(OPINION, {"opinion": rows, "may_quote": True}, units=["B1"]) == expected


def test_a_day_may_be_bounded():
    form = one_question(Day(code="d", words=Words("哪天"), earliest=date(2014, 1, 1), latest=date(2014, 12, 31)))
    assert fault_of(form, {"d": "2013.12.31"}).fault is Fault.TOO_EARLY
    assert fault_of(form, {"d": "2015/1/1"}).fault is Fault.TOO_LATE


def test_zero_is_an_answer():
    form = one_question(Number(code="n", words=Words("几次"), required=True))
    answers = check(form, {"n": "0"})
    assert isinstance(answers, Answers)
    assert answers.closed == {"n": 0}


def test_a_form_with_two_items_of_one_code_cannot_be_made():
    with pytest.raises(ValueError, match="twice"):
        FormDefinition(
            code="f",
            version=1,
            title=Words("表"),
            lead=Words("问"),
            minutes=1,
            items=(Text(code="a", words=Words("一")), Text(code="a", words=Words("二"))),
        )


def test_the_shipped_forms_speak_both_languages():
    def spoken(value):
        if isinstance(value, Words):
            yield value
        elif isinstance(value, tuple):
            for part in value:
                yield from spoken(part)
        elif hasattr(value, "__dataclass_fields__"):
            for name in value.__dataclass_fields__:
                yield from spoken(getattr(value, name))

    for form in (OPINION, QUESTIONNAIRE):
        assert all(words.zh and words.en for words in spoken(form))
    assert Choice(code="a", words=Words("甲")).words.spoken("en") == "甲"
