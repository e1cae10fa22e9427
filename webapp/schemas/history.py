"""A user's tasks as a list, and what can be changed of one."""

from typing import Annotated

from pydantic import BaseModel, Field

from tasks.brief import MAX_PRODUCT_NAME_CHARACTERS

from .fields import Id, Input, Line
from .storyboards import EditedStoryboard
from .tasks import ListedKind, Task


class HistoryQuery(BaseModel):
    """Which tasks to list."""

    limit: int = Field(20, ge=1, le=100)
    cursor: Id | None = Field(None, description="`next_cursor` of the page before.")
    kind: ListedKind | None = None


class TaskChange(Input):
    """What its user changes of a task; what is not sent stays as it is."""

    name: Annotated[Line, Field(max_length=MAX_PRODUCT_NAME_CHARACTERS)] = Field("", description="Empty: none.")
    storyboard: EditedStoryboard | None = Field(
        None, description="null: as it was written. It may be of any length that videos have."
    )


class TaskPage(BaseModel):
    """One page of history, newest first."""

    tasks: list[Task]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page; null at the end.")
