"""Chinese ads in traditional characters."""

from ..phrasebook import Phrasebook

TRADITIONAL = Phrasebook(
    language="zh-Hant",
    joint="",
    named_hooks=(
        "看這裡：{name}。",
        "{name}，靠近看看。",
        "來認識一下：{name}。",
        "今天的主角：{name}。",
    ),
    hooks=(
        "看這裡。",
        "先別滑走。",
        "靠近看看。",
        "停一秒，看這裡。",
    ),
    looks=(
        "細節，慢慢看。",
        "再近一點。",
        "每個細節都看看。",
        "換個位置再看看。",
    ),
    offer_lines=(
        "劃重點。",
        "別錯過。",
        "記一下。",
    ),
    closings=(
        "來看看吧。",
        "今天就帶走。",
        "喜歡就帶走。",
        "等你來。",
        "給自己一個理由。",
    ),
    opening_picture_wide="鏡頭從左到右緩緩掃過畫面。",
    opening_picture_tall="鏡頭沿著畫面緩緩上移。",
    closer_pictures=(
        "特寫：鏡頭推近，再緩緩掃回細節。",
        "再近一些：鏡頭繼續滑過細節。",
    ),
    closing_picture="鏡頭拉遠，露出完整畫面，然後靜止。",
    untitled="{seconds} 秒廣告",
    shot="{start}-{end} 秒\n畫面：{picture}\n旁白：{voice_over}\n字幕：{on_screen_text}",
    call_to_action="行動號召：{text}",
)
