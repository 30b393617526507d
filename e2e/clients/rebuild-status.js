// Rebuilds the status table from the topic alone, as docs/events.md shows it, and prints it. HEARTH_UNTIL holds the tasks
// whose end has to be seen before it stops.
import { Kafka, logLevel } from 'kafkajs';

import { scenario } from './scenario.js';

scenario(async () => {
  const topic = `${process.env.HEARTH_TOPIC_PREFIX}tasks`;
  const kafka = new Kafka({
    clientId: 'e2e',
    brokers: [process.env.HEARTH_KAFKA],
    sasl: {
      mechanism: 'scram-sha-512',
      username: process.env.HEARTH_KAFKA_USER,
      password: process.env.HEARTH_KAFKA_PASSWORD,
    },
    logLevel: logLevel.ERROR,
  });
  const awaited = new Set(JSON.parse(process.env.HEARTH_UNTIL));
  const table = {};
  const problems = [];
  const partitions = {};
  const consumer = kafka.consumer({ groupId: `e2e-${process.pid}-${Date.now()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });

  await new Promise((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error(`never saw the end of ${[...awaited]}`)), 30_000);
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) reject(payload.error); // else it goes on by itself: a broker that starts is not ready at once
    });
    consumer
      .run({
        eachMessage: async ({ partition, message }) => {
          const key = message.key.toString();
          const event = JSON.parse(message.value.toString());
          if (event.subject !== key || (partitions[key] ??= partition) !== partition) {
            problems.push(`${key} has an event of ${event.subject} in partition ${partition}`);
          }
          if (event.type === 'dev.hearth.task.deleted') {
            delete table[key];
            return;
          }
          const { version, status, transitions, team_id } = event.data;
          const before = table[key]?.version ?? 0;
          if (version <= before) {
            return; // seen
          }
          if (version !== before + 1) {
            problems.push(`${key} goes from version ${before} to ${version}`);
          }
          if (event.id !== `${key}/${version}` || transitions.at(-1).status !== status) {
            problems.push(`${key} has a wrong event ${message.value}`);
          }
          table[key] = { version, status, team_id };
          if (['completed', 'failed', 'cancelled'].includes(status) && awaited.delete(key) && awaited.size === 0) {
            clearTimeout(patience);
            resolve();
          }
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return { table, problems };
});
