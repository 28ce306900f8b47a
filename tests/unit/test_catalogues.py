"""The rooms' catalogues are laid over one another: a message may have one Chinese form only."""

import ast
import gettext
from collections import defaultdict
from pathlib import Path

import huisheng

HOUSE = Path(huisheng.__file__).parent
ROOMS = sorted(HOUSE.glob("*/locale/zh_Hans/LC_MESSAGES/django.mo"))


def test_no_message_is_said_in_two_ways():
    """One room's words would else stand on another room's pages, such as a person's 姓名 over a column's name."""
    said = defaultdict(dict)
    for file in ROOMS:
        with file.open("rb") as compiled:
            for message, words in gettext.GNUTranslations(compiled)._catalog.items():
                said[message][file.parents[3].name] = words
    said.pop("")
    assert {message: rooms for message, rooms in said.items() if len(set(rooms.values())) > 1} == {}


def said_on_the_command_line(file: Path) -> set[str]:
    """What a module says through the crafts' words."""
    tree = ast.parse(file.read_text())
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)
    spoken = (call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "_")
    return {each.value for each in spoken if isinstance(each, ast.Constant)}


def test_what_the_command_line_says_stands_in_one_catalogue():
    sources = {file: file.read_text() for file in [*HOUSE.glob("web/**/*.py"), *HOUSE.glob("web/**/*.html")]}
    files = [file for file, source in sources.items() if "from huisheng.crafts.words import _" in source]
    on_pages = "".join(source for file, source in sources.items() if file not in files)
    spoken = {said for file in files for said in said_on_the_command_line(file) if f'"{said}"' not in on_pages}
    assert len(spoken) > 30
    with (HOUSE / "web/locale/zh_Hans/LC_MESSAGES/django.mo").open("rb") as compiled:
        assert spoken & set(gettext.GNUTranslations(compiled)._catalog) == set()


def test_whatever_the_command_line_says_it_says_in_chinese():
    sources = {file: file.read_text() for file in HOUSE.glob("**/*.py")}
    files = [file for file, source in sources.items() if "from huisheng.crafts.words import" in source]
    with (HOUSE / "locale/zh_Hans/LC_MESSAGES/crafts.mo").open("rb") as compiled:
        known = gettext.GNUTranslations(compiled)._catalog
    known = {message[0] if isinstance(message, tuple) else message for message in known}
    spoken = {said for file in files for said in said_on_the_command_line(file)}
    assert len(spoken) > 100
    assert spoken - known == set()
