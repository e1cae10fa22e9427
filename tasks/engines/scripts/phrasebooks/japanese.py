"""Japanese ads."""

from ..phrasebook import Phrasebook

JAPANESE = Phrasebook(
    language="ja",
    joint="",
    named_hooks=(
        "こちら、{name}。",
        "{name}、ご紹介します。",
        "ちょっと見て。{name}。",
        "{name}。もっと近くで。",
    ),
    hooks=(
        "ちょっと見て。",
        "もっと近くで。",
        "少しだけ、お時間を。",
        "よく見てください。",
    ),
    looks=(
        "細部まで、じっくり。",
        "もう少し近くで。",
        "ゆっくりご覧ください。",
        "もう一度、よく見て。",
    ),
    offer_lines=(
        "要チェック。",
        "ご確認を。",
        "お見逃しなく。",
    ),
    closings=(
        "ぜひ一度。",
        "今すぐチェック。",
        "あなたもぜひ。",
        "お待ちしています。",
        "ぜひご覧ください。",
    ),
    opening_picture_wide="カメラが画像の左から右へゆっくり移動する。",
    opening_picture_tall="カメラが画像に沿ってゆっくり上へ移動する。",
    closer_pictures=(
        "クローズアップ。カメラが寄り、細部を戻るように移動する。",
        "さらに寄る。カメラが細部を移動していく。",
    ),
    closing_picture="カメラが引いて画像全体が映り、静止する。",
    untitled="{seconds}秒の広告",
    shot="{start}-{end} 秒\n映像：{picture}\nナレーション：{voice_over}\nテロップ：{on_screen_text}",
    call_to_action="行動喚起：{text}",
)
