"""The content of the demo campaign: a fictional district, its people, its meetings and four thousand voices.

`build(seed=…)` returns one `DemoCampaign` (see `model`): plain frozen records, the same for the same seed on
every machine. Nothing here knows Django or a database; the loader in `huisheng.demo` turns the records into the
rooms' own.

The figures are exact: 143 symposia (five on 27 March 2014), 4,231 person-times (symposia + visits + interviews,
hosts excluded), 2,536 forms issued (1,500 questionnaires + 1,036 opinion forms), 10,214 evaluation sets, and in
what was received by 28 February 2014 exactly 261 problems and 226 suggestions.

People, places and numbers are fictional; the voices were composed for the demo and quote nobody.
"""

from huisheng.demo.content import district
from huisheng.demo.content.chance import stream
from huisheng.demo.content.facts import facts
from huisheng.demo.content.model import DemoCampaign, UnitKind
from huisheng.demo.content.occasions import forms_issued, occasions, sets_issued
from huisheng.demo.content.voices import hear
from huisheng.demo.content.workbook import march_workbook_rows, march_workbook_voices

__all__ = ["DemoCampaign", "build", "march_workbook_rows", "march_workbook_voices"]

SEED = 20140309


def build(seed: int = SEED) -> DemoCampaign:
    """The whole demo campaign; another seed gives other words and days, and the same figures."""
    units = district.units()
    held = occasions(stream(seed, "occasions"), {unit.code: unit.short for unit in units})
    forms = forms_issued()
    heard = hear(held, forms, seed)
    judged = [u.code for u in units if u.kind in (UnitKind.SUBDISTRICT, UnitKind.DEPARTMENT, UnitKind.INSTITUTION)]
    return DemoCampaign(
        facts=facts(),
        units=units,
        bodies=district.BODIES,
        posts=district.posts(),
        people=district.people(),
        contact_points=district.contact_points(),
        review_groups=district.review_groups(),
        sectors=district.sectors(),
        occasions=held,
        forms_issued=forms,
        sets_issued=sets_issued(judged),
        matters=heard.matters,
        voices=heard.voices,
        traps=heard.traps,
    )
