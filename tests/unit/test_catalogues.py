"""The rooms' catalogues are laid over one another: a message may have one Chinese form only."""

import gettext
from collections import defaultdict
from pathlib import Path

import huisheng

ROOMS = sorted(Path(huisheng.__file__).parent.glob("*/locale/zh_Hans/LC_MESSAGES/django.mo"))


def test_no_message_is_said_in_two_ways():
    """One room's words would else stand on another room's pages, such as a person's 姓名 over a column's name."""
    said = defaultdict(dict)
    for file in ROOMS:
        with file.open("rb") as compiled:
            for message, words in gettext.GNUTranslations(compiled)._catalog.items():
                said[message][file.parents[3].name] = words
    said.pop("")
    assert {message: rooms for message, rooms in said.items() if len(set(rooms.values())) > 1} == {}
