"""File names: shown to the letter, offered for download under a name no system stumbles over."""

import re
import unicodedata
from urllib.parse import quote

_LONGEST = 200
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)", re.I)
_UNSAFE = re.compile(r'[\\/:*?"<>|;%`$&\'\x00-\x1f\x7f]')
_DOTS = re.compile(r"\.{2,}")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")


def safe_name(name: str, *, ending: str = "") -> str:
    """A name for a download: at most 200 bytes of UTF-8, no path, no control or direction mark, no device.

    Args:
        name: what the person called the file.
        ending: of the true kind, such as ".xlsx"; put in place of whatever ending the name claims.
    """
    text = name.encode("utf-8", "replace").decode("utf-8")
    text = unicodedata.normalize("NFC", text)
    text = "".join(letter if unicodedata.category(letter)[0] != "C" else "" for letter in text)
    text = _DOTS.sub(".", _UNSAFE.sub("_", text)).strip(" ._-\u3000~")
    found = _ENDING.search(text)
    stem, old = (text[: found.start()], found[0]) if found else (text, "")
    suffix = ending or old
    stem = stem.strip(" ._-\u3000~") or "file"
    if _DEVICES.match(stem):
        stem = "_" + stem
    return _cut(stem, _LONGEST - len(suffix.encode())) + suffix


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode("utf-8", "ignore").rstrip(" .")


def attachment(name: str) -> str:
    """The Content-Disposition header that offers a download under the safe form of the name.

    Source: RFC 6266, RFC 8187.
    """
    safe = safe_name(name)
    plain = safe.encode("ascii", "ignore").decode() or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"
