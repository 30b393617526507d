import { TEMPLATING, client, scenario } from './scenario.js';

scenario(() => client().run({ app: TEMPLATING, input: { template: 'Hello {1}, this is {2}.', strings: ['Ada', 'Node'] } }));
