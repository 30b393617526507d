import { TEMPLATING, client, scenario } from './scenario.js';

scenario(() => client().run({ app: TEMPLATING, input: { template: '{1}', strings: ['later'] } }, { wait: false }));
