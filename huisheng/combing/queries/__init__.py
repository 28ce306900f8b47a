"""Reads: a fixed number of queries a screen."""
