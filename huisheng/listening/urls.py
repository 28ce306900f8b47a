"""Addresses of this room: the public page, the receipt, and the desk."""

from django.urls.resolvers import URLPattern

public: list[URLPattern] = []
receipt: list[URLPattern] = []
desk: list[URLPattern] = []
