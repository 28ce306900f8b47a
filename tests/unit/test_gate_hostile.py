"""Every hostile table and document of the folder named by HUISHENG_HOSTILE ends as its manifest says.

The folder is written by the workplace's generator of hostile files; without it this module says so and skips.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FOLDER = os.environ.get("HUISHENG_HOSTILE", "")
pytestmark = pytest.mark.skipif(not FOLDER, reason="HUISHENG_HOSTILE names no folder of hostile files")


def _cases() -> list[dict[str, Any]]:
    if not FOLDER:
        return []
    manifest = json.loads(Path(FOLDER, "manifest.json").read_text(encoding="utf-8"))
    return [case for case in manifest["cases"] if Path(FOLDER, "files", case["name"]).is_file() and case["name"]]


def _checked(case: dict[str, Any]) -> dict[str, Any]:
    """`huisheng check` in a process of its own, under the case's budget of time and memory."""

    def limit() -> None:
        seconds = int(case["max_seconds"]) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "huisheng",
            "check",
            str(Path(FOLDER, "files", case["name"])),
            "--channel",
            case["channel"],
            "--json",
        ],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=limit,
        env={**os.environ, "HUISHENG_LANGUAGE": "en"},
        timeout=600,
    )
    assert ran.stderr == ""
    for forbidden in case["facts"].get("must_not_contain", ()):
        assert forbidden not in ran.stdout
    report: dict[str, Any] = json.loads(ran.stdout)
    return report


_BUILT = ("table", "minutes")
_SHOWN_AS = {
    "accept": {"accept"},
    "reject": {"reject"},
    "rows": {"rows"},
    "neutralise": {"accept"},
    "either": {"accept", "reject"},
}


@pytest.mark.parametrize("case", [case for case in _cases() if case["channel"] in _BUILT], ids=lambda case: case["id"])
def test_a_hostile_file_ends_as_the_manifest_says(case: dict[str, Any]) -> None:
    report = _checked(case)
    facts = case["facts"]
    assert report["verdict"] in _SHOWN_AS[case["verdict"]], report
    assert report["rows_total"] == report["rows_kept"] + report["rows_rejected"] + report["rows_ignored_empty"]
    if report["verdict"] == "reject":
        assert report["error"]
        assert report["rows_total"] == 0
        assert not facts.get("error_mentions") or any(word in report["error"] for word in facts["error_mentions"])
        return
    for name in ("rows_total", "rows_kept", "rows_rejected", "rows_ignored_empty"):
        assert report[name] == facts.get(name, report[name]), report
    assert len(report["texts"]) == report["rows_kept"]
    assert set(facts.get("texts", ())) <= set(report["texts"])
    assert report["days"][:1] == [facts["date_of_row_1"]] if "date_of_row_1" in facts else True
    assert report["headers"][:1] == [facts["first_header"]] if "first_header" in facts else True


@pytest.mark.parametrize(
    "case", [case for case in _cases() if case["channel"] not in _BUILT], ids=lambda case: case["id"]
)
def test_a_channel_that_is_not_built_says_so_clearly(case: dict[str, Any]) -> None:
    if case["channel"] not in {"attachment", "package", "scan", "form"}:
        pytest.skip("not a channel of files")
    report = _checked(case)
    assert report["verdict"] == "reject"
    assert report["error"]
    assert not case["facts"].get("error_mentions") or any(
        word in report["error"] for word in case["facts"]["error_mentions"]
    )
