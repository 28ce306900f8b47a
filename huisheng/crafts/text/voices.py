"""What is combed: voices, and the passages they are cut into."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice exactly as it was received. `text` is never changed, only pointed into."""

    id: str
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: `text[start:end]`, counted in Python code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a voice that speaks of one matter; `text == voice.text[start:end]`.

    `title` is the title of its voice: context for comparing, never part of what is quoted.
    """

    id: str
    voice_id: str
    start: int
    end: int
    text: str
    title: str = ""


def whole(voice: Voice) -> Passage:
    """The voice as one passage under the voice's own id, for work without cutting."""
    return Passage(voice.id, voice.id, 0, len(voice.text), voice.text, voice.title)


def passages_of(voice: Voice, spans: Iterable[Span]) -> list[Passage]:
    """The passages of a voice, numbered from 1: `<voice id>-1`, `<voice id>-2`.

    A voice without text still yields one (empty) passage: it may have a title, and no voice is lost.
    """
    cuts = list(spans) or [Span(0, len(voice.text))]
    return [
        Passage(f"{voice.id}-{n}", voice.id, cut.start, cut.end, voice.text[cut.start : cut.end], voice.title)
        for n, cut in enumerate(cuts, start=1)
    ]
