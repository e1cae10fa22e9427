"""The words that people and chat programs put before the parts of a script, by what they stand before."""

import re

#: fields of a shot; `plain` says which part of the ad a line is; and `ignored`, what is neither said nor shown
LABELS: dict[str, str] = {
    "on_screen_text": (
        "on screen|on-screen|onscreen|on screen text|on-screen text|onscreen text|screen text|text on screen|"
        "text overlay|overlay text|overlay|super|supers|caption|captions|title card|text|subtitle|subtitles|"
        "字幕|屏幕文字|屏幕字幕|画面文字|畫面文字|螢幕文字|屏显文字|文字|文案|テロップ|画面テキスト|자막|화면 텍스트|"
        "einblendung|texteinblendung|bildschirmtext|text im bild|untertitel|"
        "texte|texte à l'écran|texte à l’écran|texte à l'image|sous-titre|sous-titres|incrustation|"
        "texto|texto en pantalla|rótulo|rótulos|subtítulo|subtítulos|texto na tela|texto no ecrã|legenda|"
        "testo|testo a schermo|testo in sovrimpressione|sovrimpressione|sottotitolo|sottotitoli"
    ),
    "voice_over": (
        "voice-over|voiceover|voice over|vo|v.o.|v/o|voice|narrator|narration|narrator (vo)|dialogue|speaker|spoken|"
        "旁白|配音|解说|解說|台词|台詞|口播|对白|對白|ナレーション|내레이션|나레이션|"
        "sprecher|sprecherin|off-stimme|voix off|voix-off|narrateur|voz en off|locución|narrador|"
        "voce fuori campo|voce|narração|locução"
    ),
    "picture": (
        "picture|visual|visuals|video|shot|camera|scene|image|action|frame|close-up|setting|"
        "画面|畫面|镜头|鏡頭|视觉|視覺|影像|场景|場景|分镜|分鏡|映像|シーン|화면|장면|"
        "bild|kamera|szene|visuell|visuel|plan|scène|imagen|cámara|plano|escena|imagem|câmera|cena|"
        "immagine|inquadratura|scena"
    ),
    "plain": (
        "hook|intro|outro|opening|ending|closing|end card|call to action|cta|headline|slogan|tagline|copy|ad copy|"
        "开场|開場|结尾|結尾|行动号召|行動號召|标语|標語|口号|口號|handlungsaufforderung|appel à l'action|accroche|"
        "llamada a la acción|chamada para ação|invito all'azione"
    ),
    "ignored": (
        "music|sound|sounds|sfx|sound effect|sound effects|audio|background music|transition|duration|length|"
        "timing|time|title|concept|note|notes|tone|mood|style|format|platform|target audience|audience|hashtags|"
        "script|ad script|video script|storyboard|"
        "音乐|音樂|背景音乐|背景音樂|音效|转场|轉場|时长|時長|时间|時間|标题|標題|备注|備註|风格|風格|脚本|"
        "musik|ton|geräusch|übergang|dauer|titel|hinweis|musique|son|durée|titre|música|sonido|duración|título|"
        "musica|suono|durata|titolo|som|duração"
    ),
}
FIELDS = {label: field for field, labels in LABELS.items() for label in labels.split("|")}
WORDS = "|".join(map(re.escape, sorted(FIELDS, key=len, reverse=True)))
#: "Text 2:", "镜头一：", "Voice-over (warm):"
LABEL = re.compile(
    rf"(?P<label>{WORDS})(?P<number>\s*[#№]?\s*(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}}))?"
    r"(?:\s*[(（\[][^)）\]]{0,60}[)）\]])?\s*(?P<end>[:：]|$)\s*",
    re.IGNORECASE,
)
#: a label that we do not know: at most three words and a colon
UNKNOWN_LABEL = re.compile(r"^[^\s:：\d]+(?: [^\s:：\d]+){0,2}(?: \d{1,2})?(?::(?=\s|$)|：)\s*")

#: of the whole ad
HEADS: dict[str, str] = {
    "title": "title|ad title|标题|標題|titel|titre|título|titolo|タイトル|제목",
    "offer": "offer|special offer|优惠|優惠|angebot|offre|oferta|offerta|特典|혜택",
    "call_to_action": (
        "call to action|cta|行动号召|行動號召|handlungsaufforderung|appel à l'action|appel à l’action|"
        "llamada a la acción|chamada para ação|invito all'azione|invito all’azione|"
        "行動喚起|コール・トゥ・アクション|행동 유도"
    ),
}
HEAD_FIELDS = {label: field for field, labels in HEADS.items() for label in labels.split("|")}

NOTHING = re.compile(
    r"[(\[]?(?:none|n/?a|no text|nothing|无|無|没有|沒有|keine?r?|aucune?|ninguno|nessuno|nenhum)[)\]]?\.?$",
    re.IGNORECASE,
)


def labelled(line: str, is_marked: bool = False) -> tuple[str, str] | None:
    """Under which of the kinds above a line stands, and what it says; None without a label that we know.

    A label alone on a line has a colon or a number, or it `is_marked` as one, by bold type for example.
    """
    match = LABEL.match(line)
    if not match or not (match["end"] or match["number"] or is_marked):
        return None
    return FIELDS[match["label"].lower()], line[match.end() :]


def headed(line: str) -> tuple[str, str] | None:
    """Which of HEADS a line stands under, and what it says; None for any other line."""
    name, mark, text = line.replace("：", ":", 1).partition(":")
    field = HEAD_FIELDS.get(name.strip().lower())
    return (field, "" if is_nothing(text.strip()) else text.strip()) if mark and field else None


def is_nothing(text: str) -> bool:
    """Whether it says, after a label, that there is nothing: "none", "N/A"."""
    return bool(NOTHING.match(text)) or not any(character.isalnum() for character in text)
