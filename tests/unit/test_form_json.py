"""A form definition as JSON: what comes back is what went in, and what is wrong is named."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huisheng.crafts.form import (
    SHIPPED,
    Choice,
    Consent,
    Day,
    FormDefinition,
    Grid,
    Malformed,
    Multiple,
    Note,
    Number,
    Opinion,
    Ranking,
    Scale,
    Section,
    SectorChoice,
    Single,
    Text,
    Words,
    dump,
    parse,
    shipped,
)

words = st.builds(Words, st.text(min_size=1, max_size=8), st.text(max_size=8))
codes = st.text("abcdefgh-_0123456789", min_size=1, max_size=6).filter(lambda code: code.strip("-_"))


def choices(least: int):
    made = st.builds(Choice, code=codes, words=words, hint=st.none() | words)
    return st.lists(made, min_size=least, max_size=4, unique_by=lambda choice: choice.code).map(tuple)


asked = {"code": codes, "words": words, "hint": st.none() | words, "required": st.booleans()}
items = st.one_of(
    st.builds(Section, **asked),
    st.builds(Note, **asked),
    st.builds(Single, **asked, choices=choices(2)),
    st.builds(Multiple, **asked, choices=choices(2), at_most=st.none() | st.integers(1, 4)),
    st.builds(Scale, **asked, choices=choices(2), graded=st.just(2)),
    st.builds(Grid, **asked, rows=choices(1), choices=choices(2), graded=st.just(2)),
    st.builds(Ranking, **asked, choices=choices(2), at_most=st.integers(1, 5)),
    st.builds(Number, **asked, lowest=st.integers(-9, 0), highest=st.integers(0, 9), unit=st.none() | words),
    st.builds(Day, **asked, earliest=st.none() | st.dates(), latest=st.none() | st.dates()),
    st.builds(Text, **asked, is_long=st.booleans(), at_most=st.integers(1, 20_000)),
    st.builds(Opinion, **asked, about=words, addressees=choices(1), topics=choices(0), asks_unit=st.booleans()),
    st.builds(SectorChoice, **asked),
    st.builds(
        Consent,
        **(asked | {"code": st.sampled_from(["may_quote", "shows_words", "is_urgent"])}),
        yes=choices(1).map(lambda made: made[0]),
    ),
)
forms = st.builds(
    FormDefinition,
    code=codes,
    version=st.integers(1, 99),
    title=words,
    lead=words,
    minutes=st.integers(1, 60),
    double_entry=st.booleans(),
    items=st.lists(items, min_size=1, max_size=6, unique_by=lambda item: item.code).map(tuple),
)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(forms)
def test_parsing_what_was_printed_gives_the_same_form(form):
    assert parse(dump(form)) == form


@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_form_is_printed_as_it_is_stored(code):
    form = shipped(code)
    assert form.code == code
    assert parse(dump(form)) == form


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda form: form.pop("title"), "title"),
        (lambda form: form.update(colour="red"), "colour"),
        (lambda form: form.update(minutes="3"), "minutes"),
        (lambda form: form.update(minutes=True), "minutes"),
        (lambda form: form["items"].append({"kind": "picture"}), "items.5"),
        (lambda form: form["items"].append(7), "items.5"),
        (lambda form: form["items"][0].update(addressees=[]), ""),
        (lambda form: form["items"][0]["addressees"].append({"code": "x"}), "items.0.addressees.6.words"),
        (lambda form: form.update(items=[]), ""),
    ],
)
def test_a_malformed_form_says_where(change, path):
    plain = json.loads(dump(shipped("opinion-form")))
    change(plain)
    with pytest.raises(Malformed) as refused:
        parse(json.dumps(plain))
    assert refused.value.path == path


@pytest.mark.parametrize("text", ["", "[1, 2", "null", "[]", "[" * 100_000])
def test_what_is_no_form_is_refused(text):
    with pytest.raises(Malformed):
        parse(text)
