"""Every desk and list page over few and over many voices: number of queries, server time, ratio of the two.

    python benchmarks/pages.py                     # 1,000 and 100,000 voices, SQLite in a temporary folder
    python benchmarks/pages.py 1000 20000          # other sizes
    DATABASE_URL=postgres://…/empty python benchmarks/pages.py    # a database that holds nothing yet

The voices are made up here from a seed. All queries of a page are counted, those too that tell who is asking
(log-in, campaign, roles and units: three of them). On SQLite the database works inside this process, so
milliseconds are its processor time: others may use the machine too. On PostgreSQL they are those of a clock. The
best of five counts. Limits: 12 queries, equal at both sizes, and 300 ms. The last line says whether they were
kept; the exit code repeats it.
"""

import os
import random
import shutil
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

HOME = tempfile.mkdtemp(prefix="huisheng-pages-")
os.environ.update(
    HUISHENG_HOME=HOME,
    HUISHENG_DJANGO_SECRET="only-for-this-benchmark",
    HUISHENG_RECEIPT_KEY="only-for-this-benchmark",
    HUISHENG_TOTP_KEY="only-for-this-benchmark",
    HUISHENG_TESTING="1",
    DJANGO_SETTINGS_MODULE="huisheng.web.settings",
)
(Path(HOME) / "static").mkdir()
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from huisheng.campaign.models import Campaign, ReviewGroup, RoleGrant, Supervision  # noqa: E402
from huisheng.combing import search  # noqa: E402
from huisheng.combing.models import (  # noqa: E402
    Category,
    Classification,
    Decision,
    DecisionFinding,
    Finding,
    Passage,
    Placement,
    ProposedGroup,
    ProposedMember,
    Question,
    Redaction,
    Scheme,
)
from huisheng.combing.services.lists import freeze  # noqa: E402
from huisheng.listening.models import (  # noqa: E402
    Attendance,
    Batch,
    Channel,
    Occasion,
    Sector,
    Statement,
    Submission,
)
from huisheng.organisation.models import Account, Countersign, Institution, Job, Person, Unit  # noqa: E402

MOST_QUERIES = 12
MOST_MS = 300
REPEATS = 5
START = date(2014, 2, 1)
PLACES = [f"{name}{kind}" for name in "东西南北清明和平新兴长安石柳青禾" for kind in ("路", "街", "小区", "巷", "市场")]
MATTERS = (
    "一下雨就积水，孩子上学得蹚水过去",
    "的路灯坏了半个月没人修",
    "晚上烧烤摊的油烟直往屋里灌",
    "的公交车要等四十分钟",
    "窗口中午没人，白跑一趟",
    "办个证要盖七个章",
    "的垃圾桶满了也不清",
    "的表格一周要填四遍",
    "开会多，下来看的少",
    "的暖气交了钱不热",
    "施工的围挡半年不拆",
    "的厕所又脏又臭",
    "建议阅览室开到晚上九点",
    "希望多装几盏路灯",
    "应该把意见箱的钥匙交给居民代表",
    "能不能把老年活动室的门修一修",
)
ENDINGS = ("，反映了几回也没有回音。", "，请管一管。", "，大家都这么说。", "，去年就这样。", "，冬天更厉害。", "。")


class Made:
    """A campaign of so many voices."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.chance = random.Random(size)
        self.slug = f"campaign-{size}"

    def build(self) -> None:
        with transaction.atomic():
            self._house()
            self._voices()
            self._findings()
            self._proposals()
            freeze(self.campaign, date(2014, 2, 28), by=self.clerk)
            self._after_the_version()

    # ------------------------------------------------------------ the house

    def _house(self) -> None:
        Institution.objects.get_or_create(singleton=True, defaults={"name": "示例区"})
        code = f"D{self.size}"
        root = Unit.objects.create(code=code, name="示例区", kind="district", path=f"{code}/")
        self.units = [root]
        for number in range(60):
            parent = root if number < 12 else self.units[1 + number % 12]
            child = f"{code}U{number}"
            self.units.append(
                Unit.objects.create(
                    code=child, name=f"单位{number}", kind="other", parent=parent, path=f"{parent.path}{child}/"
                )
            )
        self.campaign = Campaign.objects.create(slug=self.slug, name="示例活动", unit=root, state="running")
        self.sectors = [
            Sector.objects.create(campaign=self.campaign, code=f"s{n}", name=f"界别{n}", rank=n) for n in range(12)
        ]
        self.occasions = [
            Occasion.objects.create(
                campaign=self.campaign, kind="symposium", number=n, title=f"座谈{n}", held_on=START, unit=None
            )
            for n in range(1, 144)
        ]
        Attendance.objects.bulk_create(
            Attendance(occasion=each, sector=self.sectors[each.number % 12], head_count=29) for each in self.occasions
        )
        self.schemes = []
        for code_, name in (("winds", "四风"), ("fields", "领域")):
            scheme = Scheme.objects.create(campaign=self.campaign, code=code_, name=name)
            self.schemes.append(
                [
                    Category.objects.create(scheme=scheme, code=f"{code_}{n}", name=f"{name}{n}", rank=n)
                    for n in range(8)
                ]
            )
        group = ReviewGroup.objects.create(campaign=self.campaign, number=1, name="督导一组")
        for unit in self.units[1:7]:
            Supervision.objects.create(campaign=self.campaign, group=group, unit=unit)
        self.clerk = self._person("clerk", root, "CL")
        self.colleague = self._person("colleague", root, "CL")
        self.leader = self._person("leader", root, "LD")
        self.liaison = self._person("liaison", self.units[3], "LI")
        self.reviewer = self._person("reviewer", self.units[20], "RG", group)

    def _person(self, name: str, home: Unit, role: str, group: ReviewGroup | None = None) -> Person:
        someone = Person.objects.create(name=name, unit=home)
        Account.objects.create(login=f"{name}-{self.size}", person=someone, must_change_password=False, password="!")
        signer = Person.objects.create(name=f"{name} signs", unit=home)
        now = timezone.now()
        signature = Countersign.objects.create(
            act="grant.manage",
            object_type="",
            object_id="",
            asked_by=someone,
            asked_at=now,
            signed_by=signer,
            signed_at=now,
        )
        RoleGrant.objects.create(
            campaign=self.campaign, person=someone, role=role, group=group, from_on=START, countersign=signature
        )
        return someone

    # ------------------------------------------------------------ what was said

    def _voices(self) -> None:
        batch = Batch.objects.create(
            campaign=self.campaign,
            number=1,
            kind=Batch.Kind.KEYED,
            sealed_on=START,
            count=self.size,
            root="0" * 64,
            previous="0" * 64,
            link=f"{self.size:064d}",
        )
        channels = [Channel.SYMPOSIUM, Channel.OPINION_FORM, Channel.QUESTIONNAIRE, Channel.WEB, Channel.VISIT]
        for at in range(0, self.size, 2000):
            submissions, statements = [], []
            for _each in range(min(2000, self.size - at)):
                channel = self.chance.choice(channels)
                submission = Submission(
                    id=self._id(),
                    campaign=self.campaign,
                    batch=batch,
                    channel=channel,
                    occasion=self.chance.choice(self.occasions) if channel == Channel.SYMPOSIUM else None,
                    sector=self.chance.choice(self.sectors),
                    day=START + timedelta(days=self.chance.randrange(60)),
                    source_row=at + _each,
                )
                submissions.append(submission)
                statements.append(
                    Statement(
                        id=self._id(), submission=submission, campaign=self.campaign, text=self._text(), sha256="0" * 64
                    )
                )
            Submission.objects.bulk_create(submissions)
            Statement.objects.bulk_create(statements)
            search.index(statements)
            Passage.objects.bulk_create(
                Passage(
                    campaign=self.campaign,
                    statement=each,
                    start=start,
                    end=end,
                    channel=each.submission.channel,
                    sector_id=each.submission.sector_id,
                )
                for each in statements
                for start, end in self._cuts(each.text)
            )

    def _id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def _text(self) -> str:
        return "".join(
            self.chance.choice(PLACES) + self.chance.choice(MATTERS) + self.chance.choice(ENDINGS)
            for _each in range(self.chance.choice((1, 1, 1, 2, 3)))
        )

    @staticmethod
    def _cuts(text: str) -> list[tuple[int, int]]:
        ends = [at + 1 for at, letter in enumerate(text) if letter == "。"]
        return list(zip([0, *ends[:-1]], ends, strict=True))

    # ------------------------------------------------------------ what was found

    def _findings(self) -> None:
        """Half of the passages in findings, the largest with one in 30 of them, a tenth set aside."""
        rows = list(
            Passage.objects.filter(campaign=self.campaign).order_by("pk").values_list("pk", "statement", "start", "end")
        )
        self.chance.shuffle(rows)
        placed, rest = rows[: len(rows) // 2], rows[len(rows) // 2 :]
        aside, self.waiting = rest[: len(rest) // 5], rest[len(rest) // 5 :]
        largest, parts, at = len(rows) // 30, [], 0
        while at < len(placed):
            size = max(
                1, int(largest / (len(parts) + 1) ** 0.8) if len(parts) < 400 else self.chance.choice((1, 2, 4, 9))
            )
            parts.append(placed[at : at + size])
            at += size
        texts = dict(Statement.objects.filter(campaign=self.campaign).values_list("pk", "text"))
        findings = []
        for number, part in enumerate(parts, 1):
            _key, statement, start, end = part[0]
            findings.append(
                Finding(
                    campaign=self.campaign,
                    number=number,
                    kind=self.chance.choice(("problem", "problem", "suggestion")),
                    headline_statement_id=statement,
                    headline_start=start,
                    headline_end=min(end, start + 40),
                    headline=texts[statement][start : min(end, start + 40)],
                    scope=self.chance.choice(("individual", "common")),
                    unit=self.chance.choice(self.units),
                    is_about_person=self.chance.random() < 0.01,
                    passage_count=len(part),
                    opened_on=START,
                )
            )
        self.findings = Finding.objects.bulk_create(findings, batch_size=500)
        Classification.objects.bulk_create(
            (
                Classification(finding=finding, scheme_id=scheme[0].scheme_id, category=self.chance.choice(scheme))
                for finding in self.findings
                for scheme in self.schemes
            ),
            batch_size=2000,
        )
        decisions = []
        for number, (finding, part) in enumerate(zip(self.findings, parts, strict=True), 1):
            opened = {"of": "finding", "finding": finding.pk, "before": None, "after": {"kind": finding.kind}}
            there = {"finding": finding.pk, "reason": "", "note": ""}
            moved = [{"of": "placement", "passage": row[0], "before": None, "after": there} for row in part]
            decisions.append(self._decision(number, "open", [opened, *moved]))
        decisions.append(self._decision(len(decisions) + 1, "set_aside", []))
        decisions = Decision.objects.bulk_create(decisions, batch_size=500)
        DecisionFinding.objects.bulk_create(
            (DecisionFinding(decision=d, finding=f) for d, f in zip(decisions, self.findings, strict=False)),
            batch_size=2000,
        )
        Placement.objects.bulk_create(
            (
                Placement(passage_id=row[0], campaign=self.campaign, finding=finding, decision=decision)
                for finding, decision, part in zip(self.findings, decisions, parts, strict=False)
                for row in part
            ),
            batch_size=2000,
        )
        Placement.objects.bulk_create(
            (
                Placement(passage_id=row[0], campaign=self.campaign, reason="praise", decision=decisions[-1])
                for row in aside
            ),
            batch_size=2000,
        )

    def _decision(self, number: int, act: str, ops: list[dict[str, object]]) -> Decision:
        return Decision(
            campaign=self.campaign, number=number, act=act, by=self.clerk, at=timezone.now(), changes={"ops": ops}
        )

    def _proposals(self) -> None:
        job = Job.objects.create(kind="combing.propose", queued_at=timezone.now())
        groups, members, at = [], [], 0
        while at < len(self.waiting):
            size = self.chance.choice((1, 1, 1, 1, 2, 3, 5, 9, 20))
            part = self.waiting[at : at + size]
            targets = [
                {"finding": each.pk, "confidence": 0.7, "same": ["积水"], "differs": []}
                for each in self.chance.sample(self.findings, min(3, len(self.findings)))
            ]
            _key, statement, start, end = part[0]
            group = ProposedGroup(
                campaign=self.campaign,
                job=job,
                rank=len(groups),
                confidence=0.8,
                kind="problem",
                hints={
                    "headline": [str(statement), start, min(end, start + 20)],
                    "categories": {"winds": [self.chance.choice(self.schemes[0]).code, 0.5]},
                    "kind": ["problem", 0.6],
                },
                targets=targets,
                passage_count=len(part),
            )
            groups.append(group)
            members.append(part)
            at += size
        groups = ProposedGroup.objects.bulk_create(groups, batch_size=500)
        ProposedMember.objects.bulk_create(
            (
                ProposedMember(group=group, passage_id=row[0], confidence=0.8, rank=rank)
                for group, part in zip(groups, members, strict=True)
                for rank, row in enumerate(part)
            ),
            batch_size=2000,
        )
        self.group = max(groups, key=lambda group: group.passage_count)
        pairs = [sorted(pair) for pair in zip(self.waiting[0:200:2], self.waiting[1:200:2], strict=False)]
        self.question = Question.objects.bulk_create(
            Question(campaign=self.campaign, passage_a_id=a[0], passage_b_id=b[0], score=0.5) for a, b in pairs
        )[0]
        masked = Statement.objects.filter(campaign=self.campaign).order_by("pk")[: self.size // 100]
        Redaction.objects.bulk_create(
            Redaction(
                statement=each,
                start=0,
                end=2,
                reason="place",
                made_by=self.colleague,
                made_at=timezone.now(),
                state=self.chance.choice(("proposed", "approved")),
                reviewed_by=None,
            )
            for each in masked
        )

    def _after_the_version(self) -> None:
        """The list goes on after the freeze: one finding in ten was renamed or grew."""
        for finding in self.findings[::10]:
            finding.headline = finding.headline[:-1] or finding.headline
        Finding.objects.bulk_update(self.findings[::10], ["headline"], batch_size=500)

    # ------------------------------------------------------------ its pages

    def pages(self) -> list[tuple[str, str, str]]:
        """Who, a name for the page, its address."""
        desk, biggest = f"/desk/{self.slug}/", max(self.findings, key=lambda each: each.passage_count)
        combing, middle = f"{desk}combing/", len(self.findings) // 2
        statement = biggest.headline_statement_id
        category = self.schemes[0][0]
        lists = f"{combing}findings/"
        passage = self.waiting[0][0]
        return [
            ("clerk", "desk", combing),
            ("clerk", "group", f"{combing}group/{self.group.pk}/"),
            ("clerk", "pair", f"{combing}pair/{self.question.pk}/"),
            ("clerk", "all passages", f"{combing}all/?where=all"),
            ("clerk", "waiting", f"{combing}all/?where=waiting"),
            ("clerk", "placed", f"{combing}all/?where=placed"),
            ("clerk", "set aside", f"{combing}all/?where=aside"),
            ("clerk", "search passages", f"{combing}all/?where=all&q=积水"),
            ("clerk", "one passage", f"{combing}passages/?p={passage}"),
            ("clerk", "move", f"{combing}move/?passage={passage}"),
            ("clerk", "move, searched", f"{combing}move/?passage={passage}&q=积水"),
            ("clerk", "set aside form", f"{combing}set-aside/?passage={passage}"),
            ("clerk", "split", f"{combing}split/?passage={passage}"),
            ("clerk", "name", f"{combing}name/?target={biggest.number}"),
            ("clerk", "classify", f"{combing}classify/?target={biggest.number}"),
            ("clerk", "merge", f"{combing}merge/?target={biggest.number}"),
            ("clerk", "whole voice", f"{combing}voice/{statement}/"),
            ("clerk", "masks to review", f"{combing}redactions/"),
            ("clerk", "list", lists),
            ("clerk", "list, middle", f"{lists}?code={middle}"),
            ("clerk", "list, version 1", f"{lists}?v=1"),
            ("clerk", "list, category", f"{lists}?scheme_{category.scheme_id}={category.pk}"),
            ("clerk", "list, unit", f"{lists}?unit={self.units[1].pk}"),
            ("clerk", "list, channel", f"{lists}?channel=visit"),
            ("clerk", "list, sector", f"{lists}?sector={self.sectors[0].pk}"),
            ("clerk", "list, changed", f"{lists}?change=renamed"),
            ("clerk", "list, searched", f"{lists}?q=积水"),
            ("clerk", "list, rare words", f"{lists}?q=东街+钥匙"),
            ("clerk", "finding, largest", f"{lists}{biggest.number}/"),
            ("clerk", "finding, small", f"{lists}{len(self.findings)}/"),
            ("clerk", "freeze", f"{lists}freeze/"),
            ("clerk", "print", f"{lists}print/"),
            ("leader", "list", lists),
            ("leader", "list, sector", f"{lists}?sector={self.sectors[0].pk}"),
            ("leader", "list, searched", f"{lists}?q=积水"),
            ("leader", "finding, largest", f"{lists}{biggest.number}/"),
            ("reviewer", "list", lists),
            ("reviewer", "list, searched", f"{lists}?q=积水"),
            ("liaison", "list", lists),
            ("liaison", "list, searched", f"{lists}?q=积水"),
            ("clerk", "listening", f"{desk}listening/"),
            ("clerk", "occasions", f"{desk}listening/occasions/"),
            ("clerk", "imports", f"{desk}listening/imports/"),
            ("clerk", "voice, keyed anew", f"{desk}listening/voices/{statement}/rekey/"),
        ]


def measured(made: Made) -> dict[tuple[str, str], tuple[int, float, int]]:
    """Queries, milliseconds and status of each page."""
    clock = time.thread_time if connection.vendor == "sqlite" else time.perf_counter
    clients = {}
    for name in ("clerk", "leader", "reviewer", "liaison"):
        clients[name] = Client(SERVER_NAME="127.0.0.1")
        account = Account.objects.get(login=f"{name}-{made.size}")
        clients[name].force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    found = {}
    for who, page, address in made.pages():
        client = clients[who]
        with CaptureQueriesContext(connection):
            status = client.get(address).status_code
            asked = len(connection.queries_log)
        times = []
        for _each in range(REPEATS):
            begun = clock()
            client.get(address)
            times.append(1000 * (clock() - begun))
        found[who, page] = (asked, min(times), status)
    return found


def main(sizes: list[int]) -> int:
    call_command("migrate", verbosity=0)
    results = []
    for size in sizes:
        begun = time.perf_counter()
        made = Made(size)
        made.build()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        passages = Passage.objects.filter(campaign=made.campaign).count()
        print(
            f"# {size:,} voices, {passages:,} passages, {len(made.findings):,} findings,"
            f" built in {time.perf_counter() - begun:.0f} s on {connection.vendor}"
        )
        results.append(measured(made))
    return report(sizes, results)


def report(sizes: list[int], results: list[dict[tuple[str, str], tuple[int, float, int]]]) -> int:
    few, many = results[0], results[-1]
    print(f"\n{'who':9} {'page':20} {'queries':>9} {sizes[0]:>9,} {sizes[-1]:>11,}  ratio")
    missed = []
    for key, (queries, before, status) in few.items():
        same, after, _status = many[key]
        wrong = [
            word
            for word, broken in (
                ("queries differ", same != queries),
                (f"over {MOST_QUERIES} queries", max(queries, same) > MOST_QUERIES),
                (f"over {MOST_MS} ms", after > MOST_MS),
                (f"status {status}", status not in {200, 302}),
            )
            if broken
        ]
        counted = f"{queries}" if same == queries else f"{queries}/{same}"
        print(
            f"{key[0]:9} {key[1]:20} {counted:>9} {before:>6.0f} ms {after:>8.0f} ms"
            f" {after / before:>6.1f}  {', '.join(wrong)}"
        )
        missed += [key] if wrong else []
    print(f"\n{len(few) - len(missed)} of {len(few)} pages within {MOST_QUERIES} queries and {MOST_MS} ms")
    return 1 if missed else 0


if __name__ == "__main__":
    try:
        sys.exit(main([int(each) for each in sys.argv[1:]] or [1_000, 100_000]))
    finally:
        shutil.rmtree(HOME)
