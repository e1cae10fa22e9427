"""A progress row and its notification carry status, code and time beside the event's JSON."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    alter table progress
        add column status text,              -- the task's, from this row on
        add column code   text,              -- of the message
        add column time   double precision;  -- seconds since the epoch

    -- Processes of the version before, which run until the new ones have started, write the JSON alone.
    create function fill_progress_row() returns trigger language plpgsql as $$
    begin
        new.status := new.event::json ->> 'status';
        new.code := new.event::json ->> 'code';
        new.time := (new.event::json ->> 'ts')::double precision;
        return new;
    end $$;
    create trigger fill before insert on progress
        for each row when (new.status is null) execute function fill_progress_row();

    -- Rows from before have no columns.
    create view progress_rows as
    select task_id, seq, coalesce(status, event::json ->> 'status') as status,
           coalesce(code, event::json ->> 'code') as code,
           coalesce(time, (event::json ->> 'ts')::double precision) as time, event
    from progress;

    -- Every progress row notifies in its own transaction, whoever writes it. A payload must stay below 8,000 bytes:
    -- of a row that does not fit it has the seq alone, and listeners read the row. Web processes of the version before
    -- listen on task_<id>, and read a row at its seq; a later migration takes that out.
    create function notify_progress() returns trigger language plpgsql as $$
    begin
        perform pg_notify('progress_' || task_id,
                          case when octet_length(event) < 7800
                               then seq || ' ' || status || ' ' || coalesce(code, '') || ' ' || time || ' ' || event
                               else seq::text end),
                pg_notify('task_' || task_id, seq::text)
        from added;
        return null;
    end $$;
    create trigger notify after insert on progress
        referencing new table as added for each statement execute function notify_progress();
    drop trigger ring on progress;
    drop function ring;
    """)


def downgrade() -> None:
    op.execute("""
    drop trigger notify on progress;
    drop function notify_progress;
    drop view progress_rows;
    drop trigger fill on progress;
    drop function fill_progress_row;
    alter table progress drop column status, drop column code, drop column time;

    create function ring() returns trigger language plpgsql as $$
    begin
        perform pg_notify('task_' || new.task_id,
            case when octet_length(new.event) < 7900 then new.seq || ' ' || new.event else new.seq::text end);
        return null;
    end $$;
    create trigger ring after insert on progress for each row execute function ring();
    """)
