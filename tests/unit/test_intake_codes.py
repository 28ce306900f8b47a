"""Receipt codes: what a person copies wrongly is noticed, what a person writes differently is forgiven."""

import itertools

import pytest

from huisheng.listening import codes

KEY = "only-for-tests"


def test_a_code_has_eighty_random_bits_and_a_check():
    code = codes.fresh()
    assert len(code) == 17
    assert set(code) <= set(codes.ALPHABET)
    assert len(codes.ALPHABET) ** codes.LENGTH == 2**80
    assert codes.read(codes.grouped(code)) == code
    assert codes.fresh() != code


def test_any_one_wrong_character_is_noticed():
    code = codes.fresh()
    for place, wrong in itertools.product(range(len(code)), codes.ALPHABET):
        miscopied = code[:place] + wrong + code[place + 1 :]
        assert codes.read(miscopied) == (code if wrong == code[place] else None)


def test_any_two_swapped_characters_are_noticed():
    code = codes.fresh()
    for one, two in itertools.combinations(range(len(code)), 2):
        swapped = list(code)
        swapped[one], swapped[two] = swapped[two], swapped[one]
        assert codes.read("".join(swapped)) == (code if code[one] == code[two] else None)


@pytest.mark.parametrize("typed", ["", "0", "0" * 16, "0" * 18, "*" * 17, "０" * 16, "回执码", "\0" * 17])
def test_what_is_no_code_is_none(typed):
    assert codes.read(typed) is None


def test_full_width_and_long_dashes_are_forgiven():
    code = codes.fresh()
    wide = "".join(chr(ord(character) + 0xFEE0) for character in code)
    assert codes.read("－".join(wide[i : i + 4] for i in range(0, 17, 4))) == code
    assert codes.read("—".join(code[i : i + 4] for i in range(0, 17, 4))) == code


def test_only_the_keeper_of_the_key_can_issue():
    code = codes.fresh()
    carried = codes.issue(code, KEY)
    assert codes.issued(carried, KEY) == code
    assert codes.issued(carried, "another key") is None
    assert codes.issued(code, KEY) is None
    assert codes.issued(carried[:-1] + ("0" if carried[-1] != "0" else "1"), KEY) is None
    other = codes.issue(codes.fresh(), KEY).partition(".")[2]
    assert codes.issued(f"{code}.{other}", KEY) is None


def test_what_is_kept_does_not_tell_the_code():
    code = codes.fresh()
    assert codes.mac(code, KEY) != codes.mac(code, "another key")
    assert codes.mac(code, KEY)[:32] != codes.issue(code, KEY).partition(".")[2]
