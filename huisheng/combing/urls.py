"""Addresses of this room under /desk/<campaign>/combing/."""

from django.urls import path
from django.urls.resolvers import URLPattern

from huisheng.combing.views import certain, dialogs, export, findings, redaction, schemes, voice
from huisheng.combing.views import desk as work
from huisheng.combing.views import receipt as following

combing: list[URLPattern] = [
    path("", work.home, name="desk"),
    path("group/<int:group>/", work.group, name="group"),
    path("group/<int:group>/<str:step>/", work.beside, name="beside"),
    path("pair/<int:question>/", work.pair, name="pair"),
    path("pair/<int:question>/answer/", work.answer, name="answer"),
    path("head/<str:of>/", work.head, name="head"),
    path("passages/", work.passages, name="passages"),
    path("all/", work.every, name="all"),
    path("accept/", work.accept, name="accept"),
    path("release/", work.release, name="release"),
    path("undo/", work.undo, name="undo"),
    path("redo/", work.redo, name="redo"),
    path("certain/", certain.certain, name="certain"),
    path("certain/accept/", certain.accept, name="accept_certain"),
    path("propose/", work.propose, name="propose"),
    path("keys/", work.keys, name="keys"),
    path("move/", dialogs.move, name="move"),
    path("set-aside/", dialogs.set_aside, name="set_aside"),
    path("split/", dialogs.split, name="split"),
    path("merge/", dialogs.merge, name="merge"),
    path("name/", dialogs.name, name="name"),
    path("classify/", dialogs.classify, name="classify"),
    path("about-person/", dialogs.about_person, name="about_person"),
    path("voice/<uuid:statement>/", voice.voice, name="voice"),
    path("voice/<uuid:statement>/mask/", voice.redact, name="redact"),
    path("voice/<uuid:statement>/mask/<int:mask>/", voice.review, name="review_mask"),
]
lists: list[URLPattern] = [
    path("findings/", findings.findings, name="findings"),
    path("findings/<int:number>/", findings.finding, name="finding"),
    path("findings/freeze/", findings.freeze, name="freeze"),
    path("findings/export/", export.export, name="export"),
    path("findings/print/", export.printed, name="print"),
    path("redactions/", redaction.queue, name="redactions"),
    path("redactions/<int:mask>/", redaction.decide, name="decide_mask"),
    path("schemes/", schemes.schemes, name="schemes"),
    path("schemes/shipped/", schemes.adopt, name="adopt_schemes"),
]
desk: list[URLPattern] = [*combing, *lists]
receipt: list[URLPattern] = [path("", following.find, name="find")]
