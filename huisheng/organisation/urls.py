"""Addresses of this room: one's own log-in, and the office's desks."""

from django.urls import path
from django.urls.resolvers import URLPattern

from huisheng.organisation.views import login, own

account: list[URLPattern] = [
    path("", own.own_settings, name="settings"),
    path("login/", login.log_in, name="login"),
    path("logout/", login.log_out, name="logout"),
    path("reset/", login.reset, name="reset"),
    path("new-password/", login.new_password, name="new_password"),
    path("second-factor/", login.second_factor, name="second_factor"),
    path("authenticator/", login.authenticator, name="authenticator"),
    path("authenticator/remove/", own.remove_authenticator, name="remove_authenticator"),
    path("password/", own.password, name="password"),
    path("preferences/", own.preferences, name="preferences"),
]
office: list[URLPattern] = []
