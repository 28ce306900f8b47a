"""Addresses of this room under /desk/<campaign>/figures/."""

from django.urls import path
from django.urls.resolvers import URLPattern

from huisheng.figures.views.dashboard import dashboard

desk: list[URLPattern] = [
    path("", dashboard, name="dashboard"),
]
