import { TEMPLATING, client, rejection, scenario } from './scenario.js';

scenario(async () => ({
  unknownApp: await rejection(client().run({ app: 'non-existent/app-that-does-not-exist', input: {} })),
  unknownTask: await rejection(client().getTask('00000000000000000000000000')),
  wrongKey: await rejection(client({ apiKey: 'inf_wrong' }).run({ app: TEMPLATING, input: {} })),
  failedTask: await rejection(client().run({ app: 'local/failures', input: { kind: 'raise', message: 'on purpose' } })),
  invalidInput: await rejection(client().run({ app: TEMPLATING, input: { template: 5 } })),
}));
