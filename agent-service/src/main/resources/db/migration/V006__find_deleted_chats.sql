-- Deleted chats are removed with all that belongs to them once they have been kept for a while.
create index chat_that_is_deleted on chat (deleted_at) where deleted_at is not null;
