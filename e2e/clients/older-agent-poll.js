// Turn after turn on one chat, asked for from time to time: each request of its state races the post of the message.
import { OlderAgent } from './older-client.js';
import { scenario } from './scenario.js';

scenario(async () => {
  const agent = new OlderAgent({
    core_app: { ref: 'local/scripted-llm' },
    output_schema: { type: 'object', properties: { answer: { type: 'integer' } }, required: ['answer'] },
  });
  const outputs = [];
  for (let turn = 1; turn <= 8; turn++) {
    const finish = { delay_ms: 100, tool_calls: [{ name: 'finish', arguments: { answer: turn } }] };
    outputs.push(await agent.run(JSON.stringify({ rounds: [finish] }), 20));
  }
  return { outputs, status: (await agent.getChat()).status };
});
