"""Following one's words by receipt code. The code comes in the body only: paths and queries stay in histories."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from huisheng.combing.queries.receipt import followed
from huisheng.errors import Missing
from huisheng.listening import codes
from huisheng.listening.http import without_cookie
from huisheng.organisation.guard import public


@public("receipt.follow")
@without_cookie
def find(request: HttpRequest) -> HttpResponse:
    """Ask for a receipt code; show where each part of that voice stands."""
    if request.method != "POST":
        return render(request, "receipt/find.html")
    typed = request.POST.get("code", "")
    if not typed.strip():
        return render(request, "receipt/find.html", {"wrong": "empty"}, status=422)
    code = codes.read(typed)
    if code is None:
        return render(request, "receipt/find.html", {"wrong": "misread", "typed": typed}, status=422)
    try:
        voice = followed(code)
    except Missing:
        return render(request, "receipt/find.html", {"wrong": "unknown", "typed": typed}, status=404)
    request.campaign = voice.campaign  # type: ignore[attr-defined]
    seen = {"voice": voice, "code": codes.grouped(code), "form_title": voice.form_title(get_language() or "")}
    return render(request, "receipt/voice.html", seen)
