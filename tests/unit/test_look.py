"""The frame and its components: what they say, to eyes, to screen readers, and in every theme."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory
from django.urls import include, path
from django.utils import translation

import huisheng.web
from huisheng.organisation.policy import Role
from huisheng.web import context

WEB = Path(huisheng.web.__file__).parent
STATIC = WEB / "static"
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "use"}


@pytest.fixture(autouse=True)
def _plain_static_names(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def render(source: str, language: str = "zh-hans", path: str = "/", **context: object) -> str:
    with translation.override(language):
        request = RequestFactory().get(path)
        return engines["django"].from_string(source).render(context, request)


class Tags(HTMLParser):
    """The start tags of a page, in order, and a check that everything opened is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(html)
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self._open and self._open[-1] == tag, f"</{tag}> closes {self._open[-1:]}"
        self._open.pop()

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def text_of(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


# ---------------------------------------------------------------- colours


def _rule(css: str, selector: str, within: str = "") -> dict[str, str]:
    """The custom properties one rule sets, in the media block `within`."""
    if within:
        css = css[css.index(within) :]
    body = css[css.index(selector + " {") :]
    body = body[: body.index("}")]
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", body))


def _themes() -> dict[str, dict[str, str]]:
    css = re.sub(r"/\*.*?\*/", "", (STATIC / "tokens.css").read_text(), flags=re.S)
    light = _rule(css, ":root")
    return {
        "light": light,
        "dark": light | _rule(css, ':root[data-theme="dark"]'),
        "contrast": light | _rule(css, ':root[data-theme="contrast"]'),
        "print": light | _rule(css, ":root, :root[data-theme]", "@media print"),
    }


def _luminance(colour: str) -> float:
    digits = colour.strip().lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


TEXT = [
    ("ink", "paper"), ("ink", "ground"), ("ink", "paper-2"), ("ink", "dai-tint"), ("ink", "zhu-tint"),
    ("ink", "waiting-tint"), ("ink", "hand"), ("ink-2", "paper"), ("ink-2", "ground"), ("ink-2", "dai-tint"),
    ("ink-3", "paper"), ("ink-3", "ground"), ("ink-3", "paper-2"), ("ink-3", "dai-tint"), ("dai", "paper"),
    ("dai", "dai-tint"), ("dai", "ground"), ("dai-2", "dai-tint"), ("on-solid", "dai"), ("on-solid", "dai-2"),
    ("zhu", "paper"), ("zhu", "zhu-tint"), ("zhu", "ground"), ("waiting", "waiting-tint"), ("waiting", "paper"),
    ("placed", "placed-tint"), ("placed", "paper"), ("placed", "dai-tint"), ("aside", "aside-tint"),
    ("aside", "paper"), ("paper", "ink"),
]  # fmt: skip
CHARTS = [("ink", "ramp-1"), ("ink", "ramp-2"), ("on-ramp-3", "ramp-3"), ("on-ramp-4", "ramp-4")]
GRAPHICS = [
    ("edge", "paper"), ("edge", "ground"), ("waiting-fill", "paper"), ("placed-fill", "paper"),
    ("aside-fill", "aside-tint"), ("series-1", "paper"), ("series-2", "paper"), ("series-3", "paper"),
    ("mask", "paper"), ("focus", "halo"), ("focus", "paper"), ("hand-line", "paper"),
]  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark", "contrast", "print"])
def test_what_is_read_and_what_is_acted_on_stands_out(theme):
    colours = _themes()[theme]
    floors = [(pair, 4.5) for pair in TEXT] + [(pair, 3.0) for pair in GRAPHICS]
    if theme != "print":
        floors += [(pair, 4.5) for pair in CHARTS]
    weak = {
        f"{one} on {other}": round(ratio, 2)
        for (one, other), floor in floors
        if (ratio := contrast(colours[f"--{one}"], colours[f"--{other}"])) < floor
    }
    assert not weak


@pytest.mark.parametrize(
    ("wish", "chosen"),
    [
        ("@media screen and (prefers-color-scheme: dark)", ':root[data-theme="dark"]'),
        ("@media (prefers-contrast: more)", ':root[data-theme="contrast"]'),
    ],
)
def test_what_a_system_asks_for_is_what_a_person_can_choose(wish, chosen):
    css = (STATIC / "tokens.css").read_text()
    assert _rule(css, ":root:not([data-theme])", wish) == _rule(css, chosen)


def test_no_colour_of_one_theme_shines_through_another():
    css = (STATIC / "tokens.css").read_text()
    assert set(_rule(css, ':root[data-theme="dark"]')) == set(_rule(css, ':root[data-theme="contrast"]'))


def test_styles_use_only_colours_that_have_a_name():
    named = set(_themes()["light"])
    for sheet in STATIC.glob("*.css"):
        css = sheet.read_text()
        assert set(re.findall(r"var\((--[\w-]+)", css)) <= named, sheet.name
        if sheet.name != "tokens.css":
            bare = set(re.findall(r"#[0-9a-f]{3,6}\b", re.sub(r"url\([^)]*\)|@media print.*", "", css, flags=re.S)))
            assert bare <= {"#fff"}, sheet.name  # a QR code is black on white in every theme


@pytest.mark.parametrize("sheet", ["tokens.css", "elements.css", "public.css"])
def test_public_styles_work_in_a_browser_of_2020(sheet):
    css = re.sub(r"/\*.*?\*/", "", (STATIC / sheet).read_text(), flags=re.S)
    for later in ("@layer", ":has(", ":is(", "color-mix(", "@container", "oklch("):
        assert later not in css, f"{later} in {sheet}"
    nested = re.search(r"{[^{}]*&", css)
    assert nested is None


def test_public_first_view_is_light():
    together = sum((STATIC / name).stat().st_size for name in ("tokens.css", "elements.css", "public.css", "icons.svg"))
    assert together < 60_000  # before compression; the promise is 60 kB after it


def test_no_page_asks_for_anything_from_elsewhere():
    for file in [*STATIC.iterdir(), *WEB.glob("templates/**/*.html")]:
        text = file.read_text().replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|//\w+\.\w", re.sub(r"//[^\n]*\n", "", text) if file.suffix == ".js" else text)
        if file.suffix == ".html":
            assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*\ssrc=)", text), file.name


# ---------------------------------------------------------------- shapes


def test_every_shape_that_is_asked_for_exists():
    drawn = set(re.findall(r'<symbol id="i-([\w-]+)"', (STATIC / "icons.svg").read_text()))
    sources = [*(WEB.parent).glob("*/templates/**/*.html"), *(WEB.parent).glob("*/static/**/*.js")]
    asked = set()
    for source in sources:
        text = source.read_text()
        asked |= set(re.findall(r'{% icon "([\w-]+)"', text)) | set(re.findall(r"icons\.svg' %}#i-([\w-]+)", text))
        asked |= set(re.findall(r'icon_name="([\w-]+)"', text))
    look = (WEB / "templatetags" / "look.py").read_text()
    asked |= set(re.findall(r'^    "[\w-]+": \("([\w-]+)",', look, re.M))
    assert asked and asked <= drawn


def test_a_state_is_a_shape_and_a_word_not_a_colour():
    html = render('{% state_tag "late" text="超期3天" %}{% state_tag "placed" %}')
    assert "超期3天" in html and "已归入" in html
    assert [svg["aria-hidden"] for svg in Tags(html).all("svg")] == ["true", "true"]
    shapes = [use["href"].split("#")[1] for use in Tags(html).all("use")]
    assert shapes == ["i-late", "i-placed"]


def test_a_shape_alone_has_a_name():
    (svg,) = Tags(render('{% icon "search" label="搜索" %}')).all("svg")
    assert (svg["role"], svg["aria-label"]) == ("img", "搜索")


# ---------------------------------------------------------------- numbers and days


def test_numbers_and_days_read_as_the_language_writes_them():
    source = '{{ n|number }} {{ d|day }} {{ d|day:"short" }} {{ 87|padded }}'
    values = {"n": 4231, "d": date(2014, 4, 15)}
    assert render(source, **values) == "4,231 2014年4月15日 4月15日 0087"
    assert render(source, "en", **values) == "4,231 15 April 2014 15 April 0087"


# ---------------------------------------------------------------- conservation


def bar(**parts: int) -> tuple[str, list[float]]:
    given = " ".join(f"{name}={count}" for name, count in parts.items())
    html = render("{% conservation " + given + " %}")
    drawing = html[html.index('<svg role="img"') :]
    return html, [float(rect["width"].rstrip("%")) for rect in Tags(drawing[: drawing.index("</svg>") + 6]).all("rect")]


def test_the_sum_stands_in_numbers_and_in_words():
    html, widths = bar(placed=3118, aside=257, waiting=3107)
    sentence = re.sub(r"\s+", "", text_of(html))
    assert "已归入3,118+不列入257+待梳理3,107=全部意见条6,482" in sentence
    assert 'aria-label="已归入48.1%、不列入4.0%、待梳理47.9%"' in html
    assert sum(widths) == pytest.approx(100, abs=0.02)


def test_three_rows_of_a_hundred_thousand_are_still_seen():
    _html, widths = bar(placed=99_997, aside=3)
    assert min(widths) >= 0.15 and sum(widths) == pytest.approx(100, abs=0.02)


def test_nothing_yet_is_an_empty_bar_and_zeros():
    html, widths = bar(placed=0, aside=0, waiting=0)
    assert widths == [] and text_of(html).count("0") >= 4


def test_what_is_kept_from_a_reader_still_adds_up():
    html, _widths = bar(placed=31, aside=3, waiting=20, withheld=6)
    assert "按回避规定未显示" in html and ">60<" in html


# ---------------------------------------------------------------- voices


RUNS = [
    {"text": "主持人让说我就说两句。", "rest": True},
    {"text": "俺们那", "hand": True},
    {"text": "育才路", "hand": True, "shared": True},
    {"masked": "姓名"},
    {"text": "  没人管。\n", "elsewhere": "已归入0240", "url": "/f/240/"},
]


def test_a_voice_is_shown_as_it_was_said():
    html = render("{% voice runs code='座061' facts=facts url='/v/' %}", runs=RUNS, facts=["3月27日", ""])
    quote = html[html.index("<blockquote") : html.index("</blockquote>")]
    quote = re.sub(r'<a class="else".*?</a>|<span class="vh">.*?</span>', "", quote)
    assert text_of(quote) == "主持人让说我就说两句。俺们那育才路██  没人管。\n"
    tags = Tags(html)
    assert [tag for tag, _attrs in tags.tags][:2] == ["figure", "blockquote"] and tags.all("figcaption")
    assert tags.all("blockquote")[0]["lang"] == "zh-Hans"


def test_a_mask_is_black_to_the_eye_and_named_to_the_ear():
    html = render("{% words runs %}", runs=RUNS)
    assert '<span class="mask" aria-hidden="true">██</span><span class="vh">（已隐去：姓名）</span>' in html


@pytest.mark.parametrize("attack", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}"])
def test_words_have_no_effect(attack):
    for source in ("{% voice text %}", "{% words runs %}", "{% voice 'x' code=text facts=facts %}"):
        html = render(source, text=attack, runs=[{"text": attack, "elsewhere": attack}], facts=[attack])
        assert not {"script", "img"} & {tag for tag, _attrs in Tags(html).tags}
        assert "14" not in html


# ---------------------------------------------------------------- lists


PAGE = {"first": 4951, "last": 5000, "total": 10000, "previous": "p4951", "next": None}


def test_a_page_says_where_one_is_and_keeps_the_filters():
    html = render("{% pager page jump=True %}", path="/list/?kind=problem&after=x", page=PAGE)
    assert "第4,951—5,000条，共10,000条" in html
    (previous,) = Tags(html).all("a")
    assert previous["href"] == "?kind=problem&before=p4951" and previous["rel"] == "prev"
    assert "已是最后一页" in html
    assert {"name": "kind", "value": "problem", "type": "hidden"} in Tags(html).all("input")


def test_a_list_of_one_page_says_how_many_and_no_more():
    html = render("{% pager page jump=True %}", path="/list/", page={**PAGE, "first": 1, "previous": None})
    assert "共10,000条" in html
    assert "第一页" not in html and "最后一页" not in html
    assert not Tags(html).all("button") and not Tags(html).all("a")


def test_the_trail_marks_where_one_stands():
    steps = [{"what": "问题", "text": "0102", "is_current": True}, {"what": "意见条", "text": "23条", "url": "/p/"}]
    tags = Tags(render("{% trail steps %}", steps=steps))
    assert [item.get("aria-current") for item in tags.all("li")] == ["page", None]
    assert [link["href"] for link in tags.all("a")] == ["/p/"]


def test_what_is_still_to_come_is_said_not_only_drawn():
    events = [{"when": date(2014, 2, 12), "text": "首次听到"}, {"when": "改完以后", "text": "验收", "state": "todo"}]
    html = render("{% timeline events %}", events=events)
    assert Tags(html).all("time")[0]["datetime"] == "2014-02-12"
    assert "（还没到）" in html


def test_an_empty_list_shows_the_two_ways_to_fill_it():
    html = render('{% empty_state "还没有" "收进来就在这里。" act="导入" url="/i/" other_act="录入" other_url="/k/" %}')
    assert [a["href"] for a in Tags(html).all("a")] == ["/i/", "/k/"]
    assert html.count("button-main") == 1


# ---------------------------------------------------------------- forms


class Form(forms.Form):
    say = forms.CharField(label="您想说什么？", widget=forms.Textarea, help_text="在哪儿、什么事。")
    quote = forms.ChoiceField(label="能引用吗", choices=[("y", "能"), ("n", "不能")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="看过说明")
    note = forms.CharField(label="备注", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_has_its_label_hint_error_and_control_in_this_order():
    html = render("{% field form.say %}", form=Form({}))
    places = [html.index(part) for part in ("您想说什么？（必填）", "在哪儿", "这一项必须填写", "<textarea")]
    assert places == sorted(places)
    (control,) = Tags(html).all("textarea")
    assert control["aria-describedby"] == "id_say_hint id_say_error" and control["aria-invalid"] == "true"
    assert {"id_say_hint", "id_say_error"} <= {attrs.get("id") for _tag, attrs in Tags(html).tags}


def test_choices_are_a_fieldset_whose_every_choice_has_a_label():
    tags = Tags(render("{% field form.quote %}", form=Form()))
    assert tags.all("fieldset") and tags.all("legend")
    assert [label["for"] for label in tags.all("label")] == [box["id"] for box in tags.all("input")]


def test_a_field_that_may_stay_empty_does_not_say_required():
    assert "必填" not in render("{% field form.note %}", form=Form())
    assert Tags(render("{% field form.secret %}", form=Form())).all("input")[0]["type"] == "hidden"


def test_the_summary_of_errors_leads_to_each_field():
    form = Form({"say": "路灯不亮"})
    html = render("{% error_summary form %}{% for one in form %}{% field one %}{% endfor %}", form=form)
    tags = Tags(html)
    assert "还没有存：有2处要改" in html and "没有丢" in html
    ids = {attrs.get("id") for _tag, attrs in tags.tags}
    links = [a["href"].lstrip("#") for a in tags.all("a")]
    assert links == ["id_quote_0", "id_agreed"] and set(links) <= ids
    assert "autofocus" in tags.all("div")[0]
    assert render("{% error_summary form %}", form=Form()).strip() == ""


# ---------------------------------------------------------------- work and acts


def job(**facts: object) -> SimpleNamespace:
    plain = {"pk": 7, "state": "running", "done_count": 68_000, "total_count": 100_000, "started_at": None}
    return SimpleNamespace(**{**plain, "stop_asked": False, **facts})


def test_a_long_job_can_be_stopped_and_left():
    html = render('{% job_progress job what="正在梳理" stop_url="/stop/" resume_url="/go/" %}', job=job())
    assert "68,000 / 100,000" in html and "可以离开这一页" in html
    tags = Tags(html)
    assert tags.all("progress")[0]["value"] == "68"
    assert [form["action"] for form in tags.all("form")] == ["/stop/"]
    assert "data-refresh" in tags.all("section")[0]


def test_a_stopped_job_offers_to_go_on_and_rests():
    html = render('{% job_progress job stop_url="/stop/" resume_url="/go/" %}', job=job(state="stopped"))
    tags = Tags(html)
    assert [form["action"] for form in tags.all("form")] == ["/go/"]
    assert "data-refresh" not in tags.all("section")[0]


def test_an_act_can_be_taken_back_without_a_script():
    tags = Tags(render('{% undo "9条归入0102。" "/undo/" %}'))
    assert tags.all("form")[0]["method"] == "post" and tags.all("p")[0]["role"] == "status"


# ---------------------------------------------------------------- the frame


def test_a_public_page_remembers_in_its_address():
    source = '{% keep_address %}|{% keep_address type="" %}|{% keep_address lang="zh-hans" %}'
    shown = render(source, "en", "/?lang=en&type=large&other=1")
    assert shown.replace("&amp;", "&") == "?lang=en&type=large|?lang=en|?lang=zh-hans&type=large"
    fields = Tags(render("{% keep_address_fields %}", path="/?contrast=more&type=huge")).all("input")
    assert {field["name"]: field["value"] for field in fields} == {"contrast": "more", "type": "huge"}


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "503", "refusal"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_that_say_no_are_whole_and_lead_on(name, language):
    html = render("{% extends '" + name + ".html' %}", language, words="0087被赵演示先改了。", office=None)
    tags = Tags(html)
    assert tags.all("html")[0]["lang"] == {"zh-hans": "zh-Hans", "en": "en"}[language]
    assert len(tags.all("h1")) == 1 and tags.all("main")[0]["id"] == "main"
    assert tags.all("a")[-1]["href"] == "/" or tags.all("a")[-1]["href"].startswith("/?")
    assert bool(re.search("[一-鿿]", text_of(html.replace("0087被赵演示先改了。", "")))) is (language == "zh-hans")


def test_the_public_frame_offers_large_type_contrast_and_the_other_language():
    source = "{% extends 'public.html' %}{% block title %}x{% endblock %}"
    html = render(source, path="/?type=large", office=None)
    assert 'data-size="large"' in html
    links = {a["href"] for a in Tags(html).all("a")}
    assert {"/", "/?type=large&contrast=more", "/?lang=en&type=large"} <= links
    assert "sessionid" not in html and "<script" not in html


def test_the_desk_frame_shows_the_rooms_it_was_given_and_the_way_out():
    rooms = [
        SimpleNamespace(url="/a/", label="听取", is_current=False),
        SimpleNamespace(url="/b/", label="梳理", is_current=True),
    ]
    html = render("{% extends 'desk.html' %}{% block heading %}梳理{% endblock %}", rooms=rooms)
    tags = Tags(html)
    assert [a.get("aria-current") for a in tags.all("a") if a["href"] in {"/a/", "/b/"}] == [None, "page"]
    assert tags.all("a")[0]["href"] == "#main" and len(tags.all("h1")) == 1
    assert "涉密不上网" in html


def _nowhere(request: object) -> None:
    """A view nobody calls: these tests need addresses only."""


HOUSE = (
    path("", _nowhere, name="front"),
    path("desk/", include(([path("", _nowhere, name="home")], "desk"))),
    path("desk/<slug:campaign>/", include(([path("", _nowhere, name="home")], "campaign"))),
    path(
        "desk/<slug:campaign>/combing/",
        include(([path("", _nowhere, name="desk"), path("findings/", _nowhere, name="findings")], "combing")),
    ),
    path("office/", include(([path("", _nowhere, name="home")], "office"))),
    path(
        "account/",
        include(
            (
                [
                    path("", _nowhere, name="settings"),
                    path("out/", _nowhere, name="logout"),
                    path("preferences/", _nowhere, name="preferences"),
                ],
                "account",
            )
        ),
    ),
)


def desk_request(*roles: Role, at: str = "/desk/demo/combing/findings/") -> object:
    request = RequestFactory().get(at)
    request.standing = SimpleNamespace(roles=frozenset(roles))
    request.campaign = SimpleNamespace(slug="demo", label="示例活动")
    request.person = SimpleNamespace(label="陈例")
    request.user = SimpleNamespace(theme="dark", size="large")
    request.LANGUAGE_CODE = "zh-hans"
    return request


@pytest.mark.parametrize(
    ("role", "rooms"),
    [
        (Role.CL, ["首页", "梳理", "清单"]),
        (Role.LD, ["首页", "清单"]),
        (Role.TR, ["首页"]),
        (Role.SA, ["首页", "单位人员"]),
    ],
)
def test_navigation_shows_the_rooms_that_exist_and_that_the_person_may_enter(settings, role, rooms):
    settings.ROOT_URLCONF = HOUSE
    with translation.override("zh-hans"):
        assert [str(room.label) for room in context.frame(desk_request(role))["rooms"]] == rooms


def test_one_stands_in_one_room_only(settings):
    settings.ROOT_URLCONF = HOUSE
    shown = context.frame(desk_request(Role.CL))["rooms"]
    assert [room.url for room in shown if room.is_current] == ["/desk/demo/combing/findings/"]


def test_the_menu_of_a_person_works_without_a_script(settings):
    settings.ROOT_URLCONF = HOUSE
    with translation.override("zh-hans"):
        html = engines["django"].get_template("desk.html").render({}, desk_request(Role.CL))
    tags = Tags(html)
    assert [form["action"] for form in tags.all("form")] == ["/account/preferences/", "/account/out/"]
    pressed = {(b.get("name"), b.get("value")) for b in tags.all("button") if b.get("aria-pressed") == "true"}
    assert pressed == {("language", "zh-hans"), ("size", "large"), ("theme", "dark")}
    assert (tags.all("html")[0]["data-theme"], tags.all("html")[0]["data-size"]) == ("dark", "large")
    assert "示例活动" in html
