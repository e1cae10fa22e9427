"""Notices for the operator about configured models that are gone or will shut down soon."""

from collections.abc import Sequence
from datetime import date

from openai import OpenAI

from .calls import our_errors

#: a model that ends so soon is worth a warning
SHUTDOWN_WARNING_DAYS = 60


def model_notices(client: OpenAI, models: Sequence[str], today: date) -> list[str]:
    """A sentence for each model that this key does not have, or that will be shut down soon."""
    with our_errors():
        known = {model.id: model.shutdown_date for model in client.models.list()}
    found = []
    for model in models:
        if model not in known:
            found.append(f"{model} is not among the models of this key")
        elif (ends := known[model]) and (date.fromisoformat(ends[:10]) - today).days <= SHUTDOWN_WARNING_DAYS:
            found.append(f"{model} will be shut down on {ends[:10]}")
    return found
