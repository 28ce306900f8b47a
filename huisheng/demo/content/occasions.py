"""The 143 symposia, 96 visits and 21 rounds of interviews: 3,718 + 430 + 83 = 4,231 person-times."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from random import Random

from huisheng.demo.content.chance import allot, scatter
from huisheng.demo.content.district import people
from huisheng.demo.content.model import Channel, FormsIssued, Occasion, OccasionKind, SetsIssued

PERSON_TIMES = {OccasionKind.SYMPOSIUM: 3718, OccasionKind.VISIT: 430, OccasionKind.INTERVIEW: 83}
SETS_ISSUED = 10_214
CLUSTER_SETS = 120
_FIVE_DAY = date(2014, 3, 27)
_MORNING = (time(8, 30), time(10, 0))
_AFTERNOON = (time(15, 0), time(16, 40))
_HOLIDAYS = (
    (date(2013, 9, 19), date(2013, 9, 21)),
    (date(2013, 10, 1), date(2013, 10, 7)),
    (date(2014, 1, 1), date(2014, 1, 1)),
    (date(2014, 1, 30), date(2014, 2, 6)),
)

# title word, sectors invited, units that may host
_THEMES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("居民", ("community-secretaries", "hardship", "retired", "models"), ("qinghe", "liuwan", "shiqiao", "dongli")),
    ("群众代表", ("hardship", "retired", "deputies", "non-party"), ("yunling", "nantang", "liuwan", "shiqiao")),
    ("村民", ("community-secretaries", "hardship", "models", "deputies"), ("mailing", "mailing-1", "mailing-5")),
    ("企业和个体经营者", ("private-firms", "associations"), ("cluster", "industry", "market", "tax")),
    ("基层干部", ("subdistrict-secretaries", "community-secretaries", "party-workers"), ("organisation", "office")),
    ("区直部门", ("departments", "party-workers"), ("govoffice", "discipline", "finance")),
    ("教师和各类人才", ("talents", "democratic-parties", "non-party"), ("education", "hr", "health")),
    ("离退休干部职工", ("retired", "models"), ("organisation", "dongli", "yunling")),
    ("党代表、人大代表、政协委员", ("deputies", "democratic-parties", "non-party"), ("npc-office", "cppcc-office")),
    ("家长和患者代表", ("hardship", "retired", "talents", "models"), ("education", "health", "hospital")),
    ("民族宗教界", ("minorities", "religion", "non-party"), ("culture", "civil")),
    ("困难职工", ("hardship", "retired", "associations"), ("civil", "hr", "nantang")),
)
_LATE_THEMES = (0, 3, 4, 1, 2, 6, 9, 3, 0, 8)

# The five of 27 March: morning or afternoon, title, chair, recorder, unit, place, sectors
_FIVE: tuple[tuple[bool, str, str, str, str, str, tuple[str, ...]], ...] = (
    (
        True,
        "街道、社区书记和党务工作者座谈会",
        "zheng-shifan",
        "chen-li",
        "office",
        "区委第一会议室",
        ("subdistrict-secretaries", "community-secretaries", "party-workers"),
    ),
    (
        True,
        "企业、协会和人才座谈会",
        "lin-shifan",
        "li-nixie",
        "govoffice",
        "区政府二楼会议室",
        ("private-firms", "associations", "talents"),
    ),
    (
        True,
        "党代表、人大代表、政协委员和模范座谈会",
        "xiao-lizi",
        "wang-yang",
        "npc-office",
        "区人大会议室",
        ("models", "deputies", "departments"),
    ),
    (
        False,
        "离退休干部和困难群众座谈会",
        "zheng-shifan",
        "zhao-yanshi",
        "organisation",
        "老干部活动室",
        ("hardship", "retired", "non-party"),
    ),
    (
        False,
        "民主党派、少数民族和宗教界座谈会",
        "dong-jiali",
        "liu-yangzhang",
        "cppcc-office",
        "区政协会议室",
        ("democratic-parties", "minorities", "religion"),
    ),
)

_VISIT_UNITS = (
    *(f"{sub}-{n}" for sub in ("qinghe", "liuwan", "shiqiao", "yunling", "dongli", "nantang") for n in (1, 2, 3)),
    "mailing-1",
    "mailing-2",
    "mailing-3",
    "mailing-4",
    "mailing-5",
)
_INTERVIEW_UNITS = ("hr", "housing", "city", "education", "health", "market", "cluster", "civil", "transport")


class _Diary:
    """Half days already taken, so that nobody is in two places at once."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.taken: set[tuple[str, date, bool]] = set()
        self.leaders = [p.key for p in people() if "LD" in p.roles]
        self.recorders = [p.key for p in people() if "CL" in p.roles or "TR" in p.roles]

    def take(self, key: str, day: date, morning: bool) -> None:
        """Write a half day in; a clash is our own mistake."""
        slot = (key, day, morning)
        if slot in self.taken:
            raise ValueError(slot)
        self.taken.add(slot)

    def pick(self, among: Sequence[str], day: date, morning: bool) -> str:
        """Somebody who is free on that half day, now taken."""
        free = [key for key in among if (key, day, morning) not in self.taken]
        key = self.rng.choice(free)
        self.take(key, day, morning)
        return key


def occasions(rng: Random, unit_names: dict[str, str]) -> tuple[Occasion, ...]:
    """Every listening occasion by day. `unit_names`: unit code → short name, for titles and places."""
    diary = _Diary(rng)
    held = [*_symposia(rng, diary, unit_names), *_visits(rng, diary, unit_names), *_interviews(rng, diary, unit_names)]
    return tuple(sorted(held, key=lambda o: (o.day, o.starts, o.key)))


def _symposia(rng: Random, diary: _Diary, names: dict[str, str]) -> list[Occasion]:
    five = [_FIVE_DAY] * len(_FIVE)
    early = _days(rng, 128, date(2013, 8, 6), date(2014, 2, 28))
    late = _days(rng, 10, date(2014, 3, 3), date(2014, 3, 26))
    heads = scatter(PERSON_TIMES[OccasionKind.SYMPOSIUM], 143, 15, 40, rng)
    held = []
    for morning, _title, chair, recorder, *_rest in _FIVE:
        diary.take(chair, _FIVE_DAY, morning)
        diary.take(recorder, _FIVE_DAY, morning)
    for n, day in enumerate([*early, *late, *five]):
        key = f"symposium-{n + 1:03}"
        if day == _FIVE_DAY:
            morning, title, chair, recorder, unit, place, invited = _FIVE[n - 138]
        else:
            morning = rng.random() < 0.55
            theme = n % len(_THEMES) if n < 128 else _LATE_THEMES[n - 128]
            word, invited, hosts = _THEMES[theme]
            unit = rng.choice(hosts)
            title, place = f"{names[unit]}{word}座谈会", f"{names[unit]}会议室"
            chair = diary.pick(diary.leaders, day, morning)
            recorder = diary.pick(diary.recorders, day, morning)
        starts, ends = _MORNING if morning else _AFTERNOON
        counts = _by_sector(rng, heads[n], invited)
        held.append(
            Occasion(key, OccasionKind.SYMPOSIUM, title, day, starts, ends, place, unit, chair, recorder, counts)
        )
    return held


def _visits(rng: Random, diary: _Diary, names: dict[str, str]) -> list[Occasion]:
    days = _days(rng, 96, date(2013, 8, 12), date(2014, 2, 27))
    heads = scatter(PERSON_TIMES[OccasionKind.VISIT], 96, 2, 8, rng)
    held = []
    for n, (day, count) in enumerate(zip(days, heads, strict=True)):
        morning = rng.random() < 0.5
        unit = _VISIT_UNITS[n % len(_VISIT_UNITS)]
        starts, ends = (time(9, 0), time(11, 0)) if morning else (time(15, 30), time(17, 30))
        sectors = ("hardship", "retired") if count >= 4 else ("hardship",)
        if unit.startswith("mailing"):
            sectors = ("community-secretaries", "hardship") if count >= 4 else ("hardship",)
        held.append(
            Occasion(
                f"visit-{n + 1:03}",
                OccasionKind.VISIT,
                f"走访{names[unit]}住户",
                day,
                starts,
                ends,
                f"{names[unit]}，入户",
                unit,
                diary.pick(diary.leaders, day, morning),
                diary.pick(diary.recorders, day, morning),
                _by_sector(rng, count, sectors),
            )
        )
    return held


def _interviews(rng: Random, diary: _Diary, names: dict[str, str]) -> list[Occasion]:
    days = [*_days(rng, 15, date(2013, 10, 8), date(2014, 2, 26)), *_days(rng, 6, date(2014, 3, 3), date(2014, 3, 26))]
    heads = scatter(PERSON_TIMES[OccasionKind.INTERVIEW], 21, 2, 6, rng)
    held = []
    for n, (day, count) in enumerate(zip(days, heads, strict=True)):
        morning = rng.random() < 0.5
        unit = _INTERVIEW_UNITS[n % len(_INTERVIEW_UNITS)]
        starts, ends = _MORNING if morning else _AFTERNOON
        held.append(
            Occasion(
                f"interview-{n + 1:02}",
                OccasionKind.INTERVIEW,
                f"{names[unit]}个别谈话",
                day,
                starts,
                ends,
                f"{names[unit]}谈话室",
                unit,
                diary.pick(diary.leaders, day, morning),
                diary.pick(diary.recorders, day, morning),
                (("departments", count),),
            )
        )
    return held


def _days(rng: Random, count: int, first: date, last: date) -> list[date]:
    """Working days between two dates, more of them towards the end, sorted; a day may come twice."""
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    working = [d for d in span if d.weekday() < 5 and not any(a <= d <= b for a, b in _HOLIDAYS)]
    return sorted(rng.choices(working, weights=range(len(working), 3 * len(working), 2), k=count))


def _by_sector(rng: Random, count: int, sectors: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """The consulted shared out over the sectors, each with at least one."""
    shares = allot(count - len(sectors), [rng.uniform(1, 2) for _ in sectors])
    return tuple((sector, share + 1) for sector, share in zip(sectors, shares, strict=True))


_FORM_UNITS = ("qinghe", "liuwan", "shiqiao", "yunling", "dongli", "nantang", "mailing", "cluster", "service")
_FORM_UNITS_ALSO = (
    "hr",
    "education",
    "health",
    "market",
    "housing",
    "city",
    "police",
    "civil",
    "tax",
    "bus",
    "hospital",
)
# Copies of each kind: handed out, come back, usable
_COPIES = {Channel.QUESTIONNAIRE: (1500, 1402, 1349), Channel.OPINION_FORM: (1036, 979, 948)}


def forms_issued() -> tuple[FormsIssued, ...]:
    """Questionnaires and opinion forms by the unit that handed them out: 1,500 and 1,036 copies."""
    return tuple(
        FormsIssued(unit, channel, date(2013, 11, 4) + timedelta(days=7 * (n % 9)), issued, returned, valid)
        for channel, copies in _COPIES.items()
        for n, (unit, issued, returned, valid) in enumerate(_copies_by_unit(copies))
    )


def _copies_by_unit(copies: tuple[int, int, int]) -> list[tuple[str, int, int, int]]:
    units = (*_FORM_UNITS, *_FORM_UNITS_ALSO)
    weights = [5 if unit in _FORM_UNITS else 2 for unit in units]
    issued = allot(copies[0], weights)
    returned = allot(copies[1], issued)
    valid = allot(copies[2], returned)
    return list(zip(units, issued, returned, valid, strict=True))


def sets_issued(units: Sequence[str]) -> tuple[SetsIssued, ...]:
    """The register of evaluation sets: one line a unit, and the cluster's own meeting of 25 March 2014."""
    shares = allot(SETS_ISSUED - CLUSTER_SETS, [3 + (7 * n) % 5 for n in range(len(units))])
    lines = [
        SetsIssued(unit, date(2014, 1, 13) + timedelta(days=(3 * n) % 31), "年度工作和作风民主评议", share)
        for n, (unit, share) in enumerate(zip(units, shares, strict=True))
    ]
    meeting = SetsIssued("cluster", date(2014, 3, 25), "产业集聚区动员大会", CLUSTER_SETS)
    return (*sorted(lines, key=lambda line: (line.day, line.unit)), meeting)
