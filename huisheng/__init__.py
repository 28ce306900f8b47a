"""Huisheng: ask people, hear every voice, comb it verbatim, fix what is found, answer everyone."""

__version__ = "0.1.0"
