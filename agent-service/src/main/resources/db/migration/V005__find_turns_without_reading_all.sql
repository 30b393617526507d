-- Turns that nobody owns are taken in the order in which they began.
create index turn_to_take on turn (lease_until nulls first, created_at) where state = 'working';
drop index turn_to_work_on;

-- A chat's waiting messages, without its whole history.
create index turn_that_is_queued on turn (chat_id, created_at, id) where state = 'queued';

-- Agent tools at work, for parents that wait for them.
create index tool_invocation_of_agents on tool_invocation (turn_id) where status = 'in_progress' and type = 'agent';

-- The LLM's id of a call, which many LLMs count from 1: an open one, else the newest.
create index tool_invocation_open_by_call on tool_invocation (team_id, call_id)
    where status not in ('completed', 'failed', 'cancelled');
create index tool_invocation_by_call_and_age on tool_invocation (team_id, call_id, created_at desc);
drop index tool_invocation_by_call;

-- When a chat was marked busy for a message whose turn is not stored yet.
alter table chat add column marked_at timestamptz;
update chat set marked_at = updated_at where status = 'busy'
    and not exists (select from turn t where t.chat_id = chat.id and t.state in ('working', 'waiting'));
create index chat_that_is_marked on chat (marked_at) where marked_at is not null;
drop index chat_at_work;
