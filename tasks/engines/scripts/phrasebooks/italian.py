"""Italian ads."""

from ..phrasebook import Phrasebook

ITALIAN = Phrasebook(
    language="it",
    joint=" ",
    named_hooks=(
        "Guarda qui: {name}.",
        "{name}. Guarda da vicino.",
        "Ecco qui: {name}.",
        "{name}. Dai un'occhiata.",
    ),
    hooks=(
        "Guarda da vicino.",
        "Dai un'occhiata.",
        "Hai un secondo?",
        "Fermati un attimo a guardare.",
    ),
    looks=(
        "Ogni dettaglio conta.",
        "Ancora un po' più vicino.",
        "Prenditi il tuo tempo.",
        "Guarda bene i dettagli.",
    ),
    offer_lines=(
        "Prendi nota.",
        "Da ricordare.",
    ),
    closings=(
        "Ti aspettiamo.",
        "Vieni a vedere.",
        "Tocca a te.",
        "Passa a trovarci.",
        "Quando vuoi, siamo qui.",
    ),
    opening_picture_wide="La telecamera scorre sull'immagine da sinistra a destra.",
    opening_picture_tall="La telecamera sale lentamente lungo l'immagine.",
    closer_pictures=(
        "Primo piano: la telecamera si avvicina e torna sui dettagli.",
        "Ancora più vicino: la telecamera continua sui dettagli.",
    ),
    closing_picture="La telecamera arretra fino a mostrare tutta l'immagine e si ferma.",
    untitled="Annuncio di {seconds} secondi",
    shot="{start}-{end} s\nImmagine: {picture}\nVoce fuori campo: {voice_over}\nTesto a schermo: {on_screen_text}",
    call_to_action="Invito all'azione: {text}",
)
