"""What a token may be made for: each scope stands under one row of the permission table and widens nothing.

A token's holder reads what its owner may see at that moment, and of that only what its scopes name.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from huisheng.organisation.policy import Role

SCOPES: dict[str, str] = {
    "campaigns": "campaign.read",
    "units": "finding.read",
    "occasions": "occasion.read",
    "forms": "occasion.read",
    "imports": "voice.read_raw",
    "findings": "finding.read",
    "passages": "passage.read",
    "voices": "voice.read_raw",
    "figures": "figure.read",
    "audit": "audit.read",
}
"""Scope → row of the permission table whose scopes decide what is seen."""
SIGNED = "voices"
"""Whole voices leave the house only with the auditor's signature (row `voice.unseal`, R8, R11)."""
WITHOUT_TOKENS = frozenset({Role.SA, Role.RA})
"""What these two do are acts, which no token does; and no token may stand in for their second factor."""
LABELS: dict[str, Any] = {
    "campaigns": _("Campaigns, their phases and sectors"),
    "units": _("Units"),
    "occasions": _("Occasions and who was heard there, by sector"),
    "forms": _("Register of forms issued, returned and valid"),
    "imports": _("Workbooks taken in, as numbers"),
    "findings": _("Problems and suggestions, and the versions of the list"),
    "passages": _("Passages, with masks"),
    "voices": _("Whole voices, with masks; once the auditor has signed"),
    "figures": _("Figures and their paragraph"),
    "audit": _("Audit trail"),
}
