"""What stands in the generated pictures: sentences of our own, and numbers drawn at random.

Every function takes a random.Random, so that a seed fixes the text. Languages are "zh", "en"
and "mixed".
"""

import datetime
import random

CHINESE = """
今天下午三点在二楼会议室开会
请把文件放在靠窗的桌子上
窗外的雨已经下了整整一个星期
他把钥匙忘在了出租车的后座上
这条小路一直通到山脚下的村庄
图书馆每周一闭馆整理书架
孩子们在操场上放风筝
老板，再来一碗牛肉面，多放辣椒
新鲜的草莓刚刚从果园运来
地铁早高峰期间请先下后上
本店支持七天无理由退换货
请勿在车厢内大声喧哗
登录密码至少包含八个字符
系统将于凌晨两点进行维护
快递已放在小区门口的柜子里
会员积分可以兑换咖啡一杯
雨天路滑，请小心台阶
温度过高时设备会自动关机
春天的茶叶比秋天的更香
昨晚的月亮又大又圆
我们在海边捡到一块奇怪的石头
他用毛笔写了一首短诗
桥下的河水清澈见底
面包师傅每天四点就开始工作
这部电影讲的是一个渔夫的故事
火车晚点了二十分钟
医生建议他多喝水、早睡觉
爷爷的收音机还能用
请在此处签字并注明日期
如有疑问，请联系客服中心
电梯正在检修，请走楼梯
冬天的第一场雪来得很早
""".split()

ENGLISH = """
The meeting starts at three in the large room
Please leave the parcel behind the green door
It rained all week and the river kept rising
She forgot her keys on the back seat of a cab
The library is closed on the first Monday
Children were flying kites over the hill
Fresh bread is sold here from six o'clock
Mind the gap between the train and the platform
Keep this receipt as proof of your purchase
Store in a cool and dry place after opening
Do not block the fire exit at any time
The password must have at least eight characters
Our office moves to the fourth floor in June
A quiet harbour lay below the old lighthouse
Turn left after the bridge and follow the wall
Every ticket is valid for one journey only
The cat slept on a pile of clean laundry
Handle with care: glass inside
Return the form before the end of the month
He wrote the letter twice and sent neither
Winter came early and stayed until April
Wash dark colours separately at low heat
The printer on this floor is out of paper
Two boxes of screws, one of them half empty
Breakfast is included in the price of the room
Please wait here until your number is called
The engine must be cold before you check the oil
They painted the fence blue and the gate white
Copy the files first, then remove the disk
No swimming beyond the yellow buoys
""".strip().splitlines()

MIXED = """
请打开 Settings 选择语言
第 {n} 次 build 已经通过测试
本机 IP 地址为 192.168.{a}.{b}
WiFi 密码：sunny{n}
USB 接口支持 {a} GB 数据传输
请发邮件到 help@example.com
Hello，欢迎来到 {n} 号展厅
航班 CA{n} 将于 {t} 起飞
内存 {a} GB，硬盘 {n} GB
VIP 客户享受 {a}% 折扣
A 座 {n} 室，电话 {p}
版本 v{a}.{b} 修复了 Bug
套餐 B：Coffee 加三明治 ¥{a}.50
温度 {a}℃，湿度 {b}%
订单号 SN{n}{b} 已发货
App 更新需要 {a} MB 空间
CPU 使用率超过 {a}%
请按 Enter 键继续
""".strip().splitlines()

SIGNS = {
    "zh": "停车场 出口 小心地滑 人民公园 地铁站 禁止吸烟 咖啡馆 新华书店 中心医院 海鲜大排档 洗手间 营业中 长安路 平安街".split(),
    "en": ["PARKING", "EXIT", "Slow Down", "City Park", "NO ENTRY", "Coffee House", "Old Town Books", "HOTEL",
           "Mind the Step", "Market Street", "OPEN", "Harbour Road", "BAKERY", "Bus Stop"],
    "mixed": ["出口 EXIT", "停车 P", "地铁 Metro", "WC 洗手间", "营业 OPEN", "酒店 HOTEL", "警察 POLICE", "24小时便利店", "A出口",
              "KTV 欢唱", "茶 TEA", "银行 BANK"],
}  # fmt: skip

GOODS = {
    "zh": "红富士苹果 纯牛奶 全麦面包 矿泉水 洗衣液 签字笔 打印纸 鸡蛋 龙井茶 橄榄油 毛巾 电池 充电线 笔记本 保温杯 雨伞".split(),
    "en": ["Red apples", "Whole milk", "Rye bread", "Spring water", "Printer paper", "Ball pen", "Green tea",
           "Olive oil", "Cotton towel", "Battery AA", "Desk lamp", "Notebook A5", "Umbrella", "Steel bottle"],
}  # fmt: skip
GOODS["mixed"] = ["USB 数据线", "A4 复印纸", "LED 台灯", "HDMI 转接头", "AA 电池", "Type-C 充电器", "SSD 硬盘 1TB", "T恤 XL", "B5 笔记本"]

NAMES = {
    "zh": ["青山贸易有限公司", "明月文具商店", "东湖超市", "金石电子科技公司", "长风物流有限公司", "百味斋餐厅"],
    "en": ["Northwind Supplies Ltd", "Harbour Stationery", "Oak Street Market", "Brightwater Tools", "Red Kite Foods"],
    "mixed": ["Green 便利店", "ABC 电子有限公司", "Sunny 文具", "Blue Sea 餐厅", "K2 户外用品"],
}

# Words of the forms, by language; "mixed" prints both.
LABELS = {
    "zh": {"invoice": "销售发票", "number": "发票号码", "date": "开票日期", "seller": "销售方", "buyer": "购买方", "item": "名称",
           "count": "数量", "price": "单价", "amount": "金额", "sum": "小计", "tax": "税额", "total": "合计", "cash": "现金",
           "change": "找零", "thanks": "谢谢惠顾，欢迎再来", "receipt": "购物小票", "phone": "电话", "signed": "开票人"},
    "en": {"invoice": "INVOICE", "number": "Invoice No.", "date": "Date", "seller": "Seller", "buyer": "Bill to",
           "item": "Description", "count": "Qty", "price": "Unit price", "amount": "Amount", "sum": "Subtotal",
           "tax": "Tax", "total": "Total", "cash": "Cash", "change": "Change", "thanks": "Thank you, come again",
           "receipt": "RECEIPT", "phone": "Phone", "signed": "Issued by"},
}  # fmt: skip
LABELS["mixed"] = {key: f"{LABELS['zh'][key]} {LABELS['en'][key]}" for key in LABELS["zh"]}


def date(rng: random.Random, language: str) -> str:
    day = datetime.date(2020, 1, 1) + datetime.timedelta(days=rng.randrange(2500))
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return day.strftime(rng.choice(["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"]) if language == "en" else "%Y-%m-%d")


def clock(rng: random.Random) -> str:
    return f"{rng.randrange(24):02}:{rng.randrange(60):02}"


def phone(rng: random.Random) -> str:
    return f"0{rng.randrange(10, 99)}-{rng.randrange(2000, 9999)}{rng.randrange(1000, 9999)}"


def number_line(rng: random.Random, language: str) -> str:
    """A line that is mostly digits, which no dictionary helps to guess."""
    n = rng.randrange(10_000, 9_999_999)
    price = f"{rng.randrange(1, 9999):,}.{rng.randrange(100):02}"
    forms = {
        "zh": [f"订单编号：{n}", f"合计：¥{price}", f"日期：{date(rng, 'zh')}", f"联系电话：{phone(rng)}"],
        "en": [f"Order no. {n}", f"Total: ${price}", f"Date: {date(rng, 'en')}", f"Call {phone(rng)} today"],
        "mixed": [f"NO.{n} 金额 {price} 元", f"{date(rng, 'mixed')} {clock(rng)} 签到", f"Tel：{phone(rng)}"],
    }
    return rng.choice(forms[language])


def lines(rng: random.Random, language: str, count: int) -> list[str]:
    """Different lines for a page, about one in four a number, date or price."""
    numbers = max(1, count // 4)
    source = {"zh": CHINESE, "en": ENGLISH, "mixed": MIXED}[language]
    result = [fill(rng, line) for line in rng.sample(source, count - numbers)]
    while len(result) < count:
        line = number_line(rng, language)
        if line not in result:
            result.insert(rng.randrange(len(result) + 1), line)
    return result


def fill(rng: random.Random, form: str) -> str:
    if "{" not in form:
        return form
    return form.format(
        n=rng.randrange(100, 9999), a=rng.randrange(10, 99), b=rng.randrange(10, 99), t=clock(rng), p=phone(rng)
    )
