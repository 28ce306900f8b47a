"""The sectors of society a campaign listens to."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from huisheng.campaign.models import Campaign
from huisheng.errors import Conflict
from huisheng.listening.models import Sector
from huisheng.organisation.models import Person
from huisheng.organisation.services.audit import audit

SHIPPED = (
    ("subdistrict-secretaries", "街道（镇）党委书记", "Sub-district secretaries"),
    ("community-secretaries", "社区（村）党支部书记", "Community secretaries"),
    ("party-workers", "党务工作者", "Party workers"),
    ("models", "先进模范", "Models"),
    ("deputies", "党代表、人大代表、政协委员", "Delegates, deputies and CPPCC members"),
    ("private-firms", "个体、民营企业", "Private firms"),
    ("associations", "协会、商会", "Associations"),
    ("hardship", "困难群众", "People in hardship"),
    ("departments", "部门和驻区单位负责人", "Heads of departments and stationed units"),
    ("retired", "离退休干部职工", "Retired"),
    ("democratic-parties", "民主党派", "Democratic parties"),
    ("non-party", "无党派人士", "Non-party persons"),
    ("minorities", "少数民族", "Minorities"),
    ("religion", "宗教界", "Religion"),
    ("talents", "各类人才", "Talents"),
)
"""The fifteen sectors campaigns usually ask, in their usual order: code, Chinese, English."""


@transaction.atomic
def adopt_shipped(campaign: Campaign, *, by: Person) -> int:
    """Give a campaign the usual fifteen; those it has already stay. How many were added."""
    have = set(Sector.objects.filter(campaign=campaign).values_list("code", flat=True))
    missing = [each for each in SHIPPED if each[0] not in have]
    last = _last_rank(campaign)
    Sector.objects.bulk_create(
        Sector(campaign=campaign, code=code, name=zh, name_en=en, rank=rank)
        for rank, (code, zh, en) in enumerate(missing, start=last + 1)
    )
    if missing:
        audit("sector.adopted", campaign, by=by, campaign_id=campaign.pk, count=len(missing))
    return len(missing)


@transaction.atomic
def add_sector(campaign: Campaign, code: str, name: str, name_en: str, *, by: Person) -> Sector:
    """Add one sector after those there are.

    Raises:
        Conflict: the campaign has a sector with this code.
    """
    try:
        with transaction.atomic():
            sector = Sector.objects.create(
                campaign=campaign, code=code, name=name, name_en=name_en, rank=_last_rank(campaign) + 1
            )
    except IntegrityError as clash:
        raise Conflict(_("There is a sector with the code %(code)s already.") % {"code": code}) from clash
    audit("sector.added", sector, by=by, campaign_id=campaign.pk, sector=name)
    return sector


def _last_rank(campaign: Campaign) -> int:
    last = Sector.objects.filter(campaign=campaign).order_by("-rank").first()
    return last.rank if last else 0
