"""Addresses of this room under /desk/<campaign>/."""

from django.urls.resolvers import URLPattern

desk: list[URLPattern] = []
