"""Who is who in fictional Example District: units, bodies, posts, people, review groups, links."""

from datetime import date
from itertools import cycle

from huisheng.demo.content.model import Body, ContactPoint, Person, Post, ReviewGroup, Sector, Unit, UnitKind

ROOT = "district"

# One unit a line, in tree order: code | kind | parent | short name | name (blank: the short name) | English
_UNITS = """
district | district | | 示例区 | | Example District
office | department | district | 区委办 | 示例区委办公室 | Office of the District Committee
npc-office | department | district | 区人大办 | 示例区人大常委会办公室 | Office of the Standing Committee
govoffice | department | district | 区政府办 | 示例区人民政府办公室 | Office of the District Government
cppcc-office | department | district | 区政协办 | 示例区政协办公室 | Office of the Consultative Conference
discipline | department | district | 区纪委 | 示例区纪委监察局 | Discipline Inspection and Supervision
organisation | department | district | 区委组织部 | 示例区委组织部 | Organisation Department
publicity | department | district | 区委宣传部 | 示例区委宣传部 | Publicity Department
petitions | department | district | 区信访局 | 示例区信访局 | Petitions Bureau
reform | department | district | 区发改委 | 示例区发展和改革委员会 | Development and Reform Commission
industry | department | district | 区工信局 | 示例区工业和信息化局 | Industry and Information Bureau
education | department | district | 区教体局 | 示例区教育体育局 | Education and Sports Bureau
police | department | district | 区公安分局 | 示例区公安分局 | Public Security Sub-bureau
civil | department | district | 区民政局 | 示例区民政局 | Civil Affairs Bureau
finance | department | district | 区财政局 | 示例区财政局 | Finance Bureau
hr | department | district | 区人社局 | 示例区人力资源和社会保障局 | Human Resources and Social Security Bureau
land | department | district | 区国土局 | 示例区国土资源局 | Land and Resources Bureau
environment | department | district | 区环保局 | 示例区环境保护局 | Environmental Protection Bureau
housing | department | district | 区住建局 | 示例区住房和城乡建设局 | Housing and Construction Bureau
city | department | district | 区城管局 | 示例区城市管理局 | City Management Bureau
transport | department | district | 区交通局 | 示例区交通运输局 | Transport Bureau
agriculture | department | district | 区农水局 | 示例区农业和水利局 | Agriculture and Water Bureau
culture | department | district | 区文旅局 | 示例区文化旅游局 | Culture and Tourism Bureau
health | department | district | 区卫计局 | 示例区卫生和计划生育局 | Health and Family Planning Bureau
market | department | district | 区市监局 | 示例区市场监督管理局 | Market Supervision Bureau
tax | department | district | 区税务局 | 示例区税务局 | Tax Bureau
statistics | department | district | 区统计局 | 示例区统计局 | Statistics Bureau
service | department | district | 区政务中心 | 示例区政务服务中心 | Government Service Centre
disabled | department | district | 区残联 | 示例区残疾人联合会 | Disabled Persons' Federation
traffic | department | police | 交管大队 | 示例区公安分局交通管理大队 | Traffic Police Brigade
qinghe | subdistrict | district | 青禾街道 | 青禾街道办事处 | Qinghe Sub-district
qinghe-1 | community | qinghe | 青禾苑社区 | | Qinghe Court Community
qinghe-2 | community | qinghe | 禾香社区 | | Hexiang Community
qinghe-3 | community | qinghe | 新禾社区 | | Xinhe Community
liuwan | subdistrict | district | 柳湾街道 | 柳湾街道办事处 | Liuwan Sub-district
liuwan-1 | community | liuwan | 柳荫社区 | | Liuyin Community
liuwan-2 | community | liuwan | 育才社区 | | Yucai Community
liuwan-3 | community | liuwan | 湾里社区 | | Wanli Community
shiqiao | subdistrict | district | 石桥街道 | 石桥街道办事处 | Shiqiao Sub-district
shiqiao-1 | community | shiqiao | 石桥头社区 | | Shiqiaotou Community
shiqiao-2 | community | shiqiao | 桥东社区 | | Qiaodong Community
shiqiao-3 | community | shiqiao | 桥西社区 | | Qiaoxi Community
yunling | subdistrict | district | 云岭街道 | 云岭街道办事处 | Yunling Sub-district
yunling-1 | community | yunling | 云岭社区 | | Yunling Community
yunling-2 | community | yunling | 山前社区 | | Shanqian Community
yunling-3 | community | yunling | 松园社区 | | Songyuan Community
dongli | subdistrict | district | 东篱街道 | 东篱街道办事处 | Dongli Sub-district
dongli-1 | community | dongli | 东篱社区 | | Dongli Community
dongli-2 | community | dongli | 菊园社区 | | Juyuan Community
dongli-3 | community | dongli | 纺织社区 | | Fangzhi Community
nantang | subdistrict | district | 南塘街道 | 南塘街道办事处 | Nantang Sub-district
nantang-1 | community | nantang | 南塘社区 | | Nantang Community
nantang-2 | community | nantang | 荷塘社区 | | Hetang Community
nantang-3 | community | nantang | 塘北社区 | | Tangbei Community
mailing | subdistrict | district | 麦岭镇 | 麦岭镇人民政府 | Mailing Town
mailing-1 | community | mailing | 麦岭村 | | Mailing Village
mailing-2 | community | mailing | 大槐村 | | Dahuai Village
mailing-3 | community | mailing | 小河沿村 | | Xiaoheyan Village
mailing-4 | community | mailing | 前洼村 | | Qianwa Village
mailing-5 | community | mailing | 后洼村 | | Houwa Village
cluster | cluster | district | 产业集聚区 | 示例区高新技术产业集聚区（青禾片区）综合管理委员会办公室 | \
Example High-Tech Industrial Cluster (Qinghe) Management Office
example-electric | enterprise | cluster | 例光电气 | 例光电气有限公司 | Liguang Electric Co.
example-food | enterprise | cluster | 例丰食品 | 例丰食品有限公司 | Lifeng Foods Co.
bus | enterprise | transport | 公交公司 | 示例区城市公共交通有限公司 | Example District Bus Company
heat | enterprise | housing | 供热供水总公司 | 示例区供热供水总公司 | Heat and Water Company
gas | enterprise | housing | 燃气公司 | 示例区燃气公司 | Gas Company
power | enterprise | district | 供电公司 | 示例区供电公司 | Power Supply Company
property | enterprise | qinghe | 青禾物业 | 青禾物业服务有限公司 | Qinghe Property Services
clean | enterprise | city | 环卫公司 | 示例区环卫保洁公司 | Street Cleaning Company
school-1 | school | education | 示例一小 | 示例区第一小学 | Example Primary School No. 1
school-2 | school | education | 示例二小 | 示例区第二小学 | Example Primary School No. 2
yucai | school | education | 育才中学 | 示例区育才中学 | Yucai Middle School
school-mailing | school | education | 麦岭小学 | 麦岭镇中心小学 | Mailing Central Primary School
kindergarten | school | education | 实验幼儿园 | 示例区实验幼儿园 | Experimental Kindergarten
hospital | institution | health | 区人民医院 | 示例区人民医院 | District People's Hospital
liuwan-clinic | institution | health | 柳湾卫生中心 | 柳湾社区卫生服务中心 | Liuwan Community Health Centre
mailing-clinic | institution | health | 麦岭卫生院 | 麦岭镇卫生院 | Mailing Health Centre
library | institution | culture | 区图书馆 | 示例区图书馆 | District Library
"""

BODIES = (
    Body("committee", "区委", "District Committee", "office"),
    Body("congress", "区人大常委会", "Standing Committee of the People's Congress", "npc-office"),
    Body("government", "区政府", "District Government", "govoffice"),
    Body("conference", "区政协", "Consultative Conference", "cppcc-office"),
)

# key | name | English | home unit | roles
_PEOPLE = """
zheng-shifan | 郑示范 | Zheng Shifan | office | LD EV
lin-shifan | 林示范 | Lin Shifan | govoffice | LD EV
song-yangban | 宋样板 | Song Yangban | office | LD EV
han-shili | 韩示例 | Han Shili | discipline | LD EV
tang-yanli | 唐演例 | Tang Yanli | organisation | LD EV
feng-niding | 冯拟定 | Feng Niding | publicity | LD EV
yu-sheli | 于设例 | Yu Sheli | govoffice | LD EV
dong-jiali | 董假例 | Dong Jiali | office | LD EV
xiao-lizi | 萧例子 | Xiao Lizi | npc-office | LD EV
cheng-yangben | 程样本 | Cheng Yangben | npc-office | LD EV
cao-moni | 曹模拟 | Cao Moni | npc-office | LD EV
yuan-shiyan | 袁试演 | Yuan Shiyan | npc-office | LD EV
deng-fanli | 邓范例 | Deng Fanli | govoffice | LD EV
xu-nili | 许拟例 | Xu Nili | govoffice | LD EV
fu-yangshi | 傅样式 | Fu Yangshi | govoffice | LD EV
shen-jiashe | 沈假设 | Shen Jiashe | govoffice | LD EV
zeng-shiyang | 曾示样 | Zeng Shiyang | cppcc-office | LD EV
peng-xuni | 彭虚拟 | Peng Xuni | cppcc-office | LD EV
lyu-lishi | 吕例示 | Lyu Lishi | cppcc-office | LD EV
su-yanyang | 苏演样 | Su Yanyang | cppcc-office | LD EV
chen-li | 陈例 | Chen Li | organisation | CL
zhao-yanshi | 赵演示 | Zhao Yanshi | publicity | CL
wang-yang | 王样 | Wang Yang | petitions | CL
li-nixie | 李拟写 | Li Nixie | office | CL
liu-yangzhang | 刘样章 | Liu Yangzhang | hr | CL
huang-shidi | 黄示底 | Huang Shidi | culture | CL TR
zhou-chaoli | 周抄例 | Zhou Chaoli | statistics | TR
wu-luyang | 吴录样 | Wu Luyang | finance | TR
sun-shigao | 孙示稿 | Sun Shigao | publicity | PE
hu-lichuan | 胡例传 | Hu Lichuan | culture | PE
zhu-yancha | 朱演查 | Zhu Yancha | discipline | AU
gao-xili | 高系例 | Gao Xili | industry | SA
he-juese | 何角色 | He Juese | organisation | RA
guo-yidu | 郭一督 | Guo Yidu | npc-office | RG
ma-erdu | 马二督 | Ma Erdu | cppcc-office | RG
luo-sandu | 罗三督 | Luo Sandu | organisation | RG
liang-sidu | 梁四督 | Liang Sidu | discipline | RG
xie-wudu | 谢五督 | Xie Wudu | office | RG
tan-liudu | 谭六督 | Tan Liudu | npc-office | RG
pan-qidu | 潘七督 | Pan Qidu | cppcc-office | RG
du-badu | 杜八督 | Du Badu | govoffice | RG
dai-jiudu | 戴九督 | Dai Jiudu | publicity | RG
xia-shidu | 夏十督 | Xia Shidu | reform | RG
zhong-fuyi | 钟副一 | Zhong Fuyi | petitions | RG
jiang-fuer | 姜副二 | Jiang Fu'er | finance | RG
cui-fusan | 崔副三 | Cui Fusan | education | RG
fan-fusi | 范副四 | Fan Fusi | civil | RG
fang-fuwu | 方副五 | Fang Fuwu | land | RG
shi-fuliu | 石副六 | Shi Fuliu | transport | RG
yao-fuqi | 姚副七 | Yao Fuqi | agriculture | RG
liao-fuba | 廖副八 | Liao Fuba | environment | RG
zou-fujiu | 邹副九 | Zou Fujiu | health | RG
xiong-fushi | 熊副十 | Xiong Fushi | tax | RG
jin-zuyuan | 金组员 | Jin Zuyuan | qinghe | RG
lu-zuli | 陆组例 | Lu Zuli | liuwan | RG
hao-zuyang | 郝组样 | Hao Zuyang | shiqiao | RG
kong-zushi | 孔组示 | Kong Zushi | yunling | RG
bai-zuyan | 白组演 | Bai Zuyan | dongli | RG
cui-zuni | 崔组拟 | Cui Zuni | nantang | RG
kang-zufan | 康组范 | Kang Zufan | mailing | RG
mao-zushe | 毛组设 | Mao Zushe | cluster | RG
qiu-zujia | 邱组假 | Qiu Zujia | market | RG
qin-zuben | 秦组本 | Qin Zuben | service | RG
jiang-lianliu | 江联柳 | Jiang Lianliu | liuwan | LI
shi-lianqing | 史联青 | Shi Lianqing | qinghe | LI
gu-lianshi | 顾联石 | Gu Lianshi | shiqiao | LI
hou-lianyun | 侯联云 | Hou Lianyun | yunling | LI
shao-liandong | 邵联东 | Shao Liandong | dongli | LI
meng-liannan | 孟联南 | Meng Liannan | nantang | LI
long-lianmai | 龙联麦 | Long Lianmai | mailing | LI
wan-lianju | 万联聚 | Wan Lianju | cluster | LI
duan-lianzheng | 段联政 | Duan Lianzheng | service | LI
lei-lianzhu | 雷联住 | Lei Lianzhu | housing | LI
qian-lianjiao | 钱联教 | Qian Lianjiao | education | LI
tang-lianwei | 汤联卫 | Tang Lianwei | health | LI
yin-lianren | 尹联人 | Yin Lianren | hr | LI
"""

# body | rank | holder | title | English
_BODY_POSTS = """
committee | 1 | zheng-shifan | 区委书记 | Secretary of the District Committee
committee | 2 | lin-shifan | 区委副书记 | Deputy Secretary of the District Committee
committee | 3 | song-yangban | 区委专职副书记 | Full-time Deputy Secretary
committee | 4 | han-shili | 区委常委、纪委书记 | Member, Secretary of Discipline Inspection
committee | 5 | tang-yanli | 区委常委、组织部部长 | Member, Head of Organisation
committee | 6 | feng-niding | 区委常委、宣传部部长 | Member, Head of Publicity
committee | 7 | yu-sheli | 区委常委 | Member of the District Committee
committee | 8 | dong-jiali | 区委常委、统战部部长 | Member, Head of the United Front
congress | 1 | xiao-lizi | 区人大常委会主任 | Chair of the Standing Committee
congress | 2 | cheng-yangben | 区人大常委会副主任 | Vice Chair of the Standing Committee
congress | 3 | cao-moni | 区人大常委会副主任 | Vice Chair of the Standing Committee
congress | 4 | yuan-shiyan | 区人大常委会副主任 | Vice Chair of the Standing Committee
government | 1 | lin-shifan | 区长 | District Head
government | 2 | yu-sheli | 常务副区长 | Executive Deputy Head
government | 3 | deng-fanli | 副区长 | Deputy Head
government | 4 | xu-nili | 副区长 | Deputy Head
government | 5 | fu-yangshi | 副区长 | Deputy Head
government | 6 | shen-jiashe | 副区长 | Deputy Head
conference | 1 | zeng-shiyang | 区政协主席 | Chair of the Consultative Conference
conference | 2 | peng-xuni | 区政协副主席 | Vice Chair of the Consultative Conference
conference | 3 | lyu-lishi | 区政协副主席 | Vice Chair of the Consultative Conference
conference | 4 | su-yanyang | 区政协副主席 | Vice Chair of the Consultative Conference
"""

_ROLE_POSTS = {
    "CL": ("干部", "Officer"),
    "TR": ("科员", "Clerk"),
    "PE": ("编辑", "Editor"),
    "AU": ("审计员", "Auditor"),
    "SA": ("系统管理员", "System Administrator"),
    "RA": ("权限管理员", "Role Administrator"),
    "LI": ("联络员", "Liaison"),
}

_TEAM_POSTS = (
    ("副县级干部", "Deputy County-Level Officer"),
    ("副局长", "Deputy Director"),
    ("科长", "Section Head"),
)

# leader | sub-district or cluster | department | community
_LINKS = """
zheng-shifan | liuwan | service | liuwan-2
lin-shifan | cluster | hr | qinghe-1
song-yangban | qinghe | education | qinghe-2
han-shili | shiqiao | city | shiqiao-3
tang-yanli | mailing | agriculture | mailing-5
feng-niding | dongli | culture | dongli-2
yu-sheli | nantang | housing | nantang-2
dong-jiali | yunling | industry | yunling-2
xiao-lizi | qinghe | health | qinghe-3
zeng-shiyang | shiqiao | market | shiqiao-1
deng-fanli | mailing | transport | mailing-2
xu-nili | liuwan | police | liuwan-3
fu-yangshi | dongli | environment | dongli-3
shen-jiashe | nantang | civil | nantang-3
"""

_SECTORS = """
subdistrict-secretaries | 街道（镇）党委书记 | Sub-district secretaries
community-secretaries | 社区（村）党支部书记 | Community secretaries
party-workers | 党务工作者 | Party workers
models | 先进模范 | Models
deputies | 党代表、人大代表、政协委员 | Delegates, deputies and CPPCC members
private-firms | 个体、民营企业 | Private firms
associations | 协会、商会 | Associations
hardship | 困难群众 | People in hardship
departments | 区直部门和驻区单位负责人 | Heads of departments and stationed units
retired | 离退休干部职工 | Retired
democratic-parties | 民主党派 | Democratic parties
non-party | 无党派人士 | Non-party persons
minorities | 少数民族 | Minorities
religion | 宗教界 | Religion
talents | 各类人才 | Talents
"""

# head | deputy | member, group by group
_TEAMS = """
guo-yidu | zhong-fuyi | jin-zuyuan
ma-erdu | jiang-fuer | lu-zuli
luo-sandu | cui-fusan | hao-zuyang
liang-sidu | fan-fusi | kong-zushi
xie-wudu | fang-fuwu | bai-zuyan
tan-liudu | shi-fuliu | cui-zuni
pan-qidu | yao-fuqi | kang-zufan
du-badu | liao-fuba | mao-zushe
dai-jiudu | zou-fujiu | qiu-zujia
xia-shidu | xiong-fushi | qin-zuben
"""
_NUMERALS = "一二三四五六七八九十"
_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")


def _rows(table: str) -> list[list[str]]:
    """The cells of a table written one record a line."""
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def units() -> tuple[Unit, ...]:
    """The unit tree, every parent before its children."""
    return tuple(
        Unit(code, name or short, english, short, UnitKind(kind), parent or None)
        for code, kind, parent, short, name, english in _rows(_UNITS)
    )


def people() -> tuple[Person, ...]:
    """Everybody in the demo, leaders first."""
    return tuple(
        Person(key, name, english, unit, tuple(roles.split())) for key, name, english, unit, roles in _rows(_PEOPLE)
    )


def posts() -> tuple[Post, ...]:
    """The ranked posts of the four bodies, then the posts people hold in their units and review groups."""
    in_bodies = [
        Post(f"{body}-{rank}", title, english, body, _office(body), int(rank), holder, date(2011, 9, 1 + int(rank)))
        for body, rank, holder, title, english in _rows(_BODY_POSTS)
    ]
    in_units = []
    ranks: dict[str, int] = {}
    seat = {key: place for team in _rows(_TEAMS) for place, key in enumerate(team)}
    for person in people():
        title, english = _ROLE_POSTS.get(person.roles[0], ("", ""))
        if person.key in seat:
            title, english = _TEAM_POSTS[seat[person.key]]
        if title:
            rank = ranks[person.unit] = ranks.get(person.unit, 0) + 1
            code = f"{person.unit}-{rank}"
            in_units.append(Post(code, title, english, None, person.unit, rank, person.key, date(2012, 3, 1)))
    return (*in_bodies, *in_units)


def _office(body: str) -> str:
    return next(b.office for b in BODIES if b.code == body)


def contact_points() -> tuple[ContactPoint, ...]:
    """Each linked leader's sub-district or cluster, department and community."""
    return tuple(ContactPoint(leader, unit) for leader, *linked in _rows(_LINKS) for unit in linked)


def sectors() -> tuple[Sector, ...]:
    """The fifteen sectors, in the order asked."""
    return tuple(Sector(*row) for row in _rows(_SECTORS))


def review_groups() -> tuple[ReviewGroup, ...]:
    """Ten groups, and every unit but the district itself under exactly one.

    A tree (a sub-district with its communities, a bureau with its schools) stays with one group. Trees go round
    the groups in order; a group with a member's home unit in the tree is passed over.
    """
    trees = _trees()
    home = {person.key: person.unit for person in people()}
    teams = _rows(_TEAMS)
    load: list[list[str]] = [[] for _ in teams]
    turn = cycle(range(len(teams)))
    for tree in sorted(trees, key=lambda tree: (-len(tree), tree)):
        first = next(turn)
        order = sorted(range(len(teams)), key=lambda n: (len(load[n]), (n - first) % len(teams)))
        chosen = next(n for n in order if not any(home[key] in tree for key in teams[n]))
        load[chosen].extend(tree)
    rank = {unit.code: place for place, unit in enumerate(units())}
    return tuple(
        ReviewGroup(
            n + 1,
            f"督导{_NUMERALS[n]}组",
            f"{_ORDINALS[n]} Review Group",
            head,
            deputy,
            (member,),
            tuple(sorted(load[n], key=rank.__getitem__)),
        )
        for n, (head, deputy, member) in enumerate(teams)
    )


def _trees() -> list[tuple[str, ...]]:
    """The codes below each child of the district, the child first."""
    top: dict[str, str] = {}
    for unit in units():
        if unit.parent == ROOT:
            top[unit.code] = unit.code
        elif unit.parent:
            top[unit.code] = top[unit.parent]
    return [tuple(code for code in top if top[code] == head) for head in dict.fromkeys(top.values())]
