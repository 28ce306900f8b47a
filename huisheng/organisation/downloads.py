"""Files handed out at a desk: under a safe name, and kept by no cache on the way."""

from pathlib import Path

from django.http import FileResponse, HttpResponse

from huisheng.crafts.gate import attachment

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Media type by the ending of a name."""


def made_file(content: bytes, name: str) -> HttpResponse:
    """A file made here; what it is, its name's ending says.

    Raises:
        KeyError: no such files are made here.
    """
    return HttpResponse(content, content_type=TYPES[name.rpartition(".")[2]], headers=_headers(name))


def kept_file(path: Path, name: str) -> FileResponse:
    """A file as it was received: bytes to keep, never to show."""
    return FileResponse(path.open("rb"), content_type="application/octet-stream", headers=_headers(name))


def _headers(name: str) -> dict[str, str]:
    return {"Content-Disposition": attachment(name), "Cache-Control": "no-store"}
