"""Chinese ads in simplified characters."""

from ..phrasebook import Phrasebook

SIMPLIFIED = Phrasebook(
    language="zh-Hans",
    joint="",
    named_hooks=(
        "看这里：{name}。",
        "{name}，凑近看看。",
        "来认识一下：{name}。",
        "今天的主角：{name}。",
    ),
    hooks=(
        "看这里。",
        "先别划走。",
        "凑近看看。",
        "停一秒，看这里。",
    ),
    looks=(
        "细节，慢慢看。",
        "再近一点。",
        "每个细节都看看。",
        "换个位置再看看。",
    ),
    offer_lines=(
        "划重点。",
        "别错过。",
        "记一下。",
    ),
    closings=(
        "来看看吧。",
        "今天就带走。",
        "喜欢就带走。",
        "等你来。",
        "给自己一个理由。",
    ),
    opening_picture_wide="镜头从左到右缓缓扫过画面。",
    opening_picture_tall="镜头沿着画面缓缓上移。",
    closer_pictures=(
        "特写：镜头推近，再缓缓扫回细节。",
        "再近一些：镜头继续滑过细节。",
    ),
    closing_picture="镜头拉远，露出完整画面，然后静止。",
    untitled="{seconds} 秒广告",
    shot="{start}-{end} 秒\n画面：{picture}\n旁白：{voice_over}\n字幕：{on_screen_text}",
    call_to_action="行动号召：{text}",
)
