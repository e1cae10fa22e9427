"""Finds what must be shown: prices, discounts and codes in any language, dates in English and Chinese."""

import re
from typing import NamedTuple

NUMBER = r"\d+(?:[.,'’\s]\d{3})*(?:[.,]\d{1,2})?(?![\d])"
SIGN = r"(?:US|HK|NT|CA|AU|S|R)?[$€£¥￥₩₹]"
CURRENCY = r"EUR|USD|GBP|CHF|RMB|CNY|JPY"
MONEY = (
    rf"{SIGN}\s?{NUMBER}|(?<![A-Z])(?:{CURRENCY})\s?{NUMBER}"
    rf"|(?<![\d.,]){NUMBER}\s?(?:[€£₩₹]|[$](?!\d)|(?:{CURRENCY}|zł|kr|euros?|dollars?|bucks|reais|pesos)\b|"
    rf"元(?!素)|块钱|塊錢|[円원])"
    r"|[一二两兩三四五六七八九十百]+(?:块钱|塊錢|元(?!素))"
)
PERCENT = r"\d{1,2}(?:[.,]\d+)?\s?[%％]"
OFF = (
    r"off\b|discount|less\b|rabatt|nachlass|reduziert|günstiger|billiger|(?:de\s+)?descuento|(?:de\s+)?dto|"
    r"(?:de\s+)?(?:remise|réduction)|(?:di\s+)?sconto|(?:de\s+)?desconto|オフ|引き?|割引|할인|优惠|優惠|折扣"
)
DISCOUNT = (
    rf"{PERCENT}\s?(?:{OFF})|(?<![\w%])[-−–]\s?{PERCENT}"
    rf"|(?:save|sparen? sie|spare|ahorra|économisez|risparmia|economi[sz]e|poupe|up to|bis zu|hasta|jusqu['’]à|"
    rf"fino al?|até)"
    rf"\s+(?:{PERCENT}|{MONEY})"
    r"|\bhalf[- ]price\b|\b(?:2|3|two|three)[- ]for[- ](?:1|2|one|two)\b|\bbuy (?:one|1|two|2),? get (?:one|"
    r"1)\b|\bBOGO\b"
    r"|\bfree (?:shipping|delivery)\b|\b(?:versand|porto)kostenfrei\b|\b(?:kostenloser|gratis) versand\b"
    r"|\b(?:envío|spedizione|entrega) gr[aá]ti?s\b|\bspedizione gratuita\b|\blivraison (?:gratuite|offerte)\b"
    r"|\bfrete grátis\b|\benvio grátis\b"
    r"|[一二两三四五六七八九\d](?:[.．]?[一二三四五六七八九\d])?折(?!叠|疊|射|边|邊|纸|紙)|满\d+(?:元)?减\d+|"
    r"滿\d+(?:元)?減\d+"
    r"|(?:立|直)[减減降]\d+|[买買][一二两三\d][送赠贈][一二两三\d]|半[价價]|包[邮郵]|免[邮運运]费?|半額|"
    r"送料無料|\d割引?|무료\s?배송|반값|1\+1"
)
CODE_WORDS = (
    r"(?:(?:promo|discount|coupon|voucher|gutschein|rabatt)[\s-]?)?code|coupon|gutschein|código|codigo|cupón|"
    r"cupom|codice|"
    r"优惠码|優惠碼|折扣码|折扣碼|优惠券|優惠券|兑换码|クーポンコード|クーポン|コード|쿠폰\s?코드|할인\s?코드|쿠폰|코드"
)
CODE = (
    rf"(?:(?<!\w)|(?<=[\u3040-\uffff]))(?:{CODE_WORDS})(?:\s+promo)?\s*[:：]?\s*"
    r"[\"“”'‘「„]?(?-i:[A-Z0-9][A-Z0-9_-]{2,})(?!\w)[\"“”'’」]?"
)
SALE = r"^(?:(?:summer|winter|spring|autumn|flash|big) )?(?:sale|clearance|special offer)$|^(?:大促|促销|清仓|特价)$"
CORE = re.compile(rf"{DISCOUNT}|{CODE}|{MONEY}|{SALE}", re.IGNORECASE)

#: what may stand before as part of the offer
LEADS = (
    "only|just|now|was|from|for|at|save|get|take|enjoy|up to|starting at|starting from|starts at|priced at|sale|today|"
    "today only|reduced to|reduced|instead of|costs?|price|offer|deal|special|launch price|and|plus|or|use|"
    "with|enter|apply|the|"
    "your|promo|discount|extra|a|an|an extra|"
    "ab|nur|jetzt|statt|für|bis zu|mit|mit dem|mit code|noch|heute|"
    "à partir de|seulement|à|pour|dès|au lieu de|avec|avec le|jusqu['’]à|maintenant|"
    "desde|por|a partir de|solo|sólo|ahora|antes|hasta|con|con el|"
    "da|a partire da|a soli|ora|fino a|con il|soli|só|apenas|agora|até|com|com o|de"
)
LEAD = re.compile(rf"(?:(?<!\w)(?:{LEADS})(?:\s*[:：]\s*|\s+))+$", re.IGNORECASE)
LEADS_CJK = (
    "仅售|僅售|仅需|僅需|仅|僅|只要|只需|只|现价|現價|原价|原價|特价|特價|售价|售價|价格|價格|优惠价|优惠|"
    "優惠價|活动价|到手价|券后|首单|首單|"
    "新客|新人|[满滿]\\d+[元件]?|全场|全場|第[一二两三]件|低至|最低|现在|現在|今日|今天|限时|限時|每件|每杯|"
    "下单|使用|凭|憑|输入|"
    "税込|税抜|なんと|今だけ|特別価格|たったの|初回|全品|通常|단|지금|최대|첫\\s?구매|전\\s?품목|오직"
)
LEAD_CJK = re.compile(rf"(?:(?:{LEADS_CJK})\s*[:：]?\s*)+$")
ONLY_A_LEAD = re.compile(rf"\b(?:{'|'.join(sorted(LEADS.split('|'), key=len, reverse=True))})\b", re.IGNORECASE)
#: what goes on with an offer after a price
TAIL = re.compile(
    r"\s*(?:$|[/+~–—-]|[\u3040-\uffff]|(?:off|each|per|a|an|apiece|only|until|till|through|with(?=.*\bcode\b)|"
    r"instead|or|and up|"
    r"plus|shipping|now|was|for|incl|including|statt|je|pro|pièce|au lieu|cada|l['’]|al|when|if|on|today|this|was|"
    r"the pair|down|before|by)\b)",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"^(?:price|offer|deal|discount|sale|promotion|价格|優惠|优惠|促销|preis|angebot)\s*[:：]\s*", re.IGNORECASE
)

MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
WEEKDAYS = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?"
TIME = r"\d{1,2}(?::\d{2})?\s?(?:[ap]\.?m\.?)?(?:\s?[-–]\s?\d{1,2}(?::\d{2})?\s?(?:[ap]\.?m\.?)?)?"
DAY = (
    rf"{MONTHS}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+20\d\d)?|\d{{1,2}}(?:st|nd|rd|"
    rf"th)?\s+(?:of\s+)?{MONTHS}(?:\s+20\d\d)?"
    rf"|(?:the\s+)?end of (?:the )?(?:{MONTHS}|week|month|year)|{WEEKDAYS}(?:\s+{TIME})?|"
    rf"\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?"
    r"|midnight|noon|tomorrow|tonight|today|black friday|cyber monday|christmas(?: eve)?|easter|weekends?|week|"
    r"month|daily"
)
WHEN = (
    r"until|till|til|through|thru|by|before|ends?|ending|starts?|starting|from|on|every|this|next|opening|opens?|"
    r"valid|only|sale|daily"
)
DATE = re.compile(
    rf"(?P<when>(?:\b(?:{WHEN})\s+)+)?\b(?:{DAY})\b(?:\s*(?:[-–,]|to|and|until|through)\s*(?:{DAY})\b)*"
    rf"(?:\s+{TIME})?(?:\s+only\b)?",
    re.IGNORECASE,
)
DATE_CJK_WORD = (
    r"截止到?|截至|即日起|限时|限時|仅限|僅限|到|至|今天|今日|明天|本周末?|本週末?|这周末?|周末|週末|"
    r"[周週][一二三四五六日]|星期[一二三四五六日天]|"
    r"礼拜[一二三四五六日天]|\d{1,2}月(?:\d{1,2}[日号號]?)?|\d{1,2}[日号號]|月底|年底|\d{1,2}:\d{2}|[-–~—至]|"
    r"双十一|双11|雙十一|双十二|"
    r"618|黑五|春节|中秋节?|国庆节?|元旦|情人节|母亲节|父亲节|圣诞节?|前|起|下单|下單|到店|结束|結束|开业|開業|"
    r"开抢|开售|营业|營業|为止|止|\s"
)
DATE_CJK = re.compile(
    rf"(?:截止|截至|即日起|限时|限時|仅限|僅限)(?:{DATE_CJK_WORD}|[一二两三四五六七十\d]+(?:天|小时|小時))+|"
    rf"^(?:{DATE_CJK_WORD})+$"
)


class Split(NamedTuple):
    """A clause and the offer in it."""

    before: str
    offer: str
    after: str


def split_offer(clause: str) -> Split | None:
    """The offer in a clause, as written, and what stands before and after it; None without one."""
    clause = LABEL.sub("", clause)
    core = CORE.search(clause)
    if not core:
        return _split_date(clause)
    before = clause[: core.start()]
    lead = LEAD.search(before) or LEAD_CJK.search(before)
    start = lead.start() if lead else core.start()
    end = len(clause)
    last = core
    while re.fullmatch(MONEY, last[0], re.IGNORECASE) and not TAIL.match(clause, last.end()):
        following = CORE.search(clause, last.end())
        if not following:
            end = last.end()
            break
        last = following
    return Split(clause[:start].strip(), clause[start:end].strip(), clause[end:].strip())


def headline(offer: str) -> str:
    """The discount of an offer that is otherwise only a code and a date, so that it holds when said alone; or empty."""
    discount = re.search(DISCOUNT, offer, re.IGNORECASE)
    if not discount:
        return ""
    rest = f"{offer[: discount.start()]} , {offer[discount.end() :]}"
    for part in (re.compile(CODE, re.IGNORECASE), DATE, DATE_CJK, ONLY_A_LEAD):
        rest = part.sub(" ", rest)
    return "" if any(map(str.isalnum, rest)) else discount[0]


def _split_date(clause: str) -> Split | None:
    for match in DATE.finditer(clause):
        if match["when"] or match[0].strip() == clause:
            return Split(clause[: match.start()].strip(), match[0].strip(), clause[match.end() :].strip())
    found = DATE_CJK.search(clause)
    if not found:
        return None
    return Split(clause[: found.start()].strip(), found[0].strip(), clause[found.end() :].strip())
