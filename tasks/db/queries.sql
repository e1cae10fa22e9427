-- Every query of Limelight, named and described; `queries.py` reads this file.

-- add_account: A new account; no row when the e-mail address is taken.
insert into accounts (email, password_hash) values (%(email)s, %(password_hash)s)
on conflict (email) do nothing
returning *

-- upgrade_guest: Give a guest's account an email address and a password; no row when the account is no guest's, raises
-- when the address is taken.
update accounts set email = %(email)s, password_hash = %(password_hash)s
where id = %(account_id)s and email is null
returning *

-- account: An account by its id.
select * from accounts where id = %(account_id)s

-- account_by_email: An account by its lower-case e-mail address.
select * from accounts where email = %(email)s

-- add_refresh_token: Store a refresh token that is about to be issued.
insert into refresh_tokens (id, family_id, account_id, expires_at, replaces)
values (%(id)s, %(family_id)s, %(account_id)s, %(expires_at)s, %(replaces)s)

-- use_refresh_token: Mark a refresh token as used; no row when it is unknown, expired or was used before. A used token
-- works again for 60 seconds, because its answer may have been lost, until one of its successors is used; the other
-- successors then count as used.
update refresh_tokens token set used_at = coalesce(used_at, now())
where id = %(id)s and expires_at > now()
  and case when used_at is null
      then not exists (select from refresh_tokens other
                       where other.replaces = token.replaces and other.used_at is not null)
      else used_at > now() - interval '60 seconds'
           and (select bool_and(next.used_at is null) from refresh_tokens next where next.replaces = token.id) end
returning family_id, account_id, id as replaces

-- revoke_family: Delete the whole family of a refresh token.
delete from refresh_tokens where family_id = (select family_id from refresh_tokens where id = %(id)s)

-- delete_expired_refresh_tokens: Remove tokens that have expired.
delete from refresh_tokens where expires_at < now()

-- brand: What an account's clips are dressed in.
select shop_name, address, colour, accent_colour from brands where account_id = %(account_id)s

-- save_brand: Replace all but the logo; no row when the account is gone.
insert into brands (account_id, shop_name, address, colour, accent_colour)
select id, %(shop_name)s, %(address)s, %(colour)s, %(accent_colour)s from accounts where id = %(account_id)s
on conflict (account_id) do update
set shop_name = excluded.shop_name, address = excluded.address, colour = excluded.colour,
    accent_colour = excluded.accent_colour
returning account_id

-- logo: The logo of an account, if it has one.
select logo as content, logo_content_type as content_type, logo_width as width, logo_height as height
from brands where account_id = %(account_id)s and logo is not null

-- save_logo: Replace the logo, or remove it; no row when the account is gone.
insert into brands (account_id, logo, logo_content_type, logo_width, logo_height)
select id, %(content)s::bytea, %(content_type)s, %(width)s, %(height)s from accounts where id = %(account_id)s
on conflict (account_id) do update
set logo = excluded.logo, logo_content_type = excluded.logo_content_type, logo_width = excluded.logo_width,
    logo_height = excluded.logo_height
returning account_id

-- lock_account: Serialise submissions, which the limits count, and refreshes of one account.
select id from accounts where id = %(account_id)s for no key update

-- count_active: Tasks of an account that are queued or running.
select count(*) as active from tasks where account_id = %(account_id)s and status in ('queued', 'running')

-- add_task: A queued task with its waiting stages, and its original unless that is copied; no row when the account used
-- this idempotency key before.
with task as (
    insert into tasks (account_id, kind, input, idempotency_key, fingerprint, estimated_usd, parent_id, step)
    values (%(account_id)s, %(kind)s, %(input)s, %(idempotency_key)s, %(fingerprint)s, %(estimated_usd)s,
            %(parent_id)s, case %(kind)s::text when 'video' then 0 end)
    on conflict (account_id, idempotency_key) do nothing
    returning *
), stage as (
    insert into stages (task_id, position, name)
    select task.id, s.position, s.name from task, unnest(%(stages)s::text[]) with ordinality as s (name, position)
), file as (
    insert into media (key, task_id, role, content_type, size_bytes, width, height)
    select f.key, task.id, f.role, f.content_type, f.size_bytes, f.width, f.height
    from task, json_to_recordset(%(files)s) as f (
        key text, role text, content_type text, size_bytes bigint, width integer, height integer)
), chunk as (
    insert into media_chunks (key, position, content)
    select c.key, c.position, c.content
    from task, unnest(%(chunk_keys)s::text[], %(chunk_positions)s::integer[], %(chunks)b::bytea[])
        as c (key, position, content)
)
select *, 1 + (select count(*) from tasks where status = 'queued' and id < task.id) as queue_position from task

-- enqueue: A message for the queue, as its library writes it; not flushed, because the sweeper re-sends a lost one.
with message as (
    insert into dramatiq.queue (queue_name, message_id, state, message)
    values (%(queue)s, %(id)s, 'queued', %(message)s)
    returning queue_name
)
select pg_notify('dramatiq.' || queue_name || '.enqueue', ''), set_config('synchronous_commit', 'off', true) from message

-- task_by_idempotency_key: The task an account made with a key.
select * from task_details where account_id = %(account_id)s and idempotency_key = %(idempotency_key)s

-- task: A task as its owner sees it; no row for another account's task.
select * from task_details where id = %(task_id)s and account_id = %(account_id)s

-- tasks_with_rows: The tasks of many readers, each with the rows that its reader does not have yet.
select reader.place, t.*, (select array_agg((p.seq, p.status, p.code, p.time, p.event) order by p.seq) from progress_rows p
                           where p.task_id = t.id and p.seq > reader.after_seq) as rows
from unnest(%(account_ids)s::bigint[], %(task_ids)s::bigint[], %(after_seqs)s::integer[])
     with ordinality as reader (account_id, task_id, after_seq, place)
join task_details t on t.id = reader.task_id and t.account_id = reader.account_id

-- tasks: One page of an account's history, newest first, older than `before`; what a composition made is its parent's.
select * from task_details
where account_id = %(account_id)s and kind <> 'composition'
  and (%(before)s::bigint is null or id < %(before)s)
  and (%(kind)s::text is null or kind = %(kind)s)
order by id desc limit %(limit)s

-- rename: Name a task.
update tasks set name = %(name)s where id = %(task_id)s and account_id = %(account_id)s returning id

-- edit: Keep the storyboard of a finished enhancement as its user edited it, or go back to the one that was written.
update tasks
set edited_storyboard = %(storyboard)s,
    script = coalesce(%(script)s, (select output ->> 'text' from stages where task_id = tasks.id and name = 'script'))
where id = %(task_id)s and account_id = %(account_id)s and kind = 'enhancement' and status = 'completed'
returning id

-- delete_task: Remove a task with its stages, progress and media.
delete from tasks where id = %(task_id)s and account_id = %(account_id)s returning id

-- lock_task: Lock a task of an account until the transaction ends, and return its state.
select id, status, last_seq, progress, step from tasks
where id = %(task_id)s and account_id = %(account_id)s for update

-- end_task: End a locked task from outside; its worker's writes are refused from now on.
update tasks
set status = %(status)s, last_seq = %(seq)s, code = %(code)s, message = %(message)s, error = %(error)s,
    lease_id = null, lease_expires_at = null, finished_at = now()
where id = %(task_id)s

-- requeue_task: Queue a locked task that failed again; its finished stages stay finished.
with task as (
    update tasks
    set status = 'queued', last_seq = %(seq)s, code = %(code)s, message = %(message)s, error = null,
        attempt = 0, finished_at = null, resend_at = now() + interval '20 seconds', retried_at = now()
    where id = %(task_id)s
    returning id
)
update stages set state = 'waiting', finished_at = null from task
where task_id = task.id and state in ('running', 'failed')

-- add_event: The event of a locked task.
insert into progress (task_id, seq, status, code, time, event)
values (%(task_id)s, %(seq)s, %(status)s, %(code)s, %(time)s, %(event)s)

-- claim_task: Take a task over for one attempt; no row when it has ended, a live worker holds it, or it is exhausted or
-- snoozed. A snoozed task has a message on its way. An earlier message does nothing: otherwise every duplicate would
-- live on and double the polls of its provider.
with free as (
    select id from tasks
    where id = %(task_id)s and attempt < %(attempts_max)s
      and (status = 'queued'
           or (status = 'running' and lease_expires_at < now())
           or (status = 'running' and lease_id is null and resend_at - interval '20 seconds' <= now()))
    for update
)
update tasks
set status = 'running', attempt = attempt + 1, lease_id = %(lease_id)s,
    lease_expires_at = now() + %(lease_seconds)s * interval '1 second',
    started_at = coalesce(started_at, now())
where id = (select id from free)
returning *, id as task_id, exists (select from stages where task_id = tasks.id and attempt > 0) as begun

-- release_task: Give an unfinished task back when its worker stops; the attempt does not count.
update tasks
set status = 'queued', lease_id = null, lease_expires_at = null, attempt = attempt - 1, resend_at = now()
where id = %(task_id)s and lease_id = %(lease_id)s
returning id

-- snooze_task: Release a running task until it is time to poll its provider again; not a failed attempt.
update tasks
set lease_id = null, lease_expires_at = null, attempt = 0,
    resend_at = now() + (%(seconds)s + 20) * interval '1 second'  -- in case the delayed message is lost
where id = %(task_id)s and lease_id = %(lease_id)s
returning id

-- write_events: Write what a worker's attempts have reported: for each task its next rows, its state after them, its
-- stages that began or failed, the script draft, and signals to its watchers; and renew the leases. Skips tasks whose
-- lease is lost, that are not at `after_seq`, or that another process locks; returns the leases of the others.
with batch as (
    select * from json_to_recordset(%(tasks)s) as batch (
        id bigint, lease_id uuid, after_seq integer, last_seq integer, status text, progress smallint, step smallint,
        code text, message text, script text, error jsonb, draft text)
), free as (  -- a locked task is left for later, or all the others would wait for it
    select id from tasks where id = any(array(select id from batch)) for no key update skip locked
), task as (
    update tasks
    set status = batch.status, last_seq = batch.last_seq, progress = greatest(tasks.progress, batch.progress),
        step = coalesce(batch.step, tasks.step), code = coalesce(batch.code, tasks.code),
        message = coalesce(batch.message, tasks.message), script = coalesce(batch.script, tasks.script),
        script_draft = coalesce(batch.draft, tasks.script_draft), error = batch.error,
        lease_id = case when batch.status = 'running' then tasks.lease_id end,
        lease_expires_at = case when batch.status = 'running' then now() + %(lease_seconds)s * interval '1 second' end,
        finished_at = case when batch.status = 'running' then null else now() end
    from batch
    where tasks.id = any(array(select id from free))  -- an array, or the planner expects a hundred tasks and reads all
      and tasks.id = batch.id and tasks.lease_id = batch.lease_id and tasks.last_seq = batch.after_seq
    returning tasks.id, batch.lease_id, tasks.last_seq
), row as (
    insert into progress (task_id, seq, status, code, time, event)
    select task.id, row.seq, row.status, row.code, row.time, row.event
    from json_to_recordset(%(rows)s) as row (
        lease_id uuid, seq integer, status text, code text, time float8, event text) join task using (lease_id)
    order by task.id, row.seq
), changed as (  -- a stage that is being finished, or is finished, stays so
    select task_id, batch.*
    from json_to_recordset(%(stages)s) as batch (
        lease_id uuid, name text, state text, model text, attempt smallint, started_at timestamptz,
        finished_at timestamptz)
    join task using (lease_id) join stages on stages.task_id = task.id and stages.name = batch.name
    where stages.state <> 'finished' for no key update of stages skip locked
), stage as (
    update stages
    set state = changed.state, model = changed.model, attempt = changed.attempt, started_at = changed.started_at,
        finished_at = changed.finished_at
    from changed where stages.task_id = changed.task_id and stages.name = changed.name
)
select lease_id, (
    select count(*) from (
        select pg_notify('progress_' || task.id, payload)
        from json_to_recordset(%(signals)s) as signal (lease_id uuid, payload text)
        where signal.lease_id = task.lease_id offset 0) as sent) as signals
from task

-- last_seq: The last row of a task that a worker holds; no row when the lease is lost.
select last_seq from tasks where id = %(task_id)s and lease_id = %(lease_id)s

-- stages: The stages of a task in order, with what each has left so far.
select * from stages where task_id = %(task_id)s order by position

-- save_output: Store what a worker has made under the task's lease: files, replacing those of the same roles, and what
-- a stage leaves, with its state if it is finished; no row when the lease is lost. `for key share` keeps others from taking the lease
-- meanwhile (they lock the task `for update`) but does not delay the task's events.
with task as (
    select id from tasks where id = %(task_id)s and lease_id = %(lease_id)s for key share
), stage as (
    update stages
    set state = coalesce(%(state)s, state), model = coalesce(%(model)s, model),
        attempt = coalesce(%(attempt)s, attempt), started_at = coalesce(%(started_at)s, started_at),
        finished_at = coalesce(%(finished_at)s, finished_at), output = %(output)s
    from task
    where stages.task_id = task.id and stages.name = %(name)s
), gone as (
    delete from media using task, json_to_recordset(%(files)s) as f (role text)
    where media.task_id = task.id and media.role = f.role
    returning media.key
), file as (
    insert into media (key, task_id, role, content_type, size_bytes, width, height)
    select f.key, task.id, f.role, f.content_type, f.size_bytes, f.width, f.height
    from (select count(*) from gone) as room, task, json_to_recordset(%(files)s) as f (
        key text, role text, content_type text, size_bytes bigint, width integer, height integer)
    returning key, role
), chunk as (
    insert into media_chunks (key, position, content)
    select c.key, c.position, c.content
    from task, unnest(%(chunk_keys)s::text[], %(chunk_positions)s::integer[], %(chunks)b::bytea[])
        as c (key, position, content)
)
select id, (select jsonb_object_agg(role, key) from file) as keys from task

-- cut_below: Whether the photo of a composition's parent cuts the product at its lower edge.
select coalesce(bool_or((s.output ->> 'cut_below')::boolean), false) as cut_below
from tasks t join stages s on s.task_id = t.parent_id
where t.id = %(task_id)s

-- lock_parent: Lock the enhancement that a composition belongs to; no row when both are gone.
select parent.id from tasks parent where parent.id = (select parent_id from tasks where id = %(task_id)s) for update

-- end_composition: Complete a composition under its lease, and say whether one that was asked for later already has; no
-- row when the lease is lost.
update tasks
set status = %(status)s, progress = 100, last_seq = %(seq)s, code = %(code)s, message = %(message)s,
    lease_id = null, lease_expires_at = null, finished_at = now()
where id = %(task_id)s and lease_id = %(lease_id)s
returning exists (
    select from tasks later
    where later.parent_id = tasks.parent_id and later.status = 'completed'
      and (coalesce(later.retried_at, later.created_at), later.id)
          > (coalesce(tasks.retried_at, tasks.created_at), tasks.id)) as overtaken

-- set_pictures_aside: Move the files that a composition replaces from its parent to itself; returns their keys and the
-- new ones'.
update media old set task_id = new.task_id, role = 'replaced_' || old.role
from media new
where new.task_id = %(task_id)s and old.task_id = %(parent_id)s and old.role = new.role
returning old.key as old_key, new.key as new_key

-- repoint_result: Let the parent's terminal row name a new file instead of the one it replaces.
update progress p set event = replace(p.event, %(old_key)s, %(new_key)s)
from tasks t
where t.id = %(parent_id)s and p.task_id = t.id and p.seq = t.last_seq

-- hand_pictures_over: Move a composition's own files to its parent.
update media set task_id = %(parent_id)s where task_id = %(task_id)s and not starts_with(role, 'replaced_')

-- set_background: Note which background the pictures of an enhancement are on.
update stages set output = output || jsonb_build_object('background', %(background)s::text)
where task_id = %(parent_id)s and output ? 'background'

-- stage_history: How long the last 200 runs of each stage took, by model; of rendering also by the length of its clips.
select name, model, clip_seconds, percentile_cont(array[0.5, 0.9]) within group (order by seconds) as seconds
from (select name, model, clip_seconds, seconds,
             row_number() over (partition by name, model, clip_seconds order by finished_at desc) as nth
      from (select s.name, s.model, s.finished_at,
                   case when s.name = 'render'
                        then coalesce(nullif(s.output ->> 'clip_seconds', '0'), t.input ->> 'duration_seconds')::int
                        else 0 end as clip_seconds,
                   extract(epoch from s.finished_at - s.started_at)::float8 as seconds
            from stages s join tasks t on t.id = s.task_id
            where s.state = 'finished' and s.finished_at > now() - interval '30 days') finished) runs
where nth <= 200
group by name, model, clip_seconds

-- lock_spending: Serialise purchases, so that the limit of all users together holds under concurrency.
select pg_advisory_xact_lock(7311003)

-- committed_usd: What was spent since midnight UTC, plus what active tasks have reserved.
with spent as (
    select p.task_id, sum(coalesce(p.cost_usd, case when p.state in ('intended', 'unknown') then p.estimated_usd end, 0)) as usd
    from purchases p
    where p.created_at >= date_trunc('day', now() at time zone 'utc') at time zone 'utc'
      and (%(account_id)s::bigint is null or p.account_id = %(account_id)s)
    group by p.task_id
), active as (
    select id, coalesce(estimated_usd, 0) as usd from tasks
    where status in ('queued', 'running') and (%(account_id)s::bigint is null or account_id = %(account_id)s)
)
select coalesce((select sum(usd) from spent), 0)
       + coalesce((select sum(greatest(active.usd - coalesce(spent.usd, 0), 0))
                   from active left join spent on spent.task_id = active.id
                   where active.id is distinct from %(except_task_id)s), 0) as usd

-- add_purchase: Record a paid call before it is made, under the task's lease; no row when the lease is lost.
insert into purchases (account_id, task_id, stage, provider, model, fingerprint, estimated_usd)
select account_id, id, %(stage)s, %(provider)s, %(model)s, %(fingerprint)s, %(estimated_usd)s
from tasks where id = %(task_id)s and lease_id = %(lease_id)s
returning id

-- mark_interrupted: Purchases that a dead attempt had intended become unknown, under the lease of the next attempt.
update purchases p set state = 'unknown', reason = 'interrupted', settled_at = now()
from tasks t
where t.id = %(task_id)s and t.lease_id = %(lease_id)s
  and p.task_id = t.id and p.stage = %(stage)s and p.state = 'intended' and p.job_id is null
returning p.id

-- mark_orphans_interrupted: The same for tasks that were ended or deleted while their worker was gone.
update purchases p set state = 'unknown', reason = 'interrupted', settled_at = now()
where p.state = 'intended' and p.job_id is null and p.created_at < now() - interval '1 minute'
  and not exists (select from tasks t where t.id = p.task_id and t.status in ('queued', 'running'))

-- count_possibly_bought: Paid calls of an unfinished stage that were or may have been bought since its user last
-- retried. Such a call is `confirmed` if its answer came to a worker that had lost the lease.
select count(*) as purchases from purchases p join tasks t on t.id = p.task_id
where p.task_id = %(task_id)s and p.stage = %(stage)s and p.state in ('unknown', 'confirmed')
  and p.created_at > coalesce(t.retried_at, t.created_at)

-- set_job_id: Store the id of a job that was just started.
update purchases set job_id = %(job_id)s where id = %(purchase_id)s returning id

-- open_job: The running job of a task's stage.
select id, provider, job_id, extract(epoch from now() - created_at)::float8 as age_seconds, estimated_usd
from purchases
where task_id = %(task_id)s and stage = %(stage)s and state = 'intended' and job_id is not null
order by id desc limit 1

-- orphan_jobs: A provider's jobs whose task has ended or was deleted.
select p.id, p.provider, p.job_id, extract(epoch from now() - p.created_at)::float8 as age_seconds, p.estimated_usd
from purchases p left join tasks t on t.id = p.task_id
where p.state = 'intended' and p.job_id is not null and p.provider = %(provider)s
  and (t.id is null or t.status in ('completed', 'failed', 'cancelled'))
limit 100

-- expire_orphan_jobs: Orphan jobs of any provider that could not be stopped in time become unknown.
update purchases p set state = 'unknown', reason = 'abandoned', settled_at = now()
where p.state = 'intended' and p.job_id is not null
  and p.created_at < now() - %(seconds)s * interval '1 second'
  and not exists (select from tasks t where t.id = p.task_id and t.status in ('queued', 'running'))

-- settle_purchase: Record the outcome of a paid call.
update purchases
set state = %(state)s, usage = %(usage)s, cost_usd = %(cost_usd)s, reason = %(reason)s, settled_at = now()
where id = %(purchase_id)s
returning id

-- median_cost: The median of what a model's last 200 calls cost; no row without history.
select model, percentile_cont(0.5) within group (order by cost_usd)::numeric(12, 6) as usd
from (select model, cost_usd, row_number() over (partition by model order by settled_at desc) as nth
      from purchases where state = 'confirmed' and cost_usd is not null and model = any(%(models)s)) last
where nth <= 200
group by model

-- set_notice: Add or replace a notice for the operator.
insert into notices (subject, detail) values (%(subject)s, %(detail)s)
on conflict (subject) do update set detail = excluded.detail, created_at = now()

-- clear_notice: Remove a notice.
delete from notices where subject = %(subject)s

-- notices: All notices.
select subject, detail from notices order by subject

-- replay: Progress rows of many tasks, each after its reader's last one.
select p.*
from unnest(%(task_ids)s::bigint[], %(after_seqs)s::integer[]) as reader (task_id, after_seq)
join progress_rows p on p.task_id = reader.task_id and p.seq > reader.after_seq
order by p.task_id, p.seq

-- deleted_tasks: Which of these tasks are gone.
select id from unnest(%(task_ids)s::bigint[]) as asked (id) where not exists (select from tasks where tasks.id = asked.id)

-- sweep_lock: Only one process sweeps at a time; held to the end of the transaction.
select pg_try_advisory_xact_lock(7311002) as locked

-- sweep_lost: Tasks whose message or worker was lost; each then rests for twice as long as before. Skips locked tasks.
update tasks
set resend_at = now() + case when status = 'running' and lease_id is null then interval '20 seconds'
                        else greatest(interval '20 seconds', now() - greatest(created_at, started_at, retried_at)) end
where id in (
    select id from tasks
    where status in ('queued', 'running') and resend_at < now()
      and (status = 'queued' or lease_id is null or (lease_expires_at < now() and attempt < %(attempts_max)s))
    order by id limit 500 for no key update skip locked)
returning id, kind

-- sweep_exhausted: Lock tasks whose last allowed attempt lost its worker.
select id, last_seq, progress, step from tasks
where status = 'running' and lease_expires_at < now() and attempt >= %(attempts_max)s
order by id limit 500 for update skip locked

-- delete_expired_media: Delete the files of tasks that ended long ago (0 days: never); their rows and texts stay. What
-- a composition replaced goes once no link to it works any more.
delete from media m using tasks t
where t.id = m.task_id and t.status in ('completed', 'failed', 'cancelled')
  and t.finished_at < now() - case when t.kind = 'composition' then interval '12 hours'
                              else nullif(%(days)s::integer, 0) * interval '1 day' end

-- copy_media: Give a task a copy of another task's file, without moving it through this process.
with source as (select * from media where task_id = %(from_task_id)s and role = %(from_role)s), copy as (
    insert into media (key, task_id, role, content_type, size_bytes, width, height)
    select %(key)s, %(task_id)s, %(role)s, content_type, size_bytes, width, height from source
    returning key
)
insert into media_chunks (key, position, content)
select copy.key, c.position, c.content from copy, source join media_chunks c on c.key = source.key
returning key

-- media: A file's record by its key.
select * from media where key = %(key)s

-- media_of_task: A task's file of one role.
select * from media where task_id = %(task_id)s and role = %(role)s

-- file_of_task: A task's file of one role, with its chunks in order.
select m.*, c.content from media m join media_chunks c using (key)
where m.task_id = %(task_id)s and m.role = %(role)s
order by c.position

-- media_keys: A task's files.
select role, key from media where task_id = %(task_id)s

-- chunks: A run of a file's chunks, in order.
select content from media_chunks where key = %(key)s and position between %(first)s and %(last)s order by position

-- migrated: Whether the database has this version's schema or a later one.
select exists (select from alembic_version where version_num >= %(version)s) as ready

-- queue_ready: Whether the queue's table is there.
select to_regclass('dramatiq.queue') is not null as ready
