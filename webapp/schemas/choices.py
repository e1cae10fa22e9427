"""What a caller can choose from, by name."""

from typing import Literal

Format = Literal["portrait", "feed", "square", "landscape"]
Template = Literal["calm", "bold", "editorial"]
Background = Literal["studio", "white", "dark", "original"]
Music = Literal["auto", "calm", "bright", "bold", "elegant", "playful", "none"]
Voice = Literal[
    "auto",
    "af_heart",
    "am_michael",
    "zf_xiaoxiao",
    "zm_yunjian",
    "ef_dora",
    "em_alex",
    "ff_siwis",
    "if_sara",
    "im_nicola",
    "pf_dora",
    "pm_alex",
    "jf_alpha",
    "jm_kumo",
    "none",
]
