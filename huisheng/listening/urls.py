"""Addresses of this room: the public page and the desk."""

from django.urls import path
from django.urls.resolvers import URLPattern

from huisheng.listening.views import desk as desks
from huisheng.listening.views import imports, keying, minutes, occasions, register, setting_up, stacks
from huisheng.listening.views import public as page

public: list[URLPattern] = [
    path("", page.home, name="home"),
    path("<slug:code>/", page.form, name="form"),
]
desk: list[URLPattern] = [
    path("", desks.home, name="home"),
    path("occasions/", desks.occasions, name="occasions"),
    path("occasions/new/", desks.new_occasion, name="new_occasion"),
    path("occasions/<int:pk>/", occasions.one, name="occasion"),
    path("occasions/<int:pk>/correct/", occasions.correct, name="correct_occasion"),
    path("occasions/<int:pk>/record/", occasions.record, name="symposium_record"),
    path("symposia/", occasions.symposia, name="symposia"),
    path("symposia/workbook/", occasions.symposia_workbook, name="symposia_workbook"),
    path("symposia/returned/", occasions.symposia_returned, name="symposia_returned"),
    path("minutes/", minutes.listed, name="minutes_list"),
    path("minutes/new/", minutes.choose, name="new_minutes"),
    path("minutes/<int:pk>/", minutes.one, name="minutes"),
    path("minutes/<int:pk>/inside/<int:number>/", minutes.inside, name="minutes_inside"),
    path("minutes/<int:pk>/confirm/", minutes.confirm, name="minutes_confirm"),
    path("minutes/<int:pk>/discard/", minutes.discard, name="minutes_discard"),
    path("minutes/<int:pk>/withdraw/", minutes.withdraw, name="minutes_withdraw"),
    path("minutes/<int:pk>/source/", minutes.source, name="minutes_source"),
    path("minutes/<int:pk>/voices/", minutes.voices, name="minutes_voices"),
    path("batches/", desks.batches, name="batches"),
    path("forms/", register.register, name="register"),
    path("forms/new/", register.new, name="new_issue"),
    path("forms/<int:pk>/", register.correct, name="correct_issue"),
    path("forms/workbook/", register.workbook, name="register_workbook"),
    path("forms/returned/", register.returned, name="register_returned"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.choose, name="choose"),
    path("imports/<int:pk>/", imports.one, name="import"),
    path("imports/<int:pk>/stop/", imports.stop, name="import_stop"),
    path("imports/<int:pk>/resume/", imports.resume, name="import_resume"),
    path("imports/<int:pk>/discard/", imports.discard, name="import_discard"),
    path("imports/<int:pk>/withdraw/", imports.withdraw, name="import_withdraw"),
    path("imports/<int:pk>/returned/", imports.returned, name="import_returned"),
    path("imports/<int:pk>/source/", imports.source, name="import_source"),
    path("imports/<int:pk>/voices/", imports.voices, name="import_voices"),
    path("keying/", stacks.listed, name="stacks"),
    path("keying/<int:pk>/", stacks.one, name="stack"),
    path("keying/<int:pk>/take-back/", stacks.take_back, name="take_back"),
    path("keying/<int:pk>/seal/", stacks.seal, name="seal_stack"),
    path("keying/<int:pk>/settle/<int:number>/", stacks.settle, name="settle_readings"),
    path("voices/new/", keying.write_in, name="write_in"),
    path("voices/<uuid:pk>/", keying.voice, name="voice"),
    path("voices/<uuid:pk>/rekey/", keying.rekey, name="rekey"),
    path("sectors/", setting_up.sectors, name="sectors"),
    path("sectors/usual/", setting_up.usual_sectors, name="usual_sectors"),
    path("public-page/", setting_up.public_page, name="public_page"),
    path("public-page/open/", setting_up.open_page, name="open_page"),
    path("public-page/close/", setting_up.close_page, name="close_page"),
    path("public-page/<slug:code>/publish/", setting_up.publish, name="publish_form"),
]
