"""Finds where to buy: links, e-mail addresses, accounts, phone numbers; addresses in English and Chinese."""

import re

#: what may stand before a link or a number as part of the same phrase
LEADS = (
    "shop|order|buy|visit|find|book|get|call|text|write|mail|e-mail|email|follow|reserve|see|more|available|now|online|"
    "whatsapp|hotline|tel|telephone|phone|us|it|yours|here|at|on|in|to|via|come|website|web|link|address|located|store|"
    "jetzt|auf|bestellen|unter|bei|kaufen|telefon|anrufen|mehr|sur|chez|commandez|appelez|"
    "disponible|su|em|en|compra|pide|llama|visita|ordina|acquista|compre|ligue|"
    "官网|官網|网址|網址|淘宝|微信|搜索|电话|電話|手机|手機|致电|致電|热线|熱線|地址|店址|联系|聯繫|订购|訂購|咨询|"
    "お電話|ご注文|住所|전화|문의|주문"
)
LEAD = rf"(?:(?<!\w)(?:{LEADS})(?!['’-])[.:：]?\s*)*"
#: after Chinese words there is no boundary
LEAD_CJK = (
    r"(?:(?:官网|官網|网址|網址|淘宝|微信|搜索|电话|電話|手机|手機|致电|致電|热线|熱線|地址|店址|联系|订购|"
    r"咨询)[:：]?\s*)*"
)

TOP_LEVELS = (
    "com|org|net|co|io|shop|store|de|at|ch|fr|es|it|pt|br|uk|eu|cn|jp|kr|tw|hk|us|ca|au|nl|be|se|me|app|dev|online|"
    "site|xyz|design|studio|coffee|cafe|art|info|biz|ly|gg|tv"
)
PATH = r"(?:[/?][\w\-./?=&%#~+:@]*[\w/=])?"
LINK = (
    r"https?://[^\s，。！？；、）)\"”]*[^\s，。！？；、）)\"”.,!?;:]"
    r"|(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]+@[\w-]+(?:\.[\w-]+)+"
    rf"|(?<![A-Za-z0-9_@.-])(?:[a-z0-9][a-z0-9-]*\.)+(?:{TOP_LEVELS})(?![\w-]|\.\w){PATH}"
    rf"|www\.[\w.-]*\w{PATH}"
    r"|(?<![\w@])@[A-Za-z][\w.]*\w"
)
PHONE = (
    r"(?<![A-Za-z0-9_$€£¥₩₹.,/-])(?<!\d:)(?:"
    r"\+\d{1,3}(?:[\s-]?\(?\d{1,5}\)?){2,6}"
    r"|\(\d{2,4}\)\s?\d{3,5}(?:[\s-]\d{2,5}){0,3}"
    r"|0\d{1,4}(?:[\s-]\d{2,8}){0,4}[\s-]\d{2,8}(?<=\d{2})"
    r"|\d{3}-\d{4}"
    r"|\d{3}\.\d{3}\.\d{4}"
    r"|\d{3,4}[\s-]\d{3,4}[\s-]\d{4}"
    r"|1[3-9]\d{9}"
    r"|0\d{8,11}"
    r")(?![\w%]|[.,-]\d|\s?[€£元円원])"
)
STREETS = (
    "Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Square|Sq|Way|Court|Ct|Place|Pl|Plaza|Terrace|Highway|"
    "Hwy|Parkway|Pkwy|Row|Quay"
)
ADDRESS = (
    r"(?<![\w$])\d{1,5}[A-Z]?\s+(?:(?!(?:GB|TB|MB|USB|Hard|State|Flash)\b)[A-Z][\w'’-]*\.?\s+){1,4}"
    rf"(?:{STREETS})\b(?:\.(?=\s*[a-z,]|\s+(?:West|East|North|South)\b))?(?:\s+(?:West|East|North|South|[NSEW])\b)?"
    r"(?:,\s+[A-Z][a-z]+(?:\s+[A-Z][a-z]+)*(?![\w-]))?(?:,\s+[A-Z]{2}\b(?:\s+\d{5})?)?"
    rf"|(?:on the |at the )?corner of [A-Z\d]\w* and [A-Z\d]\w*(?:\s+(?:{STREETS})\b)?"
)
ADDRESS_CJK = (
    r"(?:[\u4e00-\u9fff]{2,3}[省市])?(?:[\u4e00-\u9fff]{2,3}[市区區县縣])*"
    r"[\u4e00-\u9fff]{1,5}(?:大道|[路街道巷弄])(?:[一二三四五六七八九十\d]+段)?\d+[号號弄](?:\d+[楼樓室层層])?"
)
ACCOUNT = (
    r"(?i:instagram|ig|facebook|tiktok|wechat|line|etsy)(?:\s(?:id|shop))?\s*:\s*@?[A-Za-z0-9_.]*[A-Za-z0-9_]"
    r"|(?:淘宝|天猫|京东|拼多多|微信|抖音|小红书|公众号|美团|微店)(?:店铺?|号|搜索?)*[:：]\s*[^\s，。；！、,;!]{1,20}"
)
CONTACT = re.compile(
    rf"(?i:{LEAD})(?:{ACCOUNT}|{LINK}|{PHONE}|{ADDRESS})|{LEAD_CJK}(?:{ACCOUNT}|{LINK}|{PHONE}|{ADDRESS_CJK})"
)
ONLY_LEADS = re.compile(rf"(?i:(?:(?:{LEADS}|and|or|or at|und|oder|et|y|e|o)\b[\s,:]*)*)[\W_]*")


def take_contacts(text: str) -> tuple[str, list[str]]:
    """The text with a line break for each contact, and the contacts as written: "Shop at lumi.co"."""
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        found.append(match[0].strip())
        return "\n"

    return CONTACT.sub(take, text), found


def is_only_a_lead(clause: str) -> bool:
    """Whether it is what is left of "call 555-0123 now"."""
    return bool(ONLY_LEADS.fullmatch(clause))
