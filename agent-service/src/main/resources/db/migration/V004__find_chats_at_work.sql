-- Chats that were left busy by a process that died before their turn was stored.
create index chat_at_work on chat (updated_at) where status in ('busy', 'awaiting_input');
