"""Addresses of this room under /desk/<campaign>/figures/."""

from django.urls import path
from django.urls.resolvers import URLPattern

from huisheng.figures.views import documents, paragraph, records
from huisheng.figures.views.dashboard import dashboard

desk: list[URLPattern] = [
    path("", dashboard, name="dashboard"),
    path("paragraph/", paragraph.paragraph, name="paragraph"),
    path("paragraph/issue/", paragraph.issue, name="issue"),
    path("register/", paragraph.register, name="register"),
    path("documents/<str:kind>/", documents.document, name="document"),
    path("letterhead/", documents.letterhead, name="letterhead"),
    path("counting/", paragraph.counting, name="counting"),
    path("figure/<str:code>/", records.figure, name="figure"),
]
