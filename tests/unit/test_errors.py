"""Every named error: a status where a request can meet it, one code, one sentence, and raised as what it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tasks import errors
from webapp.errors import RETRY_AFTER_SECONDS, STATUS

ROOT = Path(__file__).parent.parent.parent

#: they end a task or stop a process, and never a request
NOT_OF_THE_WEB = (
    errors.SettingsError,
    errors.LeaseLost,
    errors.EngineFailed,
    errors.ProviderError,
    errors.FilesRemoved,
)
CODES_NOT_OF_THE_WEB = {"worker_lost", "picture_too_slow"}


def kinds_of(kind: type[errors.LimelightError]) -> list[type[errors.LimelightError]]:
    """The class and all below it."""
    return [kind, *(below for direct in kind.__subclasses__() for below in kinds_of(direct))]


KINDS = kinds_of(errors.LimelightError)


def test_every_error_that_a_request_can_meet_has_its_status() -> None:
    met = {code for kind in KINDS if not issubclass(kind, NOT_OF_THE_WEB) for code in kind.messages}

    assert set(STATUS) == met - CODES_NOT_OF_THE_WEB
    assert set(RETRY_AFTER_SECONDS) <= set(STATUS)


def test_every_error_has_a_code_of_its_own_and_a_sentence_for_people() -> None:
    # VideoModerated is another error to the ledger, and the same one to its reader
    codes = [code for kind in KINDS if kind is not errors.VideoModerated for code in kind.messages]

    assert len(set(codes)) == len(codes)
    for kind in KINDS:
        for code in kind.messages:
            assert kind(code).message.endswith("."), code


def test_every_provider_error_is_made_of_its_code_alone() -> None:
    for kind in kinds_of(errors.ProviderError):
        for code in kind.messages:
            made = errors.provider_error(code, wait_seconds=2, begun=True)
            assert (made.code, made.wait_seconds, made.begun) == (code, 2, True)
            assert isinstance(kind(code), type(made))


def test_the_source_raises_every_error_with_a_code_of_its_class() -> None:
    by_name = {kind.__name__: kind for kind in KINDS}
    raised = 0
    for path in sorted(path for room in ("tasks", "webapp") for path in (ROOT / room).rglob("*.py")):
        for call in calls_in(path):
            if kind := by_name.get(ast.unparse(call.func).removeprefix("errors.")):
                code = ast.literal_eval(call.args[0]) if call.args and isinstance(call.args[0], ast.Constant) else None
                assert code in kind.messages if code else call.args or len(kind.messages) == 1, f"{path}:{call.lineno}"
                raised += 1
    assert raised > 80


def calls_in(path: Path) -> Iterator[ast.Call]:
    """Every call in a module."""
    yield from (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
