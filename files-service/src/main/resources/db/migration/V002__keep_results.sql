-- Large outputs of tasks are files of a category of their own; the sweep removes them once their tasks are gone.
alter table stored_file drop constraint stored_file_category_check;
alter table stored_file add constraint stored_file_category_check
    check (category in ('uploads', 'inputs', 'outputs', 'repos', 'results'));

create index stored_file_result on stored_file (created_at) where category = 'results';
