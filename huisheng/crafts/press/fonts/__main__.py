"""Make the shipped fonts anew out of their Debian packages.

    python -m huisheng.crafts.press.fonts NOTO WENKAI FANDOL TINOS

NOTO:   folder with NotoSerifCJK-Regular.ttc, NotoSerifCJK-Bold.ttc, NotoSansCJK-Medium.ttc
        (Debian's fonts-noto-cjk, fonts-noto-cjk-extra: /usr/share/fonts/opentype/noto)
WENKAI: LXGWWenKai-Regular.ttf (fonts-lxgw-wenkai: /usr/share/fonts/truetype/lxgw-wenkai)
FANDOL: FandolFang-Regular.otf (out of texlive-lang-chinese), copied unchanged
TINOS:  folder with Tinos-Regular.ttf, Tinos-Bold.ttf (fonts-croscore), copied unchanged

The cut fonts get names of their own, because the licence of LXGW WenKai reserves its names to the original.
"""

import argparse
import shutil
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

from huisheng.crafts.press import names

HERE = Path(__file__).parent

# Names people bear; 通用规范汉字表 itself comes from the table of strokes.
_NAME_CHARACTERS = "堃喆犇翀祎韡燚赟昇頔璟𬱖䶮㛃"
_RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x2010, 0x2027),
    (0x2030, 0x205E),
    (0x20AC, 0x20AC),
    (0x2100, 0x214F),
    (0x2150, 0x218B),
    (0x2190, 0x2199),
    (0x2200, 0x22FF),
    (0x2460, 0x24FF),
    (0x2500, 0x25FF),
    (0x2605, 0x2606),
    (0x3000, 0x303F),
    (0x3041, 0x30FF),
    (0x3105, 0x312F),
    (0x3200, 0x33FF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
)


def main() -> None:
    """Write the fonts, and what they cover, beside this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("noto", "wenkai", "fandol", "tinos"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    usual = _characters()
    # What the others lack is drawn in Song, so it alone has all 20,902 characters of the first block.
    _cut(_simplified(given.noto / "NotoSerifCJK-Regular.ttc"), "Huisheng Song", usual | set(range(0x4E00, 0x9FA6)))
    _cut(_simplified(given.noto / "NotoSerifCJK-Bold.ttc"), "Huisheng Biaosong", usual)
    _cut(_simplified(given.noto / "NotoSansCJK-Medium.ttc"), "Huisheng Hei", usual)
    _cut(TTFont(given.wenkai, recalcTimestamp=False), "Huisheng Kai", usual)
    for path in (given.fandol, given.tinos / "Tinos-Regular.ttf", given.tinos / "Tinos-Bold.ttf"):
        shutil.copyfile(path, HERE / path.name)
    (HERE / "covered.txt").write_text("\n".join(_covered()) + "\n", encoding="ascii")


def _covered() -> Iterator[str]:
    """What the shipped fonts can draw together, as ranges of code points."""
    codes: set[int] = set()
    for path in sorted(HERE.glob("*.?tf")):
        codes |= set(TTFont(path, lazy=True).getBestCmap())
    for _key, run in groupby(enumerate(sorted(codes)), key=lambda pair: pair[1] - pair[0]):
        members = [code for _at, code in run]
        yield f"{members[0]:X}-{members[-1]:X}"


def _characters() -> set[int]:
    return set(map(ord, names.characters() + _NAME_CHARACTERS)) | set(_gb2312()) | set(_ranges())


def _gb2312() -> Iterator[int]:
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue


def _ranges() -> Iterator[int]:
    for first, last in _RANGES:
        yield from range(first, last + 1)


def _simplified(path: Path) -> TTFont:
    fonts = TTCollection(path, lazy=True).fonts
    return next(font for font in fonts if "CJK SC" in (font["name"].getDebugName(4) or ""))


def _cut(font: TTFont, family: str, characters: set[int]) -> None:
    options = subset.Options()
    # locl would show Japanese shapes, palt and halt other widths than Word has.
    options.layout_features = ["kern"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 13, 14]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG", "FFTM"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    _rename(font, family)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(HERE / f"{family.replace(' ', '')}-Regular.{'otf' if 'CFF ' in font else 'ttf'}")


def _rename(font: TTFont, family: str) -> None:
    """Give the family one regular face, whatever weight it was cut from."""
    name = font["name"]
    name.names = [record for record in name.names if record.platformID == 3 and record.langID == 0x409]
    post = family.replace(" ", "") + "-Regular"
    for number, words in ((1, family), (2, "Regular"), (3, post), (4, family), (6, post)):
        name.setName(words, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = 400
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0b100001) | 0b1000000
    font["head"].macStyle = 0
    if "CFF " in font:
        table = font["CFF "].cff
        table.fontNames = [post]
        top = table.topDictIndex[0]
        top.FullName, top.FamilyName, top.Weight = family, family, "Regular"


if __name__ == "__main__":
    main()
