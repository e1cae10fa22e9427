"""The SQL of compositions beside their lease: what they need of their enhancement, and the handing over."""

from ..db.pool import Database, run
from ..errors import LeaseLost
from ..events import Event
from ..records import Lease


class CompositionStore:
    """What a composition reads and writes of its parent, the enhancement."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def cut_below(self, lease: Lease) -> bool:
        """Whether the parent's photo cuts the product at its lower edge."""
        row = self._db.row("cut_below", task_id=lease.task_id)
        return bool(row and row["cut_below"])

    def complete(self, lease: Lease, background: str, event: Event) -> None:
        """End the composition with its terminal event and give its pictures to the parent, in one transaction.

        The pictures that were there stay loadable as files of the composition, for pages that show them. A composition
        that was overtaken by one asked for later changes nothing. Raises LeaseLost.
        """
        ids = {"task_id": lease.task_id}
        with self._db.transaction() as connection:
            # the parent first, as its deletion locks them; then two compositions take turns
            parents = run(connection, "lock_parent", **ids)
            ended = parents and run(
                connection, "end_composition", **event.columns(), message=event.message, lease_id=lease.lease_id
            )
            if not ended:
                raise LeaseLost()
            if not ended[0]["overtaken"]:
                parent = {"parent_id": parents[0]["id"]}
                for replaced in run(connection, "set_pictures_aside", **ids, **parent):
                    run(connection, "repoint_result", **parent, **replaced)
                run(connection, "hand_pictures_over", **ids, **parent)
                run(connection, "set_background", **parent, background=background)
            run(connection, "add_event", **event.columns())
