"""The stack of the original design, written as a good engineer would: FastAPI, uvicorn, Celery, Redis pub/sub."""
