"""OpenAI: the image model enhances, the text model writes while looking at the picture.

The home of the `openai` library; `videos_api` speaks another protocol through its client. Nothing is retried here:
each engine's method makes one paid call, or raises a ProviderError that says whether it was bought.
Wire formats and errors as in openai 3.x.
"""
