"""What the demo campaign is called, what guides it, when its phases run, and what it tells people."""

from datetime import date

from huisheng.demo.content.model import CampaignFacts, Meeting, Notice, ParentCampaign, Phase

FIRST_LIST_ON = date(2014, 2, 28)
LAUNCHED_ON = date(2014, 3, 9)
AS_OF = date(2014, 4, 15)

_PHASES = (
    Phase("warm-up", "预热", "Warm-up", 1, date(2013, 8, 1), date(2014, 3, 8), date(2013, 7, 29), date(2014, 3, 8)),
    Phase("launch", "动员", "Launch", 2, LAUNCHED_ON, date(2014, 3, 14), LAUNCHED_ON, date(2014, 3, 14)),
    Phase(
        "listen",
        "学习教育、听取意见",
        "Study and listen",
        3,
        date(2014, 3, 10),
        date(2014, 5, 20),
        date(2014, 3, 10),
        None,
    ),
    Phase(
        "examine",
        "查摆问题、开展批评",
        "Examine and criticise",
        4,
        date(2014, 5, 6),
        date(2014, 7, 18),
        None,
        None,
    ),
    Phase(
        "rectify",
        "整改落实、建章立制",
        "Rectify and make rules",
        5,
        date(2014, 7, 1),
        date(2014, 9, 19),
        None,
        None,
    ),
    Phase("close", "总结", "Close", 6, date(2014, 9, 10), date(2014, 10, 10), None, None),
)

_MEETINGS = (
    Meeting(
        "first-wave-notice",
        "instruction",
        "学习第一批活动通知，部署提前听取意见",
        "First-wave notice studied; early listening arranged",
        date(2013, 7, 22),
        date(2013, 7, 22),
    ),
    Meeting(
        "topical-meeting",
        "governing",
        "区委常委会专题会研究实施意见",
        "Topical meeting of the district committee on the plan",
        date(2014, 2, 26),
        date(2014, 2, 26),
    ),
    Meeting("launch", "launch", "示例区动员大会", "Launch conference", LAUNCHED_ON, LAUNCHED_ON),
    Meeting(
        "course",
        "training",
        "区级领导班子成员集中学习（6个专题）",
        "Three-day course of the leading bodies (six topics)",
        date(2014, 3, 15),
        date(2014, 3, 17),
    ),
    Meeting(
        "observation",
        "observation",
        "现场观摩柳湾街道和产业集聚区",
        "Observation at Liuwan and the industrial cluster",
        date(2014, 3, 16),
        date(2014, 3, 16),
    ),
    Meeting(
        "supervision-training",
        "training",
        "督导工作辅导会议",
        "Training of unit heads and review groups",
        date(2014, 3, 20),
        date(2014, 3, 20),
    ),
    Meeting(
        "cluster-launch",
        "launch",
        "产业集聚区动员大会",
        "Launch at the industrial cluster",
        date(2014, 3, 25),
        date(2014, 3, 25),
    ),
    Meeting(
        "department-visit",
        "visit",
        "组织部门到联系社区走访",
        "Organisation Department visits its linked community",
        date(2014, 3, 28),
        date(2014, 3, 28),
    ),
    Meeting(
        "secretary-class",
        "training",
        "区委书记专题党课",
        "The secretary's special class",
        date(2014, 3, 31),
        date(2014, 3, 31),
    ),
)

_NOTICES = (
    Notice(
        "call",
        "call",
        date(2013, 10, 8),
        "请您说说心里话",
        "Tell us what you think",
        "机关作风、办事服务、身边难事，想到什么说什么。不用登录，不留姓名，原话一字不改。"
        "可以填表、上网、写信，也可以到座谈会上说。说过的每一段都要有着落，办成的说结果，办不成的说理由。",
        "Conduct of offices, services, troubles near your home: say whatever comes to mind. No account, no name, and "
        "your words are kept as they are. Fill in a form, write on the web or by letter, or speak at a meeting. "
        "Every part of what you say will be followed up: the result when it is done, the reason when it is not.",
    ),
    Notice(
        "form-head",
        "form",
        date(2013, 10, 8),
        "征求意见表填写说明",
        "How to fill in the opinion form",
        "本表不记名，请不要写姓名、电话和身份证号。一件事写一段，写清在哪儿、什么事、多久了、希望怎么改。"
        "界别可以不选。填好后投入意见箱，或交给社区代收，信封请封口。",
        "This form is unsigned: please write no name, telephone or identity number. One matter a paragraph: where, "
        "what, since when, and what you would like. The sector is optional. Put the form into the box or hand it to "
        "your community in a sealed envelope.",
    ),
    Notice(
        "receipt",
        "receipt",
        date(2013, 10, 8),
        "回执码请自己留好",
        "Keep your receipt code",
        "凭回执码可以查您说的每一段到了哪一步。回执码只有您知道，丢了谁也查不到，也不能补发。",
        "With the receipt code you can see where each part of what you said stands. Only you know the code: if you "
        "lose it, nobody can find or replace it.",
    ),
    Notice(
        "privacy",
        "privacy",
        date(2013, 10, 8),
        "您的信息怎么用",
        "How your words are used",
        "谁在问：示例区群众路线教育实践活动领导小组办公室。做什么用：梳理问题、督促整改、公开答复。"
        "记了什么：您写的字、收到的日期和渠道。留多久：活动结束后两年销毁，销毁有记录。"
        "被评议的单位看不到您的原文；公开之前，会遮去可能认出您的内容。",
        "Who asks: the office of the Example District campaign. What for: to comb out problems, see them fixed, and "
        "answer in public. What is kept: the words you write, the day and the channel. How long: destroyed two years "
        "after the campaign, with a record. Units spoken of never see your text; before anything is published, what "
        "could identify you is blacked out.",
    ),
)


def facts() -> CampaignFacts:
    """The campaign's own facts."""
    return CampaignFacts(
        code="example-2014",
        name="示例区群众路线教育实践活动",
        name_en="Example District Mass Line Campaign",
        wave=2,
        wave_name="第二批",
        wave_name_en="Second wave",
        parent=ParentCampaign(
            "example-province-2013",
            "示例省群众路线教育实践活动",
            "Example Province Mass Line Campaign",
            1,
            "第一批",
            date(2013, 7, 8),
        ),
        unit="district",
        launched_on=LAUNCHED_ON,
        first_list_on=FIRST_LIST_ON,
        as_of=AS_OF,
        guiding_phrases=("照镜子、正衣冠、洗洗澡、治治病", "为民、务实、清廉"),
        own_phrases=("提前预热 周密部署", "开门听取意见 原话一字不改", "立行立改 件件有回音"),
        phases=_PHASES,
        meetings=_MEETINGS,
        notices=_NOTICES,
        purpose="梳理问题、督促整改、公开答复。被评议的单位看不到您的原文。",
        purpose_en="To comb out problems, see them fixed, and answer in public. Units spoken of never see your text.",
        retention="活动结束后两年销毁，销毁有记录。",
        retention_en="Destroyed two years after the campaign, with a record.",
    )
