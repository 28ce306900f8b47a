"""Writes of this room: one function per act, atomic, audited."""
