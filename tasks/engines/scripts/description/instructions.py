"""Tells instructions to the copywriter from words about the product, in English and Chinese."""

import re
from typing import NamedTuple

#: not before a hyphen: a make-up brush is no request
END = r"(?![\w'’-])"
A = r"(?:an?|the|me|us|some|my|our|this|another|one|two|three|\d+)"
#: the others may be part of a name: a film camera, a record player
MAKE = (
    rf"(?:(?:make|create|write|generate|give){END}"
    rf"|(?:produce|design|build|do|prepare|draft|film|shoot|record|compose|craft|need|want)\s+{A}{END})"
)
AD = (
    r"(?:(?:tv|video|image|short|promo(?:tional)?|marketing|sales|social media|instagram|tiktok|facebook|youtube)\s+)*"
    r"(?:ads?|adverts?|advertisements?|advertising|videos?|clips?|commercials?|scripts?|promos?|spots?|reels?|"
    r"stor(?:y|ies)|"
    rf"posts?|campaigns?|captions?|slogans?|storyboards?|films?|teasers?|tiktoks?|voice-?overs?|cop(?:y|ies)){END}"
)
ASKING = (
    r"(?:(?:please|pls|kindly|(?:hi|hello|hey|ok|okay|sure)(?=[,!])|can you|could you|would you|will you|"
    r"you should|help me|help us|let['’]?s|let us|"
    r"(?:i|we)(?:(?:\s+would|['’]d)\s+(?:really\s+)?(?:like|love)|\s+(?:really\s+)?(?:want|need|"
    r"wish))(?:\s+you)?(?:\s+to)?|(?:i am|i['’]m|we are)\s+(?:looking|hoping|trying)|give (?:me|us))(?![\w'’-])[\s,]*+)"
)
REQUEST = re.compile(
    # "please", "could you", "I want", but not "Please Mum baby bottle"
    rf"(?i:{ASKING})+(?=[a-z\W\d]|$)"
    rf"|(?i:{MAKE}\s+(?:\S+\s+){{0,6}}?{AD})"
    rf"|(?i:(?:make|keep)\s+(?:it|this|that|them|everything|sure|the\s+(?:ad|video|script|clip|tone|voice|text|"
    rf"music)){END}"
    r"(?!\s+(?:all|warm for|hot|fresh|cold|cool|safe|dry|yours)))"
    rf"|(?i:write\s+(?:in|it|about|something|like|with)){END}"
    rf"|(?i:(?:use|show|add|include|put|insert|play|have)\s+(?:(?:a|an|the|some|my|our|more|lots of|no|"
    rf"only)\s+)?(?:\w+\s+){{0,3}}?"
    rf"(?:music|text|voice|voice-?over|tone|humou?r|emojis?|hashtags?|words?|language|colou?rs|effects?|"
    rf"subtitles|captions|"
    rf"transitions?|scenes?|shots?|close-?ups?|logo|link|jokes?|style|people|models?|english|german|chinese|"
    rf"french|spanish|price)){END}"
    r"|(?i:show\s+(?:the|my|our|a|an|how|people|it|someone)\b)"
    rf"|(?i:(?:mention|highlight|emphasi[sz]e|focus on|avoid|appeal to)\s+(?=[a-z]))"
    r"|(?i:target\s+(?:\w+\s+){0,2}(?:people|parents|moms?|women|men|kids|teens?|students?|customers?|"
    r"audiences?|buyers|families)\b)"
    r"|(?i:(?:don['’]?t|do not|never|no need to)\s+(?:use|mention|show|write|say|include|add|make|forget|put|"
    r"be|do|talk|sound)\b)"
    r"|(?i:no\s+(?:voice-?over|music|text|emojis?|hashtags?|people|subtitles|captions)(?:\s+please)?$)"
    r"|(?i:(?:it|this|(?:the|my|our|your)\s+(?:ad|video|script|clip|voice|tone|music|text|style|copy|commercial))\s+"
    r"(?:should|must|needs? to|has to|shall|can be|ought)\b)"
    r"|(?i:should|must)\s+(?:be|feel|sound|look)\b"
    r"|(?i:(?:for|in|with|using)\s+(?:a|an)\s+(?:\w+\s+){0,2}(?:tone|style|voice|mood)\b)"
)
LABEL = re.compile(
    r"(?:tone(?: of voice)?|style|(?:target\s+)?audience|target(?:\s+group)?|mood|format|language|music|length|"
    r"duration|voice|platform|"
    r"notes?|instructions?|requirements?|风格|風格|语气|語氣|受众|受眾|目标人群|目標人群|目标|目標|时长|時長|"
    r"语言|語言|音乐|音樂|要求|备注|備註|平台)"
    r"\s*(?:[:：=]|是)",
    re.IGNORECASE,
)
NEGATIVE = re.compile(
    r"(?:please\s+)?(?:(?:don['’]?t|do not|never)\s+(?:use|mention|show|write|say|include|add|put|talk)|"
    r"avoid)\b|[请請]?(?:不要|别|別)(?:提|写|寫|用|说|說|出现|出現)",
    re.IGNORECASE,
)
#: "A funny ad for ..." needs no verb
BARE_AD = re.compile(
    r"(?:(?:a|an|one|the|my|our|some)\s+)?(?:[\w-]+\s+){0,4}?(?:ad|ads|advert|advertisement|commercial|"
    r"(?:promo|ad|short|funny|marketing) video)"
    r"\s+(?:for|about|of|that|promoting|selling)\b",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"\b(?:for|about|of|promoting|promotes?|advertis(?:e|es|ing)|sells?|selling|market(?:ing)?|showing|featuring)"
    r"\s+(?P<product>\S.*)$",
    re.IGNORECASE,
)
AD_NAMED = re.compile(rf"\b{AD}", re.IGNORECASE)
SELL = re.compile(r"\b(?:sell|promot|advertis|market)", re.IGNORECASE)
#: an ad is for these, and they are no products
NO_PRODUCT = re.compile(
    r"(?:(?:my|our|the|your|an?|all)\s+)?(?:instagram|tiktok|facebook|youtube|social media|stories|reels|"
    r"christmas|easter|halloween|"
    r"valentine|mother|father|black friday|summer|winter|spring|autumn|young|old|kids?|children|parents?|"
    r"people|men|women|moms?|"
    r"customers?|students?|teens?|everyone|me\b|us\b|it\b|this\b|them\b|that\b|\d+ sec|shop$|store$|website|"
    r"channel|page|online)",
    re.IGNORECASE,
)
#: how it should be, after "make it short,"
MANNER = re.compile(r"(?:and\s+)?(?:not\s+too\s+|very\s+|more\s+|a bit\s+)?[a-z-]+(?:\s+and\s+[a-z-]+)?$")
IS_MANNER = re.compile(r"(?:make|keep)\s+(?:it|this)|should|must|tone|style|sound|feel", re.IGNORECASE)

AD_CJK = (
    r"(?:广告词?|廣告詞?|短?视频|短?視頻|影片|短片|宣传片|宣傳片|文案|脚本|腳本|剧本|劇本|口播稿?|推文|海报|"
    r"海報|种草|片子)"
    r"(?!牌|伞|傘|扇|衫|位|公司|机|機|笔|筆|布|纸|紙|灯|燈|帽|盒)"
)
MAKE_CJK = r"(?:做|写|寫|拍|生成|制作|製作|设计|設計|创作|創作|[来來](?=[一个個条條])|弄|剪|编|編|出(?=[一个個条條]))"
#: the ad ends the clause, or it says what the ad is for
ENDS_CJK = r"(?=[吧呗呀啊呢给給来來介推宣卖賣:：]|关于|關於|$)"
ASKING_CJK = (
    r"(?:[请請](?=[帮幫为為给給做写寫用生制製不突把以根你您设設拍围圍按在加配])|麻烦|麻煩|(?:能不能|可以|"
    r"可否)(?=[帮幫给給为為写寫做拍用])|希望(?!之|小)|"
    r"我(?:想(?!你|家|念)要?|要(?!你)|需要|希望)|我们(?:想要?|需要|希望)|[帮幫](?:忙|我们?|我們)|"
    r"[给給](?:我们?|我們)(?!的))"
)
REQUEST_CJK = re.compile(
    rf"{ASKING_CJK}+"
    rf"|{MAKE_CJK}.*{AD_CJK}{ENDS_CJK}"
    rf"|(?:{AD_CJK}|语气|語氣|风格|風格|画面|畫面|旁白|配音)(?:要|应|應|需|得|请|請|希望|尽量)"
    r"|(?:不要|别|別)(?:太|提|出现|出現|用|写|寫|说|說|有)"
    r"|突出|强调|強調|体现|體現"
    r"|(?:配上?|加上?|使用)[^，]*(?:音乐|音樂|字幕|配音|旁白)$|用(?:英文|中文|英语|英語|德语|日语|"
    r"[轻輕幽温溫活].*(?:语气|語氣|风格|風格))"
    r"|(?:写|寫|做|拍)得(?!到)|要.{1,6}(?:一点|一點|一些)$|.{1,4}(?:一点|一點|一些)$"
    r"|(?:一个|一條|一条|一则|一則|一個)?[^，]{0,10}的广告$"
    r"|时长|時長|受众|受眾|提(?:一下|到|及)|注明|[写寫]上"
)
#: the product in a request, in the ways it is put
ABOUT_CJK = re.compile(
    rf"[为為给給](?P<for>(?!我[写寫做拍]).+?)(?:{MAKE_CJK}).*{AD_CJK}"
    rf"|(?:关于|關於|[卖賣]|推广|推廣|宣传|宣傳)(?P<of>.+?)的?{AD_CJK}"
    rf"|(?:{ASKING_CJK}|^)(?:推广|推廣|宣传|宣傳|[卖賣])(?P<sell>.+)$"
)
OURS_CJK = re.compile(r"^(?:我们?的?|我們的?|这[款个種种]|這[款個種]|一[款个個種种])")


GREETING = re.compile(
    r"(?:hi|hello|hey|老板|老闆|亲|大家好|嗨|thanks?(?: you)?|thx|cheers|你好|您好|谢谢|謝謝)(?: there| all|"
    r" team| so much| in advance)?$",
    re.IGNORECASE,
)


#: enough of the other languages not to print what plainly is a request
REQUEST_ELSEWHERE = re.compile(
    r"(?:bitte|por favor|s['’]il (?:vous|te) pla[iî]t|per favore)\b"
    r"|(?:ich (?:möchte|will|brauche|hätte gern)|(?:mach|erstell|schreib|generier|brauche)\w*|quiero|necesito|"
    r"haz(?:me)?|crea(?:me)?|"
    r"escrib\w+|genera|je (?:veux|voudrais)|faites?(?:-moi)?|fais(?:-moi)?|crée[rz]?|écri\w+|voglio|vorrei|fai|"
    r"fammi|scrivi|"
    r"quero|preciso|faça|crie|escreva)\s(?:.*\s)?(?:\w*werbung|werbe\w+|anzeige|\w*video|vídeo|clip|skript|"
    r"anuncio|guion|spot|"
    r"pub|publicité|vidéo|script|annuncio|pubblicità|anúncio|roteiro|propaganda)\b"
    r"|.*(?:広告|動画|台本|CM)を.*(?:作|書|お願い|ください)|.*(?:광고|영상|대본)[을를]?\s?.*(?:만들어|써|작성|주세요)",
    re.IGNORECASE,
)
ABOUT_ELSEWHERE = re.compile(
    r"\b(?:für|para|pour|per)\s+(?:mein\w*|unser\w*|mis?|nuestr\w+|mon|ma|mes|notre|nos|il mio|la mia|i miei|le mie|"
    r"meus?|minhas?|noss\w+)\s+(?P<product>.+)$",
    re.IGNORECASE,
)


class Request(NamedTuple):
    """An instruction."""

    #: what the ad is for, as far as the instruction says it
    product: str
    #: whether it says how the ad should be, so that "short, warm" in its next clause does so too
    is_manner: bool


def request(clause: str) -> Request | None:
    """What an instruction says; None for a clause that is none."""
    if LABEL.match(clause) or GREETING.match(clause):
        return Request("", True)
    if REQUEST_CJK.match(clause):
        about = ABOUT_CJK.search(clause)
        product = next(filter(None, about.groups()), "") if about else ""
        return Request(OURS_CJK.sub("", product), False)
    if REQUEST_ELSEWHERE.match(clause):
        about = ABOUT_ELSEWHERE.search(clause)
        return Request(about["product"] if about else "", False)
    if not (REQUEST.match(clause) or BARE_AD.match(clause)):
        return None
    ad = AD_NAMED.search(clause)
    about = ABOUT.search(clause, ad.end() if ad else 0) if ad or SELL.search(clause) else None
    product = about["product"] if about else ""
    return Request("" if NO_PRODUCT.match(product) else product, bool(IS_MANNER.search(clause)))


def is_manner(clause: str) -> bool:
    """Whether a clause after a request only goes on with how the ad should be."""
    return bool(MANNER.fullmatch(clause)) and len(clause.split()) <= 4
