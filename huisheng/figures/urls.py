"""Addresses of this room under /desk/<campaign>/figures/."""

from django.urls.resolvers import URLPattern

desk: list[URLPattern] = []
