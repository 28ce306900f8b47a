"""Minutes as people write them are cut right: every piece, every speaker, every fact of the head."""

from itertools import groupby
from pathlib import Path

import pytest

from huisheng.crafts.gate import open_document
from huisheng.crafts.text.heads import FactName
from huisheng.crafts.text.speeches import Block, Minutes, cut
from tests.factories.minutes import ALL, Expected, Written
from tests.factories.word_files import document, paragraph, run, table


def as_expected(minutes: Minutes) -> list[Expected]:
    text = minutes.text
    return [
        Expected(one.part, one.speaker, text[one.start : one.words].strip(), text[one.words : one.end].strip())
        for one in minutes.pieces
    ]


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_minutes_are_cut_right(case: Written) -> None:
    minutes = cut(case.blocks)
    assert as_expected(minutes) == case.pieces
    found = {fact.name.value: fact.value for fact in reversed(minutes.facts) if fact.name is not FactName.SECTOR}
    assert {name: found.get(name) for name in case.facts} == case.facts
    if case.sectors:
        assert {fact.value: fact.count for fact in minutes.facts if fact.name is FactName.SECTOR} == case.sectors
    if case.of:
        assert tuple(speaker.sector for speaker in minutes.speakers) == case.of


def test_there_are_thirty_and_they_are_long() -> None:
    assert len(ALL) >= 30
    assert sum(len(block.text) for case in ALL for block in case.blocks) > 5_000


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_the_same_minutes_as_a_word_file_are_cut_the_same(case: Written, tmp_path: Path) -> None:
    path = tmp_path / "记录.docx"
    path.write_bytes(document(body_of(case.blocks)))
    blocks = [
        Block(one.number, one.text, one.cell, one.bold, one.listed)
        for one in open_document(path, name=path.name).blocks
    ]
    assert [block.text for block in blocks] == [block.text for block in case.blocks]
    assert as_expected(cut(blocks)) == case.pieces


def body_of(blocks: list[Block]) -> str:
    """The blocks as Word writes them: paragraphs, bold runs, numbered lists, tables."""
    body = []
    for table_number, group in groupby(blocks, key=lambda block: block.cell[0] if block.cell else 0):
        if not table_number:
            body += [_paragraph(block) for block in group]
            continue
        rows = []
        for _row, line in groupby(group, key=lambda block: block.cell and block.cell[1]):
            cells = groupby(line, key=lambda block: block.cell and block.cell[2])
            rows.append(["\n".join(block.text for block in cell) for _column, cell in cells])
        body.append(table(rows))
    return "".join(body)


def _paragraph(block: Block) -> str:
    listed = "<w:numPr><w:numId w:val='1'/></w:numPr>" if block.listed else ""
    runs = [run(block.text[: block.bold], "<w:b/>"), run(block.text[block.bold :])]
    return paragraph(*(runs if block.bold else runs[1:]), properties=listed)
