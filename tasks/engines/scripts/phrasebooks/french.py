"""French ads."""

from ..phrasebook import Phrasebook

FRENCH = Phrasebook(
    language="fr",
    joint=" ",
    named_hooks=(
        "Regardez : {name}.",
        "{name}. Regardez de plus près.",
        "À découvrir : {name}.",
        "{name}. Ouvrez l'œil.",
    ),
    hooks=(
        "Ouvrez l'œil.",
        "Regardez bien.",
        "Vous avez une seconde ?",
        "Regardez de plus près.",
    ),
    looks=(
        "Tout est dans les détails.",
        "Approchez encore un peu.",
        "Prenez le temps de regarder.",
        "Chaque détail compte.",
    ),
    offer_lines=(
        "À noter.",
        "Notez bien.",
    ),
    closings=(
        "Laissez-vous tenter.",
        "À vous de jouer.",
        "On vous attend.",
        "Passez nous voir.",
        "Faites-vous plaisir.",
    ),
    opening_picture_wide="La caméra glisse sur l'image de gauche à droite.",
    opening_picture_tall="La caméra remonte lentement le long de l'image.",
    closer_pictures=(
        "Gros plan : la caméra s'approche et revient sur les détails.",
        "Encore plus près : la caméra continue sur les détails.",
    ),
    closing_picture="La caméra recule jusqu'à montrer toute l'image, puis s'arrête.",
    untitled="Publicité de {seconds} secondes",
    shot="{start}-{end} s\nImage : {picture}\nVoix off : {voice_over}\nTexte à l'écran : {on_screen_text}",
    call_to_action="Appel à l'action : {text}",
)
