"""Turning the demo's content into records, through the same services an office uses."""
