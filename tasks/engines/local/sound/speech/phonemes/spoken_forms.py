"""Marks as they are said: "$24" is "24 dollars", which espeak-ng reads in the wrong order."""

import re

CURRENCIES = {
    "en": {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yen", "₩": "won", "₹": "rupees"},
    "es": {"$": "dólares", "€": "euros", "£": "libras", "¥": "yenes", "₩": "wones", "₹": "rupias"},
    "fr": {"$": "dollars", "€": "euros", "£": "livres", "¥": "yens", "₩": "wons", "₹": "roupies"},
    "it": {"$": "dollari", "€": "euro", "£": "sterline", "¥": "yen", "₩": "won", "₹": "rupie"},
    "pt": {"$": "dólares", "€": "euros", "£": "libras", "¥": "ienes", "₩": "wons", "₹": "rupias"},
}
SIGNS = "[$€£¥₩₹]"
NUMBER = r"\d[\d.,]*\d|\d"
PRICE = re.compile(rf"(?:R|US|CA|AU)?({SIGNS})\s?({NUMBER})|({NUMBER})\s?({SIGNS})")
#: what Brazil pays with
REAIS = re.compile(rf"R\$\s?({NUMBER})")
#: "1,000" in English, "1.000" elsewhere
THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
CENTS = re.compile(r"(\d+)[.,](\d\d)$")
HASH_NUMBER = re.compile(r"(?:#|\bNo\.|[Nn][º°])\s?(?=\d)")
#: their full stop ends no sentence
ABBREVIATION = re.compile(r"\b(Dra?|Mr|Mrs|Ms|St|Sra?|Mme|vs|lb)\.(?=\s)")
OUNCES = re.compile(r"(?<=\d)\s?oz\b\.?")
NUMBER_WORDS = {"en": "number ", "es": "número ", "fr": "numéro ", "it": "numero ", "pt": "número "}
#: "lumi.co" is said with its dot
DOT_IN_NAME = re.compile(r"(?<=[^\W\d_])\.(?=[^\W\d_]{2,})")
DOTS = {"en": " dot ", "es": " punto ", "fr": " point ", "it": " punto ", "pt": " ponto "}


def in_words(text: str, language: str) -> str:
    """A text with the words of its marks, as far as espeak-ng does not know them."""
    words = CURRENCIES[language]
    if language == "pt":
        text = REAIS.sub(lambda price: _price(price[1], "reais"), text)
    text = PRICE.sub(lambda price: _price(price[2] or price[3], words[price[1] or price[4]]), text)
    text = ABBREVIATION.sub(r"\1", text)
    if language == "en":
        text = OUNCES.sub(" ounce", text)
    text = HASH_NUMBER.sub(NUMBER_WORDS[language], text)
    return DOT_IN_NAME.sub(DOTS[language], text)


def _price(number: str, currency: str) -> str:
    """ "24" and "dollars" as "24 dollars", "19.99" as "19 dollars 99"."""
    number = THOUSANDS.sub("", number)
    if parts := CENTS.search(number):
        return f"{parts[1]} {currency} {parts[2] if parts[2] != '00' else ''}".rstrip()
    return f"{number} {currency}"
