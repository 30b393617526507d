-- Rises with every write of a turn or of what belongs to it: whoever read an older one does not overwrite a newer one.
alter table turn add column revision bigint not null default 1;

-- A repeated answer is known by the result itself.
alter table tool_invocation drop column submitted;
