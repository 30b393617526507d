import { TEMPLATING, client, scenario } from './scenario.js';

scenario(async () => {
  const updates = [];
  const task = await client({ stream: false, pollIntervalMs: 100 }).run(
    { app: TEMPLATING, input: { template: '{1}', strings: ['polled'] } },
    { onUpdate: (update) => updates.push(update.status) },
  );
  return { task, updates };
});
