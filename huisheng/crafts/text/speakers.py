"""Who speaks, as minutes write it: a name, a role or a number at the start of a line.

What is found here serves for cutting only. Names never leave the cut: a speaker is a sector and a number.
"""

import re
from collections.abc import Set
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

_COMPOUND = (
    "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|"
    "皇甫|宗政|濮阳|公冶|太叔|申屠|公孙|慕容|仲孙|钟离|长孙|宇文|司徒|鲜于|司空|令狐|"
    "呼延"
)
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦昌苗凤俞"
    "袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬康伍余元卜顾孟黄穆萧尹姚邵湛汪祁毛禹狄米贝臧戴谈宋茅庞熊纪舒屈祝"
    "董梁杜阮蓝闵席季贾江童颜郭梅盛林刁钟徐邱骆夏蔡田樊胡凌霍虞柯昝卢莫裘缪丁贲邓郁杭洪左石崔吉钮龚程嵇邢裴陆"
    "荣翁荀羊惠甄曲芮羿储靳汲糜松井段富巫乌焦巴弓牧隗谷侯宓蓬郗班仰秋仲伊宫宁仇栾甘厉戎祖武符刘詹束龙叶幸韶郜"
    "黎蓟薄印宿怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥苍闻莘党翟谭贡劳逄姬申扶冉宰郦雍璩桑桂濮寿边扈燕冀郏浦尚柴瞿"
    "阎慕茹习艾鱼容古易慎戈廖庾衡耿匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那饶麦简帅漆苟邸粟"
    "楚晋曾毋沙乜养鞠须丰关巢蒯相查后荆游竺盖桓岳仝佟肖闫付代涂覃揭佘苑晏邝门朴𠮷㐂昇"
)
# Also words of every day: a name that begins so is believed only beside surer ones.
_DOUBTFUL = (
    "时方安成解项路水于单管高和白常向包万连明任宣应计全权步都能终居商景司房花平原强干车农牛温马支空经危公双红通柳冒"
)
_WORDS = """
    时间 地点 时候 方面 方法 方案 方式 安全 安排 安静 成绩 成效 成果 成本 成立 关于 关键
    解决 解释 解答 项目 路灯 路面 路口 水费 水质 水电 水管 于是 单位 单车 管理 管道 高温
    高峰 高兴 和谐 白天 常见 常态 向上 包括 包含 万一 连续 连带 明确 明天 任务 宣传 应该
    应对 应当 计划 全部 全体 全程 权利 步骤 都是 能够 终于 居民 居住 商户 商店 景区 司机
    房屋 房价 花园 花费 平时 平台 原因 原来 原则 强调 干部 车辆 车位 农业 农民 牛奶 温度
    马上 支持 支出 空调 空气 经费 经验 经常 危害 公园 公交 公司 双方 红灯 通知 通过 通道
    许多 何时 何地 何人 左右 尚未 龙头 石头 曾经 段落 章程 文件 文化 国家 广场 东边 东侧
    易用 利益 相关 后果 后来 后续 从前 从此 富余 井盖 古树 江边 林地 田地 金额 黄金 毛病
    米价 贝壳 季节 童年 游客 查处 查看 须知 门口 门卫 门诊 代表 付费 那么 那里 那边 饶有
    师资 师傅 巴士 武装 宁可 甘愿 厉害 印象 印章 怀疑 习惯 容易 劳动 申请 申报 党员 党委
    边上 谈话 纪律 江水 舒适 席位 严重 严格 华丽 金融 施工 张贴 孔洞 卫生 何况 余下 余额
    元旦 孟冬 伍拾 贺信 汤药 罗列 毕竟 康复 顾虑 顾客 雷同 费用 费时 柏油 苏醒 章节 鲁莽
    昌盛 史料 唐突 廉洁 廉政 夏天 夏季 秋天 秋季 蔡先 凌晨 田间 胡同 霍乱 丁字 邓论 洪水
    洪涝 左边 左侧 石料 荣誉 曲折 储备 松动 班子 班级 班车 宫颈 祖国 符合 束缚 龙门 叶子
    幸福 黎明 薄弱 宿舍 蒲草 索赔 籍贯 池塘 阴沟 闻名 贡献 扶持 扶贫 桑拿 寿命 燕子 浦口
    柴火 鱼塘 慎重 匡算 沃土 越来 隆重 融资 冷清 辛苦 沙尘 养老 养殖 丰收 岳母 席间 盛会
    谢谢 祝贺 利民 东西 相信 连锁 惠民 储蓄 文明 温馨 明显 平安 常务 安置 成员 程序 程度
    危房 支部 公示 公开 高考 单元 管网 项下 向下 计生 计费 权限 全区 全市 商量 居委 原地
    强烈 景观 房源
"""
_STOP = frozenset(_WORDS.split())
"""Words of every day that begin like a surname: no names."""
_NAME_ENDS = frozenset("说问是的了吗呢面题因议求施况论下间点例者们事时后前况据")
_PRONOUNS = re.compile(
    r"[我你您他她它这那咱有请让对把给向为关就但还又再也都并且如若当从在要能可会已没不最第其各某些比例据听像]"
)

TITLES = (
    "大爷|大妈|大娘|大哥|大姐|阿姨|师傅|老师|书记|主任|局长|经理|校长|医生|大夫|院长|"
    "总经理|董事长|总|先生|女士|同志|委员|会长|社长|站长|所长|厂长|村长|组长|支书|奶奶|"
    "爷爷|叔|婶|教授|园长|区长|市长|县长|镇长|乡长|科长|处长|部长|秘书长|主席|常委|法官|"
    "检察官|律师|老板|工程师|工|老|董|队长|班长|主管|理事长|秘书|法师|阿訇|牧师|道长|"
    "神父|副主任|副局长|副书记|副区长|副校长|副院长|副部长|副主席"
)
ROLES = (
    "代表|居民|村民|群众|市民|职工|员工|教师|老师|学生|家长|商户|业主|租户|党员|干部|"
    "委员|负责人|企业主|经营户|个体户|司机|医生|护士|医务人员|人士|工人|农民|农户|老人|"
    "退休干部|退休职工|退役军人|军属|残疾人|志愿者|网格员|楼长|楼栋长|社工|公务员|专家|学者|"
    "律师|记者|经理|校长|园长|院长|书记|主任|会长|主席|秘书长|顾客|旅客|乘客|游客|患者|"
    "摊主|店主|环卫工人|快递员|保洁员|民警|专干|支书|村主任|同志|组长|大户|理事|劳模|标兵|"
    "先进个人|新居民|流动人口|外来务工人员|大学生村官|选调生|工作者|界|联络员|协会|商会|"
    "参会者|与会者"
)
BODIES = (
    "企业|工商户|商会|协会|党派|团体|单位|部门|公司|学校|医院|家庭|机构|社区|街道|村|局|"
    "委|办|所|中心|院|园|厂|店|会|队|站"
)
CHAIRS = "主持人|主持|会议主持人|会议主持|主席|召集人"
RECORDERS = "记录人|记录员|记录|会议记录人|书记员|记录者"
VERBS = (
    "发言|说|讲|谈|谈到|认为|提出|反映|表示|补充|补充说|建议|讲话|总结|总结说|强调|插话|"
    "问|答|回答|回答说|接着说|介绍|介绍说|汇报|说道|指出|回应|追问|作总结|总结讲话|讲到|"
    "致辞|的发言|发言如下|发言说|发言摘要|继续说|最后说|询问|解释|解释说|表态"
)
NUMBER = r"(?:[甲乙丙丁戊己庚辛壬癸]|[A-Za-zＡ-Ｚ]|[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3})"

_HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
_NAME = (
    rf"(?:(?:{_COMPOUND})[{_HAN}]{{1,2}}|[{_SURNAMES}{_DOUBTFUL}][ \u3000]*[{_HAN}]{{1,2}}"
    rf"|[{_HAN}](?:某{{1,2}}|[×xXＸ*＊○〇]{{1,2}})|[\u4e00-\u9fff]{{1,6}}[·•・‧][\u4e00-\u9fff]{{1,8}})"
)
_NICK = (
    rf"(?:(?:老|小|大)[{_SURNAMES}{_DOUBTFUL}]"
    rf"|(?:{_COMPOUND}|[{_SURNAMES}{_DOUBTFUL}])[\u4e00-\u9fff]{{0,2}}(?:{TITLES}))"
)
_ROLE = rf"(?:[{_HAN}A-Za-z0-9、/—-]{{0,16}}(?:{ROLES}))"
_ORDER = (
    r"(?:(?:\d{1,3}|[０-９]{1,3})号(?:代表|发言人|居民|群众)?|第[一二三四五六七八九十\d]{1,3}(?:位|个)?(?:代表|发言人|发言者)"
    rf"|(?:发言人|发言者|代表|与会者|参会者){NUMBER}|[甲乙丙丁戊己庚辛]|[A-ZＡ-Ｚ](?![\w]))"
)
_ENUMERATOR = re.compile(
    r"[\s\u3000]*(?:第?[一二三四五六七八九十]{1,3}[、.．，]|[（(][一二三四五六七八九十0-9０-９]{1,3}[)）][、.．]?|[0-9０-９]{1,2}[、.．)）]\s*"
    r"|[①-⑳][、.]?|第[一二三四五六七八九十]{1,3}[位个]?[:：、]|[●○■□◆◇★▲▪•·※→>-]\s*)?[\s\u3000]*"
)
_BRACKET = re.compile(r"[（(〔\[［]([^（()）〔〕\[\]［］\n]{1,40})[)）〕\]］]")
_VERB = re.compile(rf"(?:{VERBS})\Z")
_AFTER = re.compile(r"同志\Z")
_COLON = re.compile(r"[:：︰﹕∶][\s\u3000]*")
_COMMA = re.compile(r"[，,][\s\u3000]*")
_SPACE = re.compile(r"(?<=\S)(?:[ \u3000]{2,}|\t[\s\u3000]*|\u3000+|[—－]{1,2}[\s\u3000]*|--\s*)")
_BOX = re.compile(r"[【〖\[［]([^】〗\]］\n]{1,30})[】〗\]］][\s\u3000]*[:：]?[\s\u3000]*")
_ROUND = re.compile(r"[（(]([^（()）\n]{1,30})[)）][\s\u3000]*[:：]?[\s\u3000]*")
_NAMED = re.compile(r"(?:发言人|发言者|发言代表|发言人姓名|姓名|代表姓名)[\s\u3000]*[:：][\s\u3000]*(?P<rest>.{1,40})")
_LATIN = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Cllr|Councillor)\.?\s+[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?|[A-Z][\w'’-]+(?:\s+[A-Z][\w'’.-]+){1,2}"
    r"|(?:Resident|Teacher|Parent|Speaker|Participant|Member|Shopkeeper|Driver|Worker|Student)(?:\s+(?:\d{1,3}|[A-Z]))?)"
)
_LATIN_CHAIR = re.compile(r"(?:The )?(?:Chair(?:man|woman|person)?|Moderator|Facilitator)")
_LATIN_RECORDER = re.compile(r"(?:The )?(?:Recorder|Note-taker|Secretary)")
_LATIN_STOP = frozenset(("for example", "main points", "next steps", "action points", "in short"))
_HAS_ROLE = re.compile(rf"(?:{ROLES})")
_CHAIR = re.compile(rf"(?:{CHAIRS})(?:人)?")
_RECORDER = re.compile(rf"(?:{RECORDERS})")
_TITLED = re.compile(rf"(?:{TITLES}|{ROLES})\Z")


class Voice(StrEnum):
    """In which part somebody speaks."""

    CHAIR = "chair"
    RECORDER = "recorder"
    SPEAKER = "speaker"


class Trust(IntEnum):
    """How surely a label is one."""

    WEAK = 1
    FAIR = 2
    SURE = 3


class Form(StrEnum):
    """How a label is set off from the words."""

    COLON = "colon"
    VERB = "verb"
    SPACE = "space"
    BOX = "box"
    ROUND = "round"
    ALONE = "alone"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class Label:
    """Who speaks, at the start of a line.

    `end` is where the words begin, in characters of the line. `name` tells two speakers of the minutes apart and
    is empty where nobody is told apart; `sector` is what the minutes say of whom they speak for.
    """

    end: int
    voice: Voice
    trust: Trust
    name: str = ""
    sector: str = ""
    form: Form = Form.COLON


def label_of(line: str, known: Set[str] = frozenset()) -> Label | None:
    """The label a line begins with, if it does; `known` are names the head of the minutes gives."""
    for pattern, form, longest in ((_COLON, Form.COLON, 44), (_COMMA, Form.VERB, 30), (_SPACE, Form.SPACE, 30)):
        found = pattern.search(line, len(line) - len(line.lstrip()))
        if found and found.start() <= longest and (label := _who(line[: found.start()], form, known)):
            return replace(label, end=found.end())
    lead = _ENUMERATOR.match(line)
    assert lead is not None
    for pattern, form in ((_BOX, Form.BOX), (_ROUND, Form.ROUND)):
        if found := pattern.match(line, lead.end()):
            label = _who(found[1], form, known)
            is_doubtful = label is None or (label.trust is Trust.WEAK and label.name not in known)
            if is_doubtful and form is Form.ROUND and (sector := sector_in(found[1])):
                label = Label(0, Voice.SPEAKER, Trust.SURE, "", sector, form)
            if label and (label.trust > Trust.WEAK or label.name in known):
                return replace(label, end=found.end())
    return None


def label_alone(line: str, known: Set[str], *, is_bold: bool) -> Label | None:
    """A line that is nothing but a label: its words follow below."""
    lead = _ENUMERATOR.match(line)
    assert lead is not None
    if found := _NAMED.fullmatch(line[lead.end() :].rstrip()):
        label = _who(found["rest"], Form.CELL, known)
        name = label.name if label else plain(found["rest"])
        return Label(len(line), Voice.SPEAKER, Trust.SURE, name, label.sector if label else "", Form.ALONE)
    words = line.strip().rstrip(":：")
    if not words or len(words) > 30:
        return None
    boxed = _BOX.fullmatch(words)
    label = _who(boxed[1] if boxed else words, Form.ALONE, known)
    if label is None:
        return None
    is_heading = bool(lead[0].strip()) and bool(_VERB.search(words))
    ends_open = line.rstrip().endswith((":", "："))
    if is_bold or is_heading or boxed or label.name in known or (ends_open and label.trust > Trust.WEAK):
        return replace(label, end=len(line), trust=Trust.SURE)
    return replace(label, end=len(line)) if label.trust is Trust.SURE and not lead[0].strip() else None


def cell_label(text: str, known: Set[str]) -> Label | None:
    """What stands in the speaker's cell of a table."""
    return _who(text.strip().rstrip(":："), Form.CELL, known)


def _who(head: str, form: Form, known: Set[str]) -> Label | None:
    """Whom the words before the colon name, if anybody."""
    lead = _ENUMERATOR.match(head)
    assert lead is not None
    for start in dict.fromkeys((lead.end(), len(head) - len(head.lstrip()))):
        core = head[start:].strip()
        if core and (label := _named(core, form, known)):
            return label
    return None


def _named(core: str, form: Form, known: Set[str]) -> Label | None:
    whole = core
    verb = _VERB.search(core)
    if form is Form.VERB and verb is None:
        return None
    bracket = ""
    for _step in range(2):
        if verb and len(core) > len(verb[0]):
            core = core[: verb.start()].rstrip()
        if (found := _BRACKET.search(core)) and found.end() == len(core):
            bracket, core = found[1].strip(), core[: found.start()].rstrip()
        after = _AFTER.search(core)
        if after and len(core) > 3:
            core = core[: after.start()].rstrip()
        verb = _VERB.search(core) if core and not found else None
        if not verb or len(core) - len(verb[0]) < 2:
            break
    if not core:
        return None
    label = _classified(core, bracket, form, known)
    is_nobody = label is not None and not label.name and label.voice is Voice.SPEAKER and core != whole and not bracket
    if label and is_nobody and (label.trust < Trust.SURE or core in ("代表", "群众代表", "居民")):
        return None  # 物业经理说: somebody in a speech tells what another said; 代表发言: a heading
    if label is None and core != whole:
        label = _classified(whole, "", form, known)
    if label and form is Form.COLON and whole != core and label.name and label.trust is Trust.WEAK and not bracket:
        label = replace(label, trust=Trust.FAIR)
    return label


def _classified(core: str, bracket: str, form: Form, known: Set[str]) -> Label | None:
    sector = sector_in(bracket)
    if found := _CHAIR.match(core):
        rest = plain(core[found.end() :])
        if not rest or _is_name(rest) or _post_and_name(core[found.end() :].strip()):
            return Label(0, Voice.CHAIR, Trust.SURE, rest, form=form)
    if found := _RECORDER.match(core):
        rest = plain(core[found.end() :])
        if not rest or _is_name(rest):
            return Label(0, Voice.RECORDER, Trust.SURE, rest, form=form)
    if bracket and _CHAIR.fullmatch(bracket):
        return Label(0, Voice.CHAIR, Trust.SURE, plain(core), form=form)
    if bracket and _RECORDER.fullmatch(bracket):
        return Label(0, Voice.RECORDER, Trust.SURE, plain(core), form=form)
    if re.fullmatch(_ORDER, core):
        sure = form is not Form.SPACE and form is not Form.VERB
        return Label(0, Voice.SPEAKER, Trust.SURE if sure else Trust.WEAK, core, sector or bracket, form)
    if label := _latin(core, bracket, form):
        return label
    if sector and form is Form.COLON and re.fullmatch(rf"[{_HAN}]{{2,4}}", core) and not _TITLED.search(core):
        is_word = core in _STOP or _PRONOUNS.match(core)
        return None if is_word else Label(0, Voice.SPEAKER, Trust.SURE, core, sector, form)
    if re.fullmatch(_NAME, core) or re.fullmatch(_NICK, core):
        label = _by_name(core, bracket, sector, form, known)
        if label:
            return label
    if pair := _post_and_name(core):
        post, name = pair
        if form in (Form.SPACE, Form.VERB) and name not in known and not _HAS_ROLE.search(post):
            return None
        return Label(0, Voice.SPEAKER, Trust.SURE, name, sector or post, form)
    return _by_role(core, bracket, sector, form)


def _by_name(core: str, bracket: str, sector: str, form: Form, known: Set[str]) -> Label | None:
    name = plain(core)
    trust = _name_trust(name, known)
    if trust is None:
        return None
    if sector:
        trust = Trust.SURE
    elif bracket and name not in known and form is not Form.CELL:
        trust = Trust.FAIR if form is Form.COLON and trust > Trust.WEAK else Trust.WEAK
    if form in (Form.VERB, Form.SPACE) and not (name in known or sector):
        return None
    return Label(0, Voice.SPEAKER, trust, name, sector or bracket, form)


def _by_role(core: str, bracket: str, sector: str, form: Form) -> Label | None:
    """居民代表1: a role, with or without a number; without one nobody is told apart. 教师代表（李敏）: with a name."""
    found = re.fullmatch(rf"({_ROLE})[—-]?(?:[（(]?({NUMBER})[)）]?号?)?", core)
    if found is None or _PRONOUNS.match(core) or len(core) > 18 or (form is Form.SPACE and not found[2]):
        return None
    if form is Form.VERB and not (core.endswith("代表") or found[2]):
        return None
    if bracket and _is_name(plain(bracket)):
        return Label(0, Voice.SPEAKER, Trust.SURE, plain(bracket), found[1], form)
    trust = Trust.SURE if found[1].endswith("代表") or found[2] else Trust.FAIR
    if bracket and re.fullmatch(NUMBER, bracket):
        return Label(0, Voice.SPEAKER, Trust.SURE, f"{core}{bracket}", found[1], form)
    return Label(0, Voice.SPEAKER, trust, core if found[2] else "", sector or found[1], form)


def _post_and_name(core: str) -> tuple[str, str] | None:
    """居民代表张三, 区环保局 王强: a post or a role, then a name."""
    for length in (3, 2, 4):
        post, name = core[:-length].rstrip("：:—- \u3000，"), core[-length:]
        if len(post) < 2 or len(post) > 24 or _PRONOUNS.match(post) or re.search(r"[，。；！？“”：:]", post):
            continue
        if re.search(r"\s\Z|\u3000\Z", core[:-length]) and _TITLED.search(post) and name not in _STOP:
            return post, plain(name)
        if not re.fullmatch(_NAME, name) or _name_trust(plain(name), frozenset()) is None:
            continue
        if _TITLED.search(post) or core[len(post) : -length].strip(" \u3000") != core[len(post) : -length]:
            return post, plain(name)
    if (found := re.fullmatch(rf"(.{{2,20}}?(?:{ROLES}|{TITLES}))({_NICK})", core)) and not _PRONOUNS.match(core):
        return found[1], found[2]
    return None


def _latin(core: str, bracket: str, form: Form) -> Label | None:
    if _LATIN_CHAIR.fullmatch(core) or (_LATIN.fullmatch(core) and re.search(r"\bchair|moderator", bracket, re.I)):
        return Label(0, Voice.CHAIR, Trust.SURE, "" if _LATIN_CHAIR.fullmatch(core) else core, form=form)
    if _LATIN_RECORDER.fullmatch(core):
        return Label(0, Voice.RECORDER, Trust.SURE, form=form)
    if form in (Form.VERB, Form.SPACE) or not _LATIN.fullmatch(core) or core.lower() in _LATIN_STOP:
        return None
    numbered = re.fullmatch(r"([A-Z][a-z]+)\s+(?:\d{1,3}|[A-Z])", core)
    if " " not in core:
        return Label(0, Voice.SPEAKER, Trust.SURE, "", bracket or core, form)
    return Label(0, Voice.SPEAKER, Trust.SURE, core, bracket or (numbered[1] if numbered else ""), form)


def _is_name(word: str) -> bool:
    return bool(re.fullmatch(_NAME, word) or re.fullmatch(_NICK, word)) and _name_trust(word, frozenset()) is not None


def _name_trust(name: str, known: Set[str]) -> Trust | None:
    if name in known:
        return Trust.SURE
    if name[0] in "我你您他她它这那咱" or name in _STOP or name[:2] in _STOP:
        return None
    if re.fullmatch(_NICK, name):
        return Trust.FAIR
    if name[-1] in _NAME_ENDS:
        return None
    if re.search(r"[某×xXＸ*＊○〇·•・‧]", name):
        return Trust.SURE
    return Trust.WEAK if name[0] in _DOUBTFUL else Trust.FAIR


def sector_in(bracket: str) -> str:
    """What a bracket says of whom somebody speaks for; empty if it says something else."""
    if not bracket or len(bracket) > 24 or re.search(r"[。！？；;]|鼓掌|笑|插话|补充", bracket):
        return ""
    return bracket if _HAS_ROLE.search(bracket) or re.search(rf"(?:{BODIES})\Z", bracket) else ""


def plain(name: str) -> str:
    """A name without the blanks printers put into it: 张　三 is 张三."""
    return re.sub(r"[\s\u3000]", "", name)


def names_in(text: str) -> set[str]:
    """Names in a list of those present; words that look like none are left."""
    found = set()
    for piece in re.split(r"[、，,；;：:\s\u3000（()）\[\]【】/。]|等(?=\d|人|\Z)", text):
        word = plain(piece)
        if re.fullmatch(_NAME, word) and _name_trust(word, frozenset()):
            found.add(word)
        elif pair := _post_and_name(word):
            found.add(pair[1])
    for split in re.finditer(
        r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[\u3000 ]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])", text
    ):
        if _is_name(word := split[1] + split[2]):
            found.add(word)
    return found
