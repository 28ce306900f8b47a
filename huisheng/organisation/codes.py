"""Printed codes: Crockford's base32, which reads O as 0 and I and L as 1, with a check character."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16  # 80 bits
_READ_AS = str.maketrans("OIL", "011")


def new_code() -> str:
    """A code from the system's secure source: 16 characters of 80 bits, then the check character.

    The check is Crockford's value modulo 37. Codes whose check would be one of his five extra signs,
    which phones and typists dislike, are drawn again.
    """
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        check = _value(body) % 37
        if check < len(ALPHABET):
            return body + ALPHABET[check]


def new_password() -> str:
    """A first password for a printed slip: three groups of four, 60 bits."""
    letters = [secrets.choice(ALPHABET.lower()) for _ in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def printed(code: str) -> str:
    """A code in groups of four, as on the slip."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4)) + code[LENGTH:]


def read(typed: str) -> str | None:
    """The code somebody typed, forgiving case, blanks, dashes, O for 0, I and L for 1; None if it is none."""
    code = "".join(letter for letter in typed.upper() if letter.isalnum()).translate(_READ_AS)
    if len(code) != LENGTH + 1 or any(letter not in ALPHABET for letter in code):
        return None
    return code if ALPHABET.index(code[-1]) == _value(code[:-1]) % 37 else None


def _value(body: str) -> int:
    value = 0
    for letter in body:
        value = value * 32 + ALPHABET.index(letter)
    return value
