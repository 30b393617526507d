import { STREAMING, client, scenario } from './scenario.js';

scenario(async () => {
  const updates = [];
  const task = await client().run(
    { app: STREAMING, input: { text: 'one two three', delay_ms: 150 } },
    { onUpdate: (update) => updates.push({ status: update.status, output: update.output }) },
  );
  return { task, updates };
});
