"""The product's settings, but for SQLite's patience: how long a locked database is waited for is SQLite's to test."""

from huisheng.web.settings import *  # noqa: F403
from huisheng.web.settings import DATABASES

DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA busy_timeout=200;"
