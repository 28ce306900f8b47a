"""Which fonts a document is printed in: the office's own when they are installed, else those shipped here."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

from huisheng.crafts.press.sheet import Face

SHIPPED = Path(__file__).parent / "fonts"

# Of each face: the office's own families, by every name they go under, then the one shipped here.
_WANTED: dict[Face, tuple[str, ...]] = {
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK", "Huisheng Biaosong"),
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "FandolFang R"),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "Huisheng Kai"),
    "hei": ("SimHei", "黑体", "Huisheng Hei"),
    "song": ("SimSun", "宋体", "Huisheng Song"),
    "serif": ("Tinos",),
    "strong": ("Tinos",),
}
# Characters a face lacks are drawn in these, in this order.
_INSTEAD = ("Huisheng Song", "Huisheng Hei")

# How much of a character's square lies above the base line: Typst lets no font say so.
_RISE = {"FandolFang R": 0.80, "Tinos": 0.84}
_USUAL_RISE = 0.88

# What Word is told to use: the names an office's machines know.
WORD_NAMES: dict[Face, str] = {
    "title": "方正小标宋简体",
    "body": "仿宋_GB2312",
    "kai": "楷体_GB2312",
    "hei": "黑体",
    "song": "宋体",
    # Tinos has the widths of Times New Roman, so lines break alike.
    "serif": "Times New Roman",
    "strong": "Times New Roman",
}


@dataclass(frozen=True, slots=True)
class Faces:
    """Where fonts are looked for, besides those shipped.

    `folder` and the fonts of the machine come first; `Faces(None, system=False)` prints the same bytes
    on every machine.
    """

    folder: Path | None = None
    system: bool = True

    def families(self) -> dict[Face, tuple[str, ...]]:
        """Of each face the families to print it in, best first; a character is taken from the first that has it."""
        found = _found(self)
        return {
            face: tuple(dict.fromkeys((next(name for name in names if name in found), names[-1], *_INSTEAD)))
            for face, names in _WANTED.items()
        }

    def rises(self) -> dict[Face, float]:
        """Of each face how much of the square of a character lies above the base line, 0 to 1."""
        return {face: _RISE.get(families[0], _USUAL_RISE) for face, families in self.families().items()}

    def folders(self) -> list[str]:
        """The folders to give to Typst."""
        return [str(SHIPPED), *([str(self.folder)] if self.folder else [])]

    @property
    def needs_system(self) -> bool:
        """Whether one of the faces comes from the machine itself."""
        if not self.system:
            return False
        without = _found(Faces(self.folder, system=False))
        return any(families[0] not in without for families in self.families().values())


def office_faces() -> Faces:
    """The faces of this machine: `HUISHENG_FONTS` names a folder, or `shipped` to use no others."""
    asked = os.environ.get("HUISHENG_FONTS", "")
    if asked == "shipped":
        return Faces(system=False)
    return Faces(Path(asked) if asked else None)


@cache
def _found(faces: Faces) -> frozenset[str]:
    fonts = typst.Fonts(
        include_system_fonts=faces.system, include_embedded_fonts=False, font_paths=list(faces.folders())
    )
    return frozenset(fonts.families())


def lacking(text: str) -> str:
    """The characters of the text that no shipped font can draw, each once; in PDF they are an empty box."""
    return "".join(dict.fromkeys(char for char in text if not char.isspace() and ord(char) not in _covered()))


@cache
def _covered() -> frozenset[int]:
    ranges = (line.split("-") for line in (SHIPPED / "covered.txt").read_text(encoding="ascii").split())
    drawn = {code for first, last in ranges for code in range(int(first, 16), int(last, 16) + 1)}
    return frozenset(drawn | {0x2610, 0x2611})  # tick boxes are drawn, not typed
