"""Backups: all an office holds in one file that needs neither the engine nor the machine it came from.

A backup is a tar of parts: each table as lines of JSON (gzip), each source file as received, and last a
manifest with the SHA-256 and the number of rows of every part. It holds no key: keys lie in sealed envelopes.
"""
