"""German ads."""

from ..phrasebook import Phrasebook

GERMAN = Phrasebook(
    language="de",
    joint=" ",
    named_hooks=(
        "Schau mal: {name}.",
        "{name}. Schau mal genauer hin.",
        "Vorhang auf: {name}.",
        "{name}. Sieh selbst.",
    ),
    hooks=(
        "Schau mal her.",
        "Sieh selbst.",
        "Hast du kurz Zeit?",
        "Schau mal genauer hin.",
    ),
    looks=(
        "Auf die Details kommt es an.",
        "Noch ein Stück näher.",
        "Schau ruhig länger hin.",
        "Jedes Detail zählt.",
    ),
    offer_lines=(
        "Aufgepasst.",
        "Gut zu wissen.",
        "Gleich merken.",
    ),
    closings=(
        "Jetzt entdecken.",
        "Schau vorbei.",
        "Gönn dir was.",
        "Neugierig? Schau vorbei.",
        "Wir freuen uns auf dich.",
    ),
    opening_picture_wide="Die Kamera gleitet von links nach rechts über das Bild.",
    opening_picture_tall="Die Kamera gleitet am Bild entlang nach oben.",
    closer_pictures=(
        "Nahaufnahme: Die Kamera geht näher heran und gleitet zurück über die Details.",
        "Noch näher: Die Kamera gleitet weiter über die Details.",
    ),
    closing_picture="Die Kamera fährt zurück, bis das ganze Bild zu sehen ist, und kommt zur Ruhe.",
    untitled="Anzeige, {seconds} Sekunden",
    shot="{start}-{end} s\nBild: {picture}\nSprecher: {voice_over}\nEinblendung: {on_screen_text}",
    call_to_action="Handlungsaufforderung: {text}",
)
