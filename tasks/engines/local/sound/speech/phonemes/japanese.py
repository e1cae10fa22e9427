"""Phonemes of Japanese: readings by haqumei (Open JTalk), and the sounds of their kana."""

import re

import haqumei

PUNCTUATION = {
    "。": ". ",
    "、": ", ",
    "？": "? ",
    "！": "! ",
    "：": ": ",
    "；": "; ",
    "，": ", ",
    "．": ". ",
    "・": " ",
}
#: as "かka": kana and their sounds
SINGLE = (
    "アa イi ウɯ エe オo カka ガɡa キkʲi ギɡʲi クkɯ グɡɯ ケke ゲɡe コko ゴɡo サsa ザʣa シɕi ジʥi スsɨ ズzɨ セse ゼʣe "
    "ソso ゾʣo タta ダda チʨi ヂʥi ツʦɨ ヅzɨ テte デde トto ドdo ナna ニɲi ヌnɯ ネne ノno ハha バba パpa ヒçi ビbʲi "
    "ピpʲi フɸɯ ブbɯ プpɯ ヘhe ベbe ペpe ホho ボbo ポpo マma ミmʲi ムmɯ メme モmo ヤja ユjɯ ヨjo ラɾa リɾʲi ルɾɯ レɾe "
    "ロɾo ワβa ヰi ヱe ヲo ヴvɯ ァa ィi ゥɯ ェe ォo ャja ュjɨ ョjo ーː ッʔ"
)
#: the consonant before a small kana, where it is not the large one's
BEFORE_SMALL = {
    **{
        "キ": "kʲ",
        "ギ": "ɡʲ",
        "シ": "ɕ",
        "ジ": "ʥ",
        "チ": "ʨ",
        "ヂ": "ʥ",
        "ニ": "ɲ",
        "ヒ": "ç",
        "ビ": "bʲ",
        "ピ": "pʲ",
    },
    **{"ミ": "mʲ", "リ": "ɾʲ", "フ": "ɸ", "ツ": "ʦ", "テ": "tʲ", "デ": "dʲ", "ト": "t", "ド": "d", "ヴ": "v"},
    **{"ク": "kᵝ", "グ": "ɡᵝ", "ウ": "β", "イ": "j"},
}
SMALL = {"ャ": "a", "ュ": "ɨ", "ョ": "o", "ァ": "a", "ィ": "i", "ゥ": "ɯ", "ェ": "e", "ォ": "o"}
KANA = {pair[0]: pair[1:] for pair in SINGLE.split()}
#: before these, ン is another sound
NASALS = (("mpb", "m"), ("kɡ", "ŋ"), ("ɲʨʥ", "ɲ"), ("ntdɾz", "n"))
YEN = re.compile(r"[¥￥]\s?(\d[\d,]*)")


class JapanesePhonemes:
    """Japanese, whatever it is written in."""

    def __init__(self) -> None:
        self._reader = haqumei.Haqumei()

    def of(self, text: str) -> str:
        """The phonemes of a text, a space between its phrases."""
        result = ""
        for word in self._reader.run_frontend(YEN.sub(r"\1円", text)):
            if word.pos == "記号":
                result = result.rstrip() + PUNCTUATION.get(word.string, " ")
                continue
            # endings and digits stand by what they belong to, particles alone, as the model has learned them
            is_ending = word.chain_flag == 1 and word.pos != "助詞"
            result = (result.rstrip() if is_ending else result) + _sounds(word.pron) + " "
        return result.strip()


def _sounds(kana: str) -> str:
    result = ""
    for number, character in enumerate(kana):
        following = kana[number + 1 : number + 2]
        if character in SMALL and number and kana[number - 1] in BEFORE_SMALL:
            continue
        if following in SMALL and character in BEFORE_SMALL:
            result += BEFORE_SMALL[character] + SMALL[following]
        elif character == "ン":
            first = KANA.get(following, " ")[0]
            result += next((sound for letters, sound in NASALS if first in letters), "ɴ")
        else:
            result += KANA.get(character, "")
    return result
