"""Numbers as Mandarin says them."""

import re

DIGITS = "零一二三四五六七八九"
UNITS = ("", "十", "百", "千")
GROUPS = ("", "万", "亿", "万亿")
CURRENCIES = {"¥": "元", "￥": "元", "$": "美元", "€": "欧元", "£": "英镑"}
NUMBER = r"\d[\d,]*(?:\.\d+)?"
PRICE = re.compile(rf"([¥￥$€£])\s?({NUMBER})")
YEAR = re.compile(r"\d{4}(?=年)")
PERCENT = re.compile(rf"({NUMBER})\s?[%％]")
#: a longer number is said digit by digit, if nothing groups it
MOST_DIGITS = 8
ANY = re.compile(NUMBER)


def numbers_in_words(text: str) -> str:
    """A text with its numbers, prices, per cents and years in characters."""
    text = PRICE.sub(lambda price: price[2] + CURRENCIES[price[1]], text)
    text = YEAR.sub(lambda year: "".join(DIGITS[int(digit)] for digit in year[0]), text)
    text = PERCENT.sub(lambda share: "百分之" + _number(share[1]), text)
    return ANY.sub(lambda number: _number(number[0]), text)


def _number(written: str) -> str:
    whole, _, fraction = written.replace(",", "").partition(".")
    # telephone numbers and the like are said digit by digit
    if ("," not in written and len(whole) > MOST_DIGITS) or (len(whole) > 1 and whole[0] == "0"):
        return "".join(DIGITS[int(digit)] for digit in whole + fraction)
    said = _whole(int(whole))
    return said + "点" + "".join(DIGITS[int(digit)] for digit in fraction) if fraction else said


def _whole(number: int) -> str:
    if number == 0:
        return DIGITS[0]
    result, place, skipped = "", 0, False
    while number and place < len(GROUPS):
        number, group = divmod(number, 10_000)
        if group:
            gap = DIGITS[0] if result and skipped else ""
            result = _thousands(group) + GROUPS[place] + gap + result
        # a zero is said where digits are missing before the next ones
        skipped = group < 1000
        place += 1
    return result.removeprefix("一") if result.startswith("一十") else result


def _thousands(group: int) -> str:
    result, is_gap = "", False
    for place, digit in reversed(list(enumerate(map(int, str(group)[::-1])))):
        if digit:
            result += (DIGITS[0] if is_gap and result else "") + DIGITS[digit] + UNITS[place]
        is_gap = digit == 0
    return result
