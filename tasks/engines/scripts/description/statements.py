"""Cuts a text into sentences and clauses, without cutting names, numbers and links."""

import re

#: stands for a point that ends nothing; cleaned text has no private-use characters
POINT = "\uf8ff"

#: before a name
TITLES = r"Dr|Mr|Mrs|Ms|Prof|St|Ste|Mt|Ft|Sgt|Capt|Lt|Gen|Rev|Jr|Sr|Sra|Mme|Mlle|Hr|Fr"
#: before a number
NUMBERED = r"[Nn]o|[Nn]r|[Nn]os|[Vv]ol|[Aa]rt|[Ff]ig|[Cc]h|[Pp]p?|[Vv]er|[Nn]úm|[Tt]el"
#: after a number, before the thing that is measured
UNITS = r"oz|fl|lb|lbs|in|ft|pt|qt|gal|pcs|pc|sq|approx|ca|vs|incl|excl|e\.g|i\.e|etc|max|min"
INNER_POINT = re.compile(
    rf"\b(?:{TITLES})\.(?=\s+[\w'’])"
    rf"|\b(?:{NUMBERED})\.(?=\s*[\d(+])"
    rf"|\b(?:{UNITS})\.(?=\s+[a-z\d(])"
    # initials: A.P.C. tote, J. Crew
    r"|\b(?:[A-Za-z]\.){2,}(?=\s)|(?:(?<=^)|(?<=\bby\s)|(?<=[&\n]\s))[A-Z]\.(?=\s+[A-Z])"
    # fl. oz.
    r"|(?<=\bfl\.\s)oz\.(?=\s+[a-z\d])"
)
LABELS = (
    "Product|Name|Price|Offer|Features?|Benefits?|Details|商品|产品|產品|品名|特点|特點|卖点|賣點|优点|材质|"
    "价格|價格|优惠|優惠|风格|风格|语气|受众|"
    "地址|电话|要求"
)
SENTENCE_END = re.compile(
    rf"\s+(?=(?:{LABELS})\s?[:：])|"
    r"(?:[\n!?;。！？；؟।…]+|\.+(?=[\s\"”’)]|$))[\"”’)]*"
)
#: before a comma between two adjectives: "a long battery life and deep, warm bass"
ADJECTIVE = re.compile(r"(?:\S+\s+){5,}(?:and|with|an?|the)\s+[a-z-]+$")
CLAUSE_END = re.compile(
    r",(?=\s|$|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af])\s*|[，、،؛]\s*|[|()（）]\s*|\s[-–—·•]+\s|—+|^\s*[-*•·]\s+"
)


def sentences(text: str) -> list[str]:
    """The text's sentences, without what ends them; points inside of one are POINT."""
    kept = INNER_POINT.sub(lambda match: match[0].replace(".", POINT), text)
    return [sentence for part in SENTENCE_END.split(kept) if (sentence := part.strip())]


def clauses(sentence: str) -> list[tuple[str, str]]:
    """Each clause of a sentence, with the mark before it."""
    found, start, mark = [], 0, ""
    for end in CLAUSE_END.finditer(sentence):
        if end[0].startswith(",") and ADJECTIVE.search(sentence[start : end.start()]):
            continue
        found.append((mark, sentence[start : end.start()].strip()))
        start, mark = end.end(), end[0]
    found.append((mark, sentence[start:].strip()))
    return [(mark, clause) for mark, clause in found if clause]


def as_written(text: str) -> str:
    """With its original full stops."""
    return text.replace(POINT, ".").strip()
