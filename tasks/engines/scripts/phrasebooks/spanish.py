"""Spanish ads."""

from ..phrasebook import Phrasebook

SPANISH = Phrasebook(
    language="es",
    joint=" ",
    named_hooks=(
        "Mira esto: {name}.",
        "{name}. Fíjate bien.",
        "Atención a esto: {name}.",
        "{name}. Mira más de cerca.",
    ),
    hooks=(
        "Fíjate bien.",
        "Mira esto.",
        "¿Tienes un segundo?",
        "Mira un poco más de cerca.",
    ),
    looks=(
        "Cada detalle cuenta.",
        "Un poco más de cerca.",
        "Tómate tu tiempo.",
        "Fíjate en los detalles.",
    ),
    offer_lines=(
        "Toma nota.",
        "Apunta esto.",
    ),
    closings=(
        "Te esperamos.",
        "Date el gusto.",
        "¿Te animas?",
        "Ven a ver.",
        "Cuando quieras, aquí estamos.",
    ),
    opening_picture_wide="La cámara recorre la imagen de izquierda a derecha.",
    opening_picture_tall="La cámara sube despacio por la imagen.",
    closer_pictures=(
        "Primer plano: la cámara se acerca y vuelve sobre los detalles.",
        "Aún más cerca: la cámara sigue recorriendo los detalles.",
    ),
    closing_picture="La cámara se aleja hasta mostrar la imagen completa y se detiene.",
    untitled="Anuncio de {seconds} segundos",
    shot="{start}-{end} s\nImagen: {picture}\nVoz en off: {voice_over}\nTexto en pantalla: {on_screen_text}",
    call_to_action="Llamada a la acción: {text}",
)
