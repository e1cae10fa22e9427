"""Finds the product's name in the clause that tells it, and keeps it as written."""

import re

#: longer ones end at a word that begins a clause
MAX_WHOLE_WORDS = 6
MAX_NAME_CHARACTERS = 60

LEAD_IN = re.compile(
    r"(?:(?:this|here|it|these|they|(?:the|my|our) (?:product|item|brand)(?: name)?)(?:\s+(?:is|are)|['’]s|"
    r"['’]re)(?: called)?\s+|"
    r"(?:my|our)\s+(?:\w+\s+)?\w+\s+(?:sells|makes|offers|bakes)\s+|(?:introducing|presenting|meet|discover|"
    r"try)\b:?\s+|"
    r"(?:we|i)(?:['’]re|['’]m|\s+are|\s+am)?\s+(?:sell(?:ing)?|make|offer(?:ing)?|have|bake|build|craft|"
    r"produce|design|love)\s+)?"
    r"(?:(?:our|my|this|these|your|some)\s+(?:own\s+)?)*(?P<article>(?:the|an?)\s+)?"
    r"(?:(?:shop|store|brand|company|business)\s+(?:called\s+|named\s+)?(?=(?-i:[A-Z])))?",
    re.IGNORECASE,
)
LEAD_IN_CJK = re.compile(
    r"[这這]是(?:我们的|我們的|我的|一[款个個種种只隻件把支条條双雙])?|"
    r"(?:(?:我们|我們|我)(?:家)?的(?!世界)|[这這][款个個種种])|(?:我们|我們|我家|本店|小店|我)?(?:出售|售卖|主[营營]|"
    r"专卖|[卖賣])|一[款个個種种]"
)
LABEL = re.compile(
    r"(?:product(?:\s+name)?|name|item|brand|商品名?|产品名?称?|產品名?稱?|品名|名称|名稱)\s*[:：]\s*", re.IGNORECASE
)
#: promises something instead of naming it
SLOGAN = re.compile(
    r"(?i:keep|make|get|enjoy|feel|experience|give|bring|start|stay|say|turn|wake|treat|upgrade|transform|need|"
    r"looking|tired|no more)\s+(?:your|the|you|yourself|every|an?|any|more|up|for|of|goodbye|warm|cool)\b"
)
#: always ends a name; in lower case, for "Where the Wild Things Are poster"
VERB = re.compile(r"\s+(?=(?:is|are|has|have|keeps?|comes?|makes?|lets|that|which|who|featuring)\s)|\s*:\s+|：")
#: ends a long one
CONNECTOR = re.compile(r"\s+(?=(?:with|for|made|from|in|by)\s)")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
MAX_CJK = 14


def split_name(clause: str) -> tuple[str, str]:
    """The name in a clause, and what the clause goes on with: a "cup that keeps warm" is a cup."""
    clause = LABEL.sub("", clause, count=1)
    phrase = _without_lead_in(clause) or clause
    name, rest = _cut(phrase, VERB)
    if len(name.split()) > MAX_WHOLE_WORDS or len(name) > MAX_NAME_CHARACTERS:
        name, more = _cut(name, CONNECTOR)
        rest = f"{more} {rest}".strip()
    if len(CJK.findall(name)) > MAX_CJK and "的" in name:
        rest, _, name = name.rpartition("的")  # the noun comes last
    return name, rest


def short_name(name: str) -> str:
    """The name without what only describes it: the "cup" of "cup in red", the 杯 of 手工的杯; else the name."""
    short = name.rpartition("的")[2] if CJK.search(name) else _cut(name, CONNECTOR)[0]
    return short or name


def _without_lead_in(clause: str) -> str:
    if cjk := LEAD_IN_CJK.match(clause):
        rest = clause[cjk.end() :].strip()
        return rest.removesuffix("的")
    lead_in = LEAD_IN.match(clause)
    if not lead_in:
        return clause
    rest = clause[lead_in.end() :]
    article = lead_in["article"]
    if article and _is_part_of_the_name(article, rest):
        return article + rest
    return rest


def _is_part_of_the_name(article: str, rest: str) -> bool:
    """ "The North Face" and "A Bathing Ape" are names, "The cup" is none."""
    capitals = re.findall(r"(?:^|\s)[A-Z]", rest)
    if not article[:1].isupper() or not rest[:1].isupper():
        return False
    return article.strip() == "The" or len(capitals) > 1


def _cut(phrase: str, where: re.Pattern[str]) -> tuple[str, str]:
    parts = where.split(phrase, maxsplit=1)
    return (parts[0].strip(), parts[1].strip()) if len(parts) == 2 and parts[0].strip() else (phrase, "")
