"""Portuguese ads, as in Brazil."""

from ..phrasebook import Phrasebook

PORTUGUESE = Phrasebook(
    language="pt-BR",
    joint=" ",
    named_hooks=(
        "Olha só: {name}.",
        "{name}. Veja de perto.",
        "Para você: {name}.",
        "{name}. Dá uma olhada.",
    ),
    hooks=(
        "Veja de perto.",
        "Olha só isso.",
        "Tem um segundinho?",
        "Dá uma olhada aqui.",
    ),
    looks=(
        "Cada detalhe conta.",
        "Um pouco mais de perto.",
        "Olhe com calma.",
        "Repare nos detalhes.",
    ),
    offer_lines=(
        "Anote aí.",
        "Vale anotar.",
        "Fique de olho.",
    ),
    closings=(
        "Vem conferir.",
        "Venha conhecer.",
        "Que tal hoje?",
        "Esperamos você.",
        "Agora é com você.",
    ),
    opening_picture_wide="A câmera desliza pela imagem da esquerda para a direita.",
    opening_picture_tall="A câmera sobe devagar pela imagem.",
    closer_pictures=(
        "Close: a câmera se aproxima e volta pelos detalhes.",
        "Ainda mais perto: a câmera segue pelos detalhes.",
    ),
    closing_picture="A câmera se afasta até mostrar a imagem inteira e para.",
    untitled="Anúncio de {seconds} segundos",
    shot="{start}-{end} s\nImagem: {picture}\nLocução: {voice_over}\nTexto na tela: {on_screen_text}",
    call_to_action="Chamada para ação: {text}",
)
