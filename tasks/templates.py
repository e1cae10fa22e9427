"""How a clip can look and move."""

#: they differ in type, colour and movement; the first is the default
TEMPLATES = ("calm", "bold", "editorial")
DEFAULT_TEMPLATE = TEMPLATES[0]
