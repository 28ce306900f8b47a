"""The interface for programs: everything somebody may see at a desk, read with a token under /api/v1/.

It reads through the rooms' own queries only, and writes nothing. Each operation names its row of the permission table
and its scope (`reading.reads`); `door.enter` asks both before anything is read.
"""
