"""Minutes in the ways people really write them, all fictional, each marked with how it must be cut.

A line is a tag, a blank and its text. Tags: H head · A agenda · C chair or host · R recorder · X end of the
meeting · Z signatures · - apart · 1, 2 … the speaker. `|` stands where the words begin after whoever is named; a
line with it, or with another tag than the line above, begins a piece, any other goes on. `‖2 ` begins a piece
inside a line. `*` after the tag: the line is bold up to `|`, or whole. `#`: the program put a number before it.
`⟦a⟧⟦b⟧` are the cells of a row, line ends in them written ⏎; such rows below each other are one table.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from huisheng.crafts.text.speeches import Block, Part

PARTS = {
    "H": Part.HEAD,
    "A": Part.AGENDA,
    "C": Part.CHAIR,
    "R": Part.RECORDER,
    "X": Part.CLOSE,
    "Z": Part.SIGN,
    "-": Part.APART,
}


@dataclass(frozen=True)
class Expected:
    """A piece as it must come out: its part, its speaker, who is named before the words, the words."""

    part: Part
    speaker: int
    named: str
    words: str


@dataclass(frozen=True)
class Written:
    """Minutes as written: blocks, and the pieces they must be cut into."""

    name: str
    blocks: list[Block]
    pieces: list[Expected]
    facts: dict[str, str] = field(default_factory=dict)
    sectors: dict[str, int] = field(default_factory=dict)
    of: tuple[str, ...] = ()
    """What each speaker stands for, as the minutes say it; empty: not asked."""


def written(name: str, marked: str, facts: dict[str, str] | None = None, **more: Any) -> Written:
    """Read marked minutes."""
    blocks: list[Block] = []
    whole: list[str] = []
    last, has_words = "", False
    table = row = 0
    for line in marked.strip("\n").split("\n"):
        tag, _blank, text = line.partition(" ")
        part = tag.rstrip("*#")
        is_row = text.startswith("⟦")
        table += is_row and not row
        row = row + 1 if is_row else 0
        bar = "|" in text.split("‖")[0]
        begins = part != last or (bar and has_words)
        has_words = bar or (has_words and not begins)
        cells = re.findall(r"⟦(.*?)⟧", text) if is_row else [text]
        for column, cell in enumerate(cells, 1):
            for paragraph in cell.split("⏎"):
                plain = re.sub(r"‖\S+ |\|", "", paragraph)
                bold = len(paragraph.split("|")[0]) if "*" in tag else 0
                place = (table, row, column) if is_row else None
                blocks.append(Block(len(blocks) + 1, plain, place, bold, "#" in tag))
                whole.append((f"‖{part} " if begins else "") + paragraph)
                begins = False
        inner = re.findall(r"‖(\S+) ", text)
        last = inner[-1] if inner else part
    return Written(name, blocks, _pieces("\n".join(whole)), facts or {}, **more)


def _pieces(whole: str) -> list[Expected]:
    _nothing, *parts = re.split(r"‖(\S+) ", whole)
    found = []
    for tag, text in zip(parts[::2], parts[1::2], strict=True):
        named, bar, words = text.partition("|")
        speaker = int(tag) if tag.isdigit() else 0
        said = words if bar else text
        found.append(Expected(PARTS.get(tag, Part.SPEECH), speaker, named.strip() if bar else "", said.strip()))
    return found


ALL: list[Written] = [
    written(
        "name-and-colon",
        """
H 清河街道征求群众意见座谈会记录
H 时间：2014年3月12日上午9:00-11:20
H 地点：清河街道办事处二楼会议室
H 主持人：街道党工委副书记 孟昭
H 记录人：党政办 苏文
H 参加人员：社区居民代表9人、个体户代表3人
H 应到12人，实到11人，缺席1人（出差）
C 主持人：|各位代表，今天请大家来，主要是听一听大家对街道班子的意见，有什么说什么。
1 贺建明：|我先说两句。菜市场后面那条路，下雨天没法走，反映过三次了。
1 第一次说是自来水公司的管子，第二次说没有预算，第三次没有人接电话。
2 丁秀英：|老旧小区的电梯什么时候能装？我们楼十七户，十五户同意。
3 伍国强：|办证大厅只开两个窗口，中午还关门。建议中午留一个人值班。
C 主持人：|大家说得很好，我们一条一条记下来，月底前给答复。
X 散会。
""",
        {
            "title": "清河街道征求群众意见座谈会记录",
            "day": "2014-03-12",
            "from": "09:00",
            "until": "11:20",
            "place": "清河街道办事处二楼会议室",
            "chair": "街道党工委副书记 孟昭",
            "recorder": "党政办 苏文",
            "due": "12",
            "present": "11",
        },
        sectors={"社区居民代表": 9, "个体户代表": 3},
    ),
    written(
        "sector-in-brackets-after-name",
        """
H 教育系统座谈会记录
H 时 间：2014.3.18 14:30—16:40
H 地 点：区第二小学会议室
H 主 持：区教育局局长彭越
H 记 录：郝宁
1 武静（教师）：|教师的职称名额太少，农村学校更少。我们学校四十个人，三年只分到一个名额。
2 简志刚（学生家长）：|孩子放学早，家长下班晚，中间两个小时没人管。希望学校能办延时班。
3 左兰（教师）：|检查太多。上个月一共来了十一次检查，每次都要准备材料，备课只能放到晚上。
4 谷雨（退休教师）：|退休教师的体检去年停了，没有人通知原因。
C 彭越：|检查的事局里会清理，职称的事我们往上反映。
""",
        {
            "title": "教育系统座谈会记录",
            "day": "2014-03-18",
            "from": "14:30",
            "until": "16:40",
            "chair": "区教育局局长彭越",
        },
        of=("教师", "学生家长", "教师", "退休教师"),
    ),
    written(
        "sector-in-brackets-first",
        """
H 企业座谈会发言摘要
H 2014年3月20日，区活动办在产业园三号楼召开企业座谈会，由区工商联主席邓凯主持，到会企业负责人6人。
1 （民营企业）|贷款难。银行要抵押，我们租的厂房，没有东西可抵。
2 （个体工商户）|办执照跑了五趟，每趟说的材料都不一样。
3 （商会）|建议每季度开一次见面会，区领导直接听。
4 （民营企业）|园区公交末班车六点半，工人加班回不了家。
""",
        {"title": "企业座谈会发言摘要", "day": "2014-03-20", "place": "产业园三号楼", "present": "6"},
        of=("民营企业", "个体工商户", "商会", "民营企业"),
    ),
    written(
        "role-and-number",
        """
H 柳林社区居民座谈会
H 时间：2014年3月9日19：00至20：40
H 地点：社区活动室
H 主持人：社区书记沈兰
H 记录人：社区专干黎小满
C 主持人：|今天不记名字，请大家放开说。
1 居民代表1：|小区健身器材坏了半年，没有人修。
2 居民代表2：|楼道堆的杂物太多，消防通道都堵了。
3 居民代表3：|我同意2号说的。我们楼更严重，七楼把门都装到楼梯口了。
1 居民代表1：|补充一点，器材旁边的灯也不亮。
C 主持人：|还有吗？没有就到这里。
""",
        {"day": "2014-03-09", "from": "19:00", "until": "20:40", "chair": "社区书记沈兰"},
        of=("居民代表", "居民代表", "居民代表"),
    ),
    written(
        "numbered-without-names",
        """
H 离退休干部座谈会意见汇总
H 时间：2014年3月25日
H 地点：老干部活动中心
H 现将意见整理如下：
1 1.|老干部活动中心的阅览室冬天没有暖气。
2 2.|医药费报销周期太长，去年十月的到现在没有报下来。
2 有的老同志垫了一万多。
3 3.|文件传达不及时，重要文件一个月后才看到。
4 4.|建议组织老同志看看城市新变化。
""",
        {"day": "2014-03-25", "place": "老干部活动中心"},
    ),
    written(
        "headings-with-speaker",
        """
H 镇村干部座谈会记录
H 会议时间：二〇一四年三月二十一日上午九时
H 会议地点：石桥镇政府
H 主持人：镇党委书记 葛平
1 一、石桥村党支部书记任远山发言|
1 村里的路灯是三年前装的，现在一半不亮。
1 修一盏要跑两个部门，一个管灯，一个管电。
2 二、柏树村村委会主任查玉梅发言|
2 各种检查评比太多，一块墙上挂了十九块牌子。
2 希望能减一减，让干部有时间到户里去。
3 三、大河村第一书记卓然发言|
3 村医没人愿意来，工资低，没有编制。
X 会议于十一时三十分结束。
""",
        {"day": "2014-03-21", "from": "09:00", "place": "石桥镇政府", "chair": "镇党委书记 葛平"},
    ),
    written(
        "square-brackets",
        """
H 文化界人士座谈会
H 时间：2014/3/26
H 地点：区文化馆
1 【林一舟】|剧场的场租太高，小剧团演不起。
2 【韦小川】|图书馆周一闭馆没有意见，但公告要提前贴。
2 有一次我带着孩子去了才知道。
3 【祁连】|非遗传承人每年五千元，八年没有调过。
1 【林一舟】|我再补一句，学生场能不能减半。
C 【主持人】|请文旅局会后逐条回应。
""",
        {"day": "2014-03-26", "place": "区文化馆"},
    ),
    written(
        "comrade-said",
        """
H 机关干部座谈会纪要
H 时间：2014年3月28日下午2点半到4点
H 地点：区委二号会议室
H 主持：组织部副部长焦阳
H 参加：机关干部15人
1 蔺成同志说：|文山会海没有真减。纸质文件少了，群里的通知多了，一天要回四十多条。
2 欧阳青同志说：|年轻干部加班多，下乡少。
2 我来了三年，只去过两次村里。
3 戚红同志提出：|公车改了以后，下村反而不方便，建议给乡镇留应急用车。
2 欧阳青同志补充说：|下乡的补贴标准也应该讲清楚。
C 焦阳：|这些意见很实在。
""",
        {"day": "2014-03-28", "from": "14:30", "until": "16:00", "place": "区委二号会议室", "present": "15"},
        sectors={"机关干部": 15},
    ),
    written(
        "speaker-line",
        """
H 卫生系统座谈会记录
H 时间：2014年3月19日
H 地点：区人民医院
- 发言记录：
1 发言人：童欣
1 界别：医生|
1 夜班费十年没有变过，儿科没人愿意来。
2 发言人：骆冰
2 界别：护士|
2 一个护士管十六个病人，写记录的时间比看病人的时间多。
2 建议减掉重复的表。
3 发言人：裘实
3 界别：患者家属|
3 挂号窗口排队要一个多小时。
""",
        {"day": "2014-03-19", "place": "区人民医院"},
        of=("医生", "护士", "患者家属"),
    ),
    written(
        "table-with-header",
        """
H 个体经营户座谈会记录表
H ⟦时间⟧⟦2014年3月13日下午3:00⟧⟦地点⟧⟦工商所会议室⟧
H ⟦主持人⟧⟦所长桑田⟧⟦记录人⟧⟦娄晓⟧
- ⟦序号⟧⟦发言人⟧⟦身份⟧⟦发言内容⟧
1 ⟦1⟧⟦计春⟧⟦早餐店主⟧⟦|油烟检测一次八百，一年要做四次。⟧
2 ⟦2⟧⟦毕海涛⟧⟦服装店主⟧⟦|门口停车位被划没了，客人进不来。⏎希望给商户留装卸货的时间。⟧
3 ⟦3⟧⟦米丽⟧⟦理发店主⟧⟦|各家收的垃圾费不一样，没有票据。⟧
""",
        {"day": "2014-03-13", "from": "15:00", "place": "工商所会议室", "chair": "所长桑田", "recorder": "娄晓"},
        of=("早餐店主", "服装店主", "理发店主"),
    ),
    written(
        "table-of-two-columns",
        """
H 出租车司机座谈会
H 时间：2014年3月15日
1 ⟦司机代表 钮强⟧⟦|火车站的候客区太小，绕三圈都进不去。⟧
2 ⟦司机代表 尤金⟧⟦|加气站只有两个，排队一个半小时。⟧
C ⟦主持人⟧⟦|加气站的事谁了解？⟧
3 ⟦司机代表 尚武⟧⟦|听说开发区要建一个，两年了没有动静。⟧
2 ⟦司机代表 尤金⟧⟦|希望给个准话。⟧
""",
        {"day": "2014-03-15"},
    ),
    written(
        "whole-record-in-a-cell",
        """
H ⟦会议名称⟧⟦环卫工人座谈会⟧
H ⟦会议时间⟧⟦2014年3月16日 15:00-16:30⟧
H ⟦会议地点⟧⟦环卫所⟧
H ⟦主持人⟧⟦甘露⟧
H ⟦会议内容⟧⟦‖C 甘露：|大家辛苦了，今天聊聊工作上的难处。\
⏎‖1 涂大姐：|早上四点上班，没有公交，也没有地方喝口热水。⏎去年说建休息点，建了一个，钥匙在物业手里。⏎\
‖2 冉师傅：|手套一个月发一双，三天就破。⏎‖1 涂大姐：|还有，雨衣是夏天的薄的。⟧
""",
        {
            "title": "环卫工人座谈会",
            "day": "2014-03-16",
            "from": "15:00",
            "until": "16:30",
            "place": "环卫所",
            "chair": "甘露",
        },
    ),
    written(
        "bold-name-then-paragraph",
        """
H* 青年人才座谈会
H 2014年3月22日　人才公寓一楼
1* 舒航（工程师）|
1 公寓的租期只有两年，到期以后买不起也租不到。
1 建议按工作年限续租。
2* 印月（教师）|
2 孩子入园要房产证，我们住公寓没有证。
3* 阮星（创业者代表）|
3 政策很多，但是散在七个网站上，找不全。
2* 印月|
2 同意，最好有一张表。
""",
        {"day": "2014-03-22"},
        of=("工程师", "教师", "创业者代表"),
    ),
    written(
        "bold-name-in-line",
        """
H 物业座谈会记录
H 时间：2014年3月14日
1* 凌波：|停车费一年涨了两次，没有公示。
2* 向荣：|我们小区没有业委会，想成立，不知道找谁。
2 街道说找社区，社区说找街道。
1* 凌波：|业主群里提意见的人被踢出去了。
""",
        {"day": "2014-03-14"},
    ),
    written(
        "half-width-colons",
        """
H 三里屯村村民座谈会
H 时间:2014-3-11 9:30-11:00
H 地点:村委会
H 主持人:驻村干部席明
H 记录人:大学生村官 从容
1 村民代表 麦丰收:|种粮补贴今年没有到账,去年也晚了两个月.
2 村民代表 库尔班:|水渠淤了,下游的地浇不上.
1 村民代表 麦丰收:|对,我家三亩地去年减了一半.
C 主持人:|水渠的事,村里下周先清一段.
""",
        {"day": "2014-03-11", "from": "09:30", "until": "11:00", "place": "村委会", "chair": "驻村干部席明"},
    ),
    written(
        "numbered-points-inside",
        """
H 人大代表座谈会记录
H 时间：2014年3月24日上午
H 地点：区人大常委会会议室
H 主持人：常委会副主任 柏松
1 代表一：|我提三点意见。
1 1.预算公开不细，看不懂。
1 2.议案答复格式化，都是“已列入计划”。
1 3.代表视察走马观花，都是看好的。
2 代表二：|我讲两个问题：
2 一是学校周边的网吧；
2 二是河道的垃圾。建议：
2 （1）明确一个部门管；
2 （2）公布电话。
3 代表三：|没有补充。
""",
        {"day": "2014-03-24", "place": "区人大常委会会议室"},
    ),
    written(
        "colons-that-are-no-speakers",
        """
H 住房困难户座谈会
H 时间：2014年3月10日
H 地点：住房保障中心
H 参加人员：巫山、蓝天宇、时小凤
1 巫山：|我去年申请公租房，窗口的人说：材料不全。
1 问题：到底缺什么，没有人写下来。
1 时间：从六月等到现在，九个月。
1 建议：一次说清，写在纸上。
2 蓝天宇：|他们回答我：“下个月。”我问：哪个下个月？
2 比如：上个月也是这么说的。
2 第一，名单要公开；第二，排队的号要能查。
3 时小凤：|原因：房子少，人多，这个我理解。
3 希望：别让我们一趟一趟跑。
""",
        {"day": "2014-03-10", "place": "住房保障中心"},
    ),
    written(
        "a-name-told-inside",
        """
H 信访群众座谈会
H 时间：2014年3月17日
H 主持人：信访局副局长 翟正
H 参加人员：邬三妹、雷大山、柯小舟
1 邬三妹：|我找的是拆迁办的胡科长。
1 胡科长：你回去等。就这四个字。
1 等了一年，我又去，还是他。
2 雷大山：|我的事是村里的账。会计说，账本丢了。
2 我说，丢了也要有个说法。
3 柯小舟：|我没有别的事，就是路。
C 翟正：|三件事都登记，十五天内书面答复。
""",
        {"day": "2014-03-17"},
    ),
    written(
        "dialogue-with-the-chair",
        """
H 养老服务座谈会
H 时间：2014年3月23日下午2：00
H 主持人：民政局 冯晓
H 记录：卜一
C 冯晓：|请先说说日间照料中心。
1 屠奶奶：|饭菜可以，就是贵，一顿十二块。
C 冯晓：|补贴以后呢？
1 屠奶奶：|补贴以后九块。一个月还是二百七。
C 冯晓：|您觉得多少合适？
1 屠奶奶：|五六块吧。
2 龚老师：|我补充，中心下午四点就关门，儿女六点才下班。
C 冯晓：|记下来了。
""",
        {"day": "2014-03-23", "from": "14:00", "chair": "民政局 冯晓"},
    ),
    written(
        "chair-by-title",
        """
H 少数民族群众座谈会记录
H 时间：2014年3月8日上午10:00
H 地点：民族团结社区
H 主持人：区民宗局副局长 万泉
H 记录人：米娜
C 万局长：|今天就是想听听大家的困难。
1 阿依古丽·买买提：|清真食堂只有一个，孩子上学中午吃饭远。
2 艾山江：|办身份证的窗口没有会说我们话的人。
C 万局长：|食堂的事教育局一起研究。
1 阿依古丽·买买提：|谢谢。
""",
        {"day": "2014-03-08", "from": "10:00", "place": "民族团结社区"},
    ),
    written(
        "agenda-and-parts",
        """
H 区政协委员座谈会记录
H 时间：2014年3月6日
H 地点：政协会议室
H 主持人：政协秘书长 庄园
A 议程：
A 1.通报活动安排
A 2.委员发言
A 3.主持人总结
C 一、主持人讲话|
C 按照统一安排，今天听取各位委员的意见。
- 二、委员发言
1 郁金（政协委员）：|提案办理重答复轻落实。
2 杭一帆（政协委员）：|建议把提案办得怎么样在网上公开。
C 三、总结|
C 感谢各位，两条意见会后整理上报。
Z 主持人（签字）：　　　　记录人（签字）：
Z 2014年3月6日
""",
        {"day": "2014-03-06", "place": "政协会议室"},
        of=("政协委员", "政协委员"),
    ),
    written(
        "one-paragraph-for-all",
        """
H 残疾人座谈会
H 时间：2014年3月31日
H 参加人员：江平、池莲、瞿小亮
1 江平：|盲道上停满了车，还有电线杆。‖2 池莲：|轮椅上不了公交车，说是有踏板，司机不会放。\
‖3 瞿小亮：\
|培训班年年学编织，学完卖不出去。\
我问过老师：“能不能学点别的？”老师说：“教材只有这个。”‖1 江平：|对，也没有人收购。
""",
        {"day": "2014-03-31"},
    ),
    written(
        "masked-names",
        """
H 失业人员座谈会
H 时间：2014年3月29日上午9时30分至11时
H 地点：就业服务中心
1 张某：|招聘会上要三十五岁以下的，我四十二了。
2 李某某：|培训补贴领了一半，另一半说系统坏了。
3 王××：|社保断了两年，补缴要交滞纳金。
1 张某：|年龄的事希望有人管。
4 赵*：|我没有什么说的，都一样。
""",
        {"day": "2014-03-29", "from": "09:30", "until": "11:00", "place": "就业服务中心"},
    ),
    written(
        "narrative-third-person",
        """
H 农业合作社负责人座谈会简要记录
H 3月30日下午，镇里请来七位合作社负责人，在农技站开了座谈会。
1 合作社负责人詹丰（种植大户）提出，|烘干机补贴要先垫钱，垫不起。
2 合作社负责人洪涛（养殖大户）反映，|环评的标准半年变了两次，刚建好的池子要拆。
2 他还说，拆可以，得有个补偿的说法。
3 合作社负责人裴松（农机手代表）建议，|机耕路修到地头。
""",
        of=("种植大户", "养殖大户", "农机手代表"),
    ),
    written(
        "spaces-for-colons",
        """
H 小学生家长座谈会
H 时间　2014年3月27日
1 崔颖（家长）　　|作业太多，写到十点。
2 聂峰（家长）　　|校服一年订四套，穿不了几次。
3 安若（教师）　　|家长群里发什么要有规矩，半夜还在问。
""",
        of=("家长", "家长", "教师"),
    ),
    written(
        "numbers-before-names",
        """
H 道路运输企业座谈会
H 时间：2014年3月5日
H 地点：运管所
1 1、盛大（货运公司负责人）：|超载检查一路三站，罚款标准三个样。
2 2、宗成（客运公司负责人）：|站外揽客没人管。
2 我们按规矩进站的反而拉不到人。
3 3、巩固（驾校负责人）：|考试名额不透明。
1 4、盛大（货运公司负责人）：|补充一点，停车场收费没有票。
""",
        {"day": "2014-03-05", "place": "运管所"},
    ),
    written(
        "interruptions-and-notes",
        """
H 老旧小区改造座谈会
H 时间：2014年4月1日14:00—15:30
H 主持人：住建局 关山
C 主持人：|请大家围绕改造方案提意见。
1 楼长成林：|管道改到一半停了，挖开的沟三个月没有填。
- （全场鼓掌）
1 我不是要掌声，我是要填沟。
2 居民胡杨：|施工从早上六点开始，太吵。
R （记录人注：此处录音不清，约半分钟。）
2 我说到哪儿了？对，太吵，孩子要中考。
- （休息十分钟）
C 主持人：|请继续。
3 居民时光：|我家漏水是改造以后才有的。
""",
        {"day": "2014-04-01", "from": "14:00", "until": "15:30"},
    ),
    written(
        "leaders-sit-in",
        """
H 统战人士座谈会会议记录
H 时间：2014年3月7日 15：00
H 地点：统战部会议室
H 主持人：统战部长 景致远
H 列席人员：区委副书记 华东、组织部 庞统
H 出席人员：民主党派代表4名，无党派人士代表3名，宗教界代表2名
H 缺席：1人（因病）
C 景致远：|请各位畅所欲言。
1 民主党派代表甲：|协商会材料当天才发，没有时间看。
2 无党派人士代表乙：|建议固定每年的联系人，不要年年换。
3 宗教界代表丙：|场所消防改造，批文走了一年。
C 华东：|材料的问题，从下个月起提前五天发。
X 散会（17：10）
""",
        {"day": "2014-03-07", "from": "15:00", "absent": "1人（因病）", "place": "统战部会议室"},
        sectors={"民主党派代表": 4, "无党派人士代表": 3, "宗教界代表": 2},
        of=("民主党派代表", "无党派人士代表", "宗教界代表"),
    ),
    written(
        "signed-at-the-end",
        """
H 征求意见座谈会记录（党员代表）
H 时间：2014年3月4日
H 地点：党群服务中心
H 主持人：樊高
H 记录人：水生
1 党员代表焦裕：|组织生活就是念文件，念完签字。
2 党员代表甄诚：|流动党员一年没有人联系。
3 党员代表解放：|党费的标准换了，没有人讲。
Z 参会人员签字：
Z 主持人签字：          记录人签字：
Z 共 2 页
""",
        {"day": "2014-03-04", "place": "党群服务中心", "chair": "樊高", "recorder": "水生"},
    ),
    written(
        "first-second-third",
        """
H 快递员座谈会
H 时间：2014年4月2日晚上7:30
H 地点：快递驿站
C 主持人：|一个一个说，不用报名字。
1 第一位发言者：|小区不让进，东西放门口又说我们不送上楼。
2 第二位发言者：|罚款。客户一个电话就罚二百，不问原因。
3 第三位发言者：|没有地方停三轮。
C 主持人：|小区的事是物业定的还是社区定的？
1 第一位发言者：|物业。
""",
        {"day": "2014-04-02", "from": "19:30", "place": "快递驿站"},
    ),
    written(
        "bodies-in-brackets",
        """
H 农技推广座谈会
H 时间：2014年4月7日
H 地点：农技中心
1 林一（农技站）：|试验田的水泵坏了两个月，没有人修。
2 石二（敬老院）：|下乡的班车停了，老人出不了门。
1 林一（农技站）：|种子补贴也该早一点发。
""",
        {"day": "2014-04-07", "place": "农技中心"},
        of=("农技站", "敬老院"),
    ),
    written(
        "stations-without-names",
        """
H 镇直单位座谈会
H 时间：2014年4月9日
1 （供水站）|管网的图纸还是二十年前的。
2 （变电站）|线路老化，换一段停一天电。
""",
        {"day": "2014-04-09"},
        of=("供水站", "变电站"),
    ),
    written(
        "english",
        """
H Minutes of the symposium with residents
H Date: 27 March 2014, 9:00 to 11:00
H Place: Town hall, room 3
H Chair: Deputy head of the office
C Chair: |Please say freely what you think.
1 Resident 1: |The street lamps in Mill Lane have been dark since January.
2 Teacher 1: |There is no crossing in front of the school.
2 We asked three times: nobody answered.
1 Resident 1: |The same with the bus stop.
C Chair: |Thank you.
X The meeting closed at 11:00.
""",
        {"day": "2014-03-27", "from": "09:00", "until": "11:00", "place": "Town hall, room 3"},
        of=("Resident", "Teacher"),
    ),
    written(
        "listed-by-the-program",
        """
H 网格员座谈会
H 时间：2014年4月3日
H 大家的意见如下：
1# |一个网格八百户，跑不过来。
2# |手机软件要填三个，内容一样。
3# |高温补贴去年没有发。
""",
        {"day": "2014-04-03"},
    ),
    written(
        "speech-over-many-paragraphs",
        """
H 大学生村官座谈会记录
H 时间：2014年4月4日
H 地点：组织部
H 主持人：组织部 严肃
H 记录人：明月
1 钟声（大学生村官）：|我在村里三年，说说真实的情况。
1 第一年，写材料。镇里要什么写什么。
1 第二年，还是写材料。村里的老人以为我是打字的。
1 第三年，我自己开了个网店，帮村里卖了两万斤苹果。
1 书记说：这才是你该干的。可是考核表里没有这一项。
1 所以我的意见是：考核要看做了什么，不看写了什么。
2 薄荷（大学生村官）：|我们期满以后去哪里，没有人说。
2 有三个去处：考公、考研、走人。
2 留下来的，没有。
""",
        {"day": "2014-04-04", "place": "组织部"},
        of=("大学生村官", "大学生村官"),
    ),
    written(
        "names-not-in-the-list",
        """
H 商圈座谈会
H 时间：2014年4月8日9点
H 地点：商会
H 参加人员：饭店、超市、药店负责人等
1 饭店负责人：|厨余垃圾收运一周两次，夏天臭。
2 超市负责人：|临时摊点挡门，早上最乱。
3 药店负责人：|医保定点的条件改了，没有通知。
4 符佳（市民）：|天桥的扶梯从来没有开过。
""",
        {"day": "2014-04-08", "from": "09:00", "place": "商会"},
    ),
]
