"""Korean ads."""

from ..phrasebook import Phrasebook

KOREAN = Phrasebook(
    language="ko",
    joint=" ",
    named_hooks=(
        "{name}, 지금 만나보세요.",
        "{name}, 가까이서 보세요.",
        "여기, {name}.",
        "소개합니다, {name}.",
    ),
    hooks=(
        "잠깐만 보세요.",
        "가까이서 보세요.",
        "잠깐, 여기 보세요.",
        "한번 보실래요?",
    ),
    looks=(
        "디테일까지 천천히.",
        "조금 더 가까이.",
        "천천히 살펴보세요.",
        "다시 한번 보세요.",
    ),
    offer_lines=(
        "놓치지 마세요.",
        "꼭 확인하세요.",
    ),
    closings=(
        "지금 만나보세요.",
        "기다릴게요.",
        "구경하러 오세요.",
        "오늘 만나보세요.",
        "편하게 들러 주세요.",
    ),
    opening_picture_wide="카메라가 이미지의 왼쪽에서 오른쪽으로 천천히 움직인다.",
    opening_picture_tall="카메라가 이미지를 따라 천천히 위로 움직인다.",
    closer_pictures=(
        "클로즈업. 카메라가 다가가 디테일을 되짚는다.",
        "더 가까이. 카메라가 디테일을 따라 계속 움직인다.",
    ),
    closing_picture="카메라가 뒤로 빠지며 이미지 전체를 보여 주고 멈춘다.",
    untitled="{seconds}초 광고",
    shot="{start}-{end} 초\n화면: {picture}\n내레이션: {voice_over}\n자막: {on_screen_text}",
    call_to_action="행동 유도: {text}",
)
