"""Chinese ads: written once in simplified characters, and brought to traditional ones sign by sign."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from .phrasebook import Phrasebook

SIMPLIFIED = Phrasebook(
    language="zh-Hans",
    colours={
        "black": "黑色",
        "gray": "灰色",
        "white": "白色",
        "red": "红色",
        "orange": "橙色",
        "brown": "棕色",
        "yellow": "黄色",
        "green": "绿色",
        "teal": "青色",
        "blue": "蓝色",
        "purple": "紫色",
        "pink": "粉色",
        "beige": "米色",
    },
    joint="",
    named_openings=("就是它：{name}。", "看这里：{name}。", "来认识：{name}。"),
    openings={
        "dark": "有些光彩，藏也藏不住。",
        "balanced": "有些好物，值得多看一眼。",
        "bright": "好光线里，看得更清楚。",
    },
    colourful_detail="近看这一抹{colour}，很有味道。",
    plain_detail="线条干净，近看更耐看。",
    moods={"warm": "温暖，亲近，让人喜欢。", "neutral": "简单，却刚刚好。", "cool": "清爽，沉静，刚刚好。"},
    closings=("今天就拥有它。", "现在就选它。", "快来看看吧。"),
    opening_title="近一点看",
    detail_title="细节见真章",
    mood_titles={"warm": "让人喜欢", "neutral": "简单刚好", "cool": "清爽沉静"},
    opening_pictures={
        "landscape": "镜头从左到右缓缓扫过产品；{light}，{background}。",
        "portrait": "镜头沿着产品缓缓上移；{light}，{background}。",
        "square": "产品居中，镜头缓缓推近；{light}，{background}。",
    },
    detail_picture="特写，镜头滑过细节；画面充满{colour}，浅景深。",
    mood_picture="镜头轻轻环绕产品，光线在表面流动；{background}。",
    closing_picture="镜头拉远，产品完整居中，画面静止，留出文字位置。",
    lights={
        "dark": {"warm": "温暖的暗调光线", "neutral": "暗调光线", "cool": "清冷的夜色光线"},
        "balanced": {"warm": "温暖的自然光", "neutral": "自然光", "cool": "清爽的自然光"},
        "bright": {"warm": "明亮温暖的光线", "neutral": "明亮通透的光线", "cool": "明亮清爽的光线"},
    },
    backgrounds={"plain": "干净的{background_colour}背景", "busy": "背景柔和虚化"},
    title=lambda name, seconds: f"{name} · {seconds} 秒广告" if name else f"{seconds} 秒广告",
    shot="{start}-{end} 秒\n画面：{picture}\n旁白：{voice_over}\n字幕：{on_screen_text}",
    call_to_action="行动号召：{text}",
    fallback_note="",
)

#: every sign above that is written differently
SIGNS = str.maketrans(
    "产亲从写净刚动单却号头干广扫拥条来欢浅温满点环现画着简红线细绕绿缓节蓝虚见认让识调轻过这远选里镜静黄",
    "產親從寫淨剛動單卻號頭乾廣掃擁條來歡淺溫滿點環現畫著簡紅線細繞綠緩節藍虛見認讓識調輕過這遠選裡鏡靜黃",
)


def _traditional(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(SIGNS)
    if isinstance(value, tuple):
        return tuple(map(_traditional, value))
    if isinstance(value, Mapping):
        return {key: _traditional(one) for key, one in value.items()}
    return value


_converted = {field.name: _traditional(getattr(SIMPLIFIED, field.name)) for field in fields(SIMPLIFIED)}
TRADITIONAL = replace(
    SIMPLIFIED,
    **_converted
    | {
        "language": "zh-Hant",
        "title": lambda name, seconds: f"{name} · {seconds} 秒廣告" if name else f"{seconds} 秒廣告",
    },
)
