"""Percentiles, as the measurements print them."""

from collections.abc import Iterable, Sequence


def percentile(ascending: Sequence[float], share: float) -> float | None:
    """The value below which this share of them lies; None of nothing."""
    return ascending[min(len(ascending) - 1, int(share * len(ascending)))] if ascending else None


def milliseconds(seconds: float | None) -> float | None:
    """Milliseconds, rounded to what the measurement can distinguish."""
    return None if seconds is None else round(seconds * 1000, 2)


def distribution(seconds: Iterable[float]) -> dict[str, float | None]:
    """How many, and in milliseconds the usual percentiles."""
    ascending = sorted(seconds)
    shares = {f"p{share}": milliseconds(percentile(ascending, share / 100)) for share in (50, 95, 99)}
    return {"n": len(ascending), **shares, "max": milliseconds(ascending[-1] if ascending else None)}
