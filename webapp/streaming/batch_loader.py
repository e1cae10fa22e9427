"""Reads the tasks of streams that are opening, all that wait at the same moment in one query.

After a deploy thousands of readers come back within seconds, and each needs its task and its rows.
"""

import threading

from tasks.errors import TaskNotFound
from tasks.events import ProgressRow
from tasks.records import Task
from tasks.store import Store

#: tasks in one query
BATCH = 100


class _Lookup:
    """One stream's question, and then its answer."""

    __slots__ = ("account_id", "after_seq", "answer", "error", "task_id")

    def __init__(self, account_id: int, task_id: int, after_seq: int) -> None:
        self.account_id = account_id
        self.task_id = task_id
        self.after_seq = after_seq
        self.answer: tuple[Task, list[ProgressRow]] | None = None
        self.error: Exception | None = None


class BatchLoader:
    """Streams that ask while a query is running wait for it; then the first of them asks for all."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[_Lookup] = []
        self._query = threading.Lock()

    def read(self, account_id: int, task_id: int, kind: str, after_seq: int) -> tuple[Task, list[ProgressRow]]:
        """A task, and its progress rows after `after_seq`, as of one moment after the call.

        Raises TaskNotFound, for a stranger's too, and DatabaseUnavailable.
        """
        asked = _Lookup(account_id, task_id, after_seq)
        self._waiting.append(asked)
        with self._query:
            while asked in self._waiting:
                batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                self._ask(batch)
        if asked.error:
            raise asked.error
        if asked.answer is None or asked.answer[0].kind != kind:
            raise TaskNotFound()
        return asked.answer

    def _ask(self, batch: list[_Lookup]) -> None:
        try:
            answers = self._store.tasks_with_rows(
                [(asked.account_id, asked.task_id, asked.after_seq) for asked in batch]
            )
            for asked, answer in zip(batch, answers, strict=True):
                asked.answer = answer
        except Exception as exc:  # unexpected errors too: otherwise the others would get TaskNotFound
            for asked in batch:
                asked.error = exc
