"""Reading settings from the environment: a missing secret stops the start and says which."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from huisheng.errors import Unavailable

SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
    " PRAGMA recursive_triggers=ON; PRAGMA busy_timeout=10000; PRAGMA mmap_size=134217728;"
    " PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
)


def flag(name: str) -> bool:
    """Whether an on/off variable is set to 1, true, yes or on."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def variable_of(name: str) -> str:
    """The environment variable that holds a secret instead of its file."""
    return "HUISHENG_" + name.upper().replace("-", "_")


def secret(home: Path, name: str) -> str:
    """A secret from `HUISHENG_<NAME>` or from the file `keys/<name>` under the home folder.

    Raises:
        Unavailable: neither is there.
    """
    variable = variable_of(name)
    if variable in os.environ:
        return os.environ[variable]
    file = home / "keys" / name
    try:
        return file.read_text().strip()
    except OSError as absent:
        raise Unavailable(
            f"缺少密钥 {name}：没有文件 {file}，也没有环境变量 {variable}。新装请先运行 huisheng init。\n"
            f"The secret {name} is missing: there is no file {file} and no variable {variable}."
            " On a new machine run `huisheng init` first."
        ) from absent


def office_time_zone(home: Path) -> str:
    """The office's time zone: `HUISHENG_TIME_ZONE`, else what `huisheng init` wrote down, else Asia/Shanghai."""
    if "HUISHENG_TIME_ZONE" in os.environ:
        return os.environ["HUISHENG_TIME_ZONE"]
    try:
        return (home / "time-zone").read_text().strip()
    except OSError:
        return "Asia/Shanghai"


def database_from(url: str, home: Path) -> dict[str, Any]:
    """Django's database settings for `DATABASE_URL`; empty means SQLite in the home folder.

    Accepts `postgres://user:password@host:port/name` and `sqlite:///path`.
    """
    parts = urlsplit(url)
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
        }
    if url and parts.scheme != "sqlite":
        raise Unavailable(f"DATABASE_URL: {parts.scheme!r} is not known; use postgres:// or sqlite:///")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": parts.path if url else home / "huisheng.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 10, "init_command": SQLITE_START},
    }
