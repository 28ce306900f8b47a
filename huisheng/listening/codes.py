"""Receipt codes: 80 random bits a person can write down, and what is kept of them.

Sixteen characters of Crockford's alphabet (no I, L, O, U) and a check character of the same alphabet. The
check is Σ αⁱ·xᵢ over the field of 32 elements, so any one wrong character and any two swapped are noticed.
"""

import hashlib
import hmac
import secrets
import unicodedata
from typing import NewType

ReceiptCode = NewType("ReceiptCode", str)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_FIELD = 0b100101  # x⁵ + x² + 1, primitive: α = x runs through all 31 elements that are not zero


def fresh() -> ReceiptCode:
    """A new code from the system's secure source."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return ReceiptCode(body + _check(body))


def read(typed: str) -> ReceiptCode | None:
    """The code somebody typed: lower case, blanks, hyphens, full width, O for 0, I and L for 1 are forgiven.

    None if it cannot be a code: wrong length, foreign character, check character that does not fit.
    """
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_READ_AS)
    code = "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Pd")
    if len(code) != LENGTH + 1 or any(c not in ALPHABET for c in code):
        return None
    return ReceiptCode(code) if _check(code[:LENGTH]) == code[LENGTH] else None


def grouped(code: ReceiptCode) -> str:
    """For reading and copying: 7K3M-QX9P-2D4V-8HNC-T."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def mac(code: ReceiptCode, key: str) -> str:
    """What the database keeps: HMAC-SHA-256 of the code, in hex."""
    return hmac.new(key.encode(), b"receipt\0" + code.encode(), hashlib.sha256).hexdigest()


def issue(code: ReceiptCode, key: str) -> str:
    """The code as the page carries it: with the proof that this server made it."""
    return f"{code}.{_proof(code, key)}"


def issued(carried: str, key: str) -> ReceiptCode | None:
    """The code a page carried back, if this server made it; else None."""
    code, _, proof = carried.partition(".")
    valid = read(code) == code and hmac.compare_digest(proof.encode(), _proof(code, key).encode())
    return ReceiptCode(code) if valid else None


def _proof(code: str, key: str) -> str:
    return hmac.new(key.encode(), b"issued\0" + code.encode(), hashlib.sha256).hexdigest()[:32]


def _check(body: str) -> str:
    total = 0
    for character in body:
        total = _times_alpha(total ^ ALPHABET.index(character))
    return ALPHABET[total]


def _times_alpha(element: int) -> int:
    element <<= 1
    return element ^ _FIELD if element & 32 else element
