"""Documents to press: the smallest true ones, and a report that has everything. All names and matters are made up."""

from datetime import date

from huisheng.crafts.press.faces import Faces
from huisheng.crafts.press.model import (
    Attachment,
    Column,
    Document,
    Enumeration,
    Head,
    Heading,
    Names,
    Number,
    Paragraph,
    Person,
    Record,
    Run,
    Signature,
    Table,
)

SHIPPED = Faces(system=False)  # the same on every machine

MATTERS = ("育才路南段一下雨就积水，学生绕行", "图书馆周末不开放，上班的人没法借书", "“门难进、脸难看”，让群众来回跑")


def listed(rows: int, size: str = "small") -> Table:
    """A table of problems, as long as asked for; the words of each row are its own."""
    columns = (
        Column("序号", mm=14, align="centre"),
        Column("问题", share=3),
        Column("意见条数", mm=20, align="centre"),
        Column("责任单位"),
    )
    cells = tuple(
        (str(n), f"第{n}条：" + MATTERS[n % 3] * (1 + n % 4), str(n * 7 % 23 + 1), "柳湾街道办事处")
        for n in range(1, rows + 1)
    )
    return Table(columns, (("群众切身利益方面",), *cells), caption="表1  突出问题", size=size)  # type: ignore[arg-type]


def report(paragraphs: int = 3) -> Document:
    """A report upward with every part a document can have."""
    text = "领导小组办公室对收到的意见逐条登记、逐条归类，原话与梳理结果一一对应，可查可核。"
    return Document(
        title="示范区教育实践活动领导小组关于听取意见环节工作情况的报告",
        head=Head("示范区教育实践活动领导小组文件", Number("示教组", 2014, 7), 12, "特急", ("王芳",)),
        addressee="市教育实践活动领导小组",
        blocks=(
            Heading("总体情况"),
            Paragraph(
                (
                    Run("坚持开门听意见。", lead=True),
                    Run("截至2014年4月3日，共召开座谈会"),
                    Run("140多", href="https://example.org/figures/M1", id="M1"),
                    Run("次，☐未办结，☑已办结。"),
                )
            ),
            Heading("主要做法", 2),
            *(Paragraph(text) for _ in range(paragraphs)),
            Heading("逐条登记", 3),
            Heading("一人一表", 4),
            Enumeration(("听取意见不够深入；", "梳理归类不够准确。")),
            Names((Person("王芳", 1), Person("堃喆"), Person("丁一"), Person("𬱖䶮㛃")), label="出席"),
            listed(12),
        ),
        signature=Signature(("示范区教育实践活动领导小组",), date(2014, 4, 3)),
        note="联系人：李明",
        attachments=(
            Attachment("突出问题清单", (listed(8),), paper="landscape"),
            Attachment("意见建议清单", (Paragraph("略。"),)),
        ),
        record=Record("示范区教育实践活动领导小组办公室", date(2014, 4, 3), ("抄送：各督导组。",), 60),
    )


def english() -> Document:
    """An English report."""
    return Document(
        title="Report on the Listening Phase",
        language="en",
        head=Head("Example District Office", Number("EDO", 2014, 7)),
        addressee="Members of the Steering Group",
        blocks=(
            Heading("What we did"),
            Paragraph((Run("We asked openly. ", lead=True), Run("As of 3 April 2014 we held more than 140 symposia."))),
            Heading("How voices were kept", 2),
            Paragraph("Each voice was stored in its own words. " * 20),
            Heading("Sources", 3),
            Enumeration(("the public page;", "symposia;", "paper forms.")),
            Table((Column("No.", mm=12), Column("Problem", share=3)), (("1", "Yucai Road floods whenever it rains."),)),
            Names((Person("Wang Fang", 1, "chair"), Person("Li Ming")), label="Present"),
        ),
        signature=Signature(("Example District Office",), date(2014, 4, 3), sealed=False),
        attachments=(Attachment("List of suggestions", (Paragraph("None."),)),),
        record=Record("Example District Office", date(2014, 4, 3)),
    )


def spoken(rows: int) -> Document:
    """An English report without a number of what people said in Chinese: words and tables, upright and on its side."""
    said = "育才路一下雨就积水，孩子上学得蹚水过去，去年淹了4回。街道办说要等市里的计划，等了3年也没有等来。"
    columns = (Column("No.", mm=14), Column("Problem", share=3), Column("Unit"), Column("Voices", mm=18, align="right"))
    table = Table(columns, tuple((str(n), said * (1 + n % 3), "柳湾街道办事处", str(n * 7)) for n in range(rows)))
    few = Table(columns, table.rows[:1], caption="One of them")
    return Document(
        title="What People Said",
        language="en",
        head=Head("Example District Office"),
        blocks=(*(Paragraph(f"{n}. {said * (1 + n % 3)}") for n in range(rows)), *(few,) * 9, table),
        attachments=(Attachment("On its side", (table,), paper="landscape"),),
    )


def problems(rows: int) -> Document:
    """The list of problems as an English reader asks for it: what was said in English, in Chinese and in both."""
    said = (
        "The bus/metro stop on Yucai Road floods whenever it rains; last year 4 times, at $166/month for wading boots.",
        "路口“监控失灵”了3次，2013年，A区的说法是“等市里（省里）的计划”，B区说“等3年/4年”；电话0000-1234567没有人接。",
        "Library hours (9-17) keep working people out: “we can’t come on weekdays”. See https://example.org/hours/2014.",
        "办事大厅“门难进、脸难看”，群众跑了5趟，Wi-Fi也连不上，2014年1月的《办事指南》还是2009年的；“一次告知”没有做到。",
        "I said 育才路 floods（每年4次），they said “等计划”, and nothing came of it.",
    )
    columns = (
        *(Column("No.", mm=16, align="centre"), Column("Problem"), Column("Category", mm=52)),
        *(Column("Scope", mm=20, align="centre"), Column("Unit concerned", mm=40)),
        Column("Passages", mm=20, align="right"),
    )
    units = "Bureau of Housing and Urban-Rural Development", "柳湾街道办事处", ""
    cells = tuple(
        (
            *(
                (Run(f"{n:04}", href=f"https://example.org/findings/{n}"),),
                " ".join([f"{n}:", *[said[n % 5]] * (1 + n % 4)]),
            ),
            *("Conduct in office, 群众切身利益", "office", units[n % 3], f"{n * 37 % 1900:,}"),
        )
        for n in range(1, rows + 1)
    )
    table = Table(columns, cells)
    return Document("Example campaign: list of problems", (table,), language="en", paper="landscape", marking="Draft")
