"""Addresses of this room: a campaign's set-up under /desk/<campaign>/, one's own tokens and the office's desks."""

from django.urls import path
from django.urls.resolvers import URLPattern

from huisheng.campaign.views import campaigns, roles, setting_up, tokens

account: list[URLPattern] = [
    path("tokens/", tokens.own_tokens, name="tokens"),
    path("tokens/<int:pk>/end/", tokens.end_own_token, name="end_own_token"),
]
desk: list[URLPattern] = [
    path("setup/", setting_up.set_up, name="set_up"),
    path("setup/phases/", setting_up.phases, name="phases"),
    path("setup/phases/<int:pk>/", setting_up.phase, name="phase"),
    path("setup/phases/<int:pk>/remove/", setting_up.remove_phase, name="remove_phase"),
    path("setup/groups/", setting_up.groups, name="groups"),
    path("setup/groups/<int:number>/", setting_up.group, name="group"),
]
office: list[URLPattern] = [
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/new/", campaigns.new_campaign, name="new_campaign"),
    path("roles/", roles.roles, name="roles"),
    path("roles/new/", roles.ask, name="ask_role"),
    path("roles/requests/<int:pk>/sign/", roles.sign, name="sign_role"),
    path("roles/requests/<int:pk>/refuse/", roles.refuse, name="refuse_role"),
    path("roles/<int:pk>/end/", roles.end, name="end_role"),
    path("roles/office/<int:pk>/end/", roles.end_administrator, name="end_administrator"),
]
