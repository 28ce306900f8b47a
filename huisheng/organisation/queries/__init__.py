"""Reads of this room: one function a screen, a fixed number of queries."""
