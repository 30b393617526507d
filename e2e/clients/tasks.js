import { STREAMING, client, rejection, scenario } from './scenario.js';

scenario(async () => {
  const hearth = client();
  const ids = [];
  for (let n = 0; n < 3; n++) {
    const task = await hearth.run({ app: 'local/noop', input: {} });
    ids.push(task.id);
  }
  const pages = [];
  let cursor;
  do {
    const page = await hearth.tasks.list({ limit: 2, ...(cursor && { cursor }) });
    pages.push(page.data.items.map((task) => task.id));
    cursor = page.data.has_next && pages.length < 3 ? page.data.next_cursor : undefined;
  } while (cursor);

  const long = { app: STREAMING, input: { text: 'a '.repeat(600), delay_ms: 100 } };
  const running = await hearth.run(long, { wait: false });
  const seen = [];
  const watch = hearth.tasks.watch(running, { onUpdate: (update) => seen.push(update.status) });
  const ended = rejection(watch.done);
  while (!seen.includes(7)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await hearth.tasks.cancel(running.id);
  return {
    ids,
    pages,
    cancelled: await ended,
    seen,
    got: (await hearth.tasks.get(running.id)).data,
    logs: (await hearth.tasks.getLogs(ids[0])).data,
    timings: (await hearth.tasks.getTimings(ids[0])).data,
  };
});
