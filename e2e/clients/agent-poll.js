// run() polls; it gives what the agent finished with.
import { client, scenario } from './scenario.js';

scenario(async () => {
  const agent = client({ pollIntervalMs: 100 }).agents.create({
    core_app: { ref: 'local/scripted-llm' },
    output_schema: { type: 'object', properties: { answer: { type: 'integer' } }, required: ['answer'] },
  });
  const finish = (answer) =>
    JSON.stringify({ rounds: [{ delay_ms: 200, tool_calls: [{ name: 'finish', arguments: { answer } }] }] });
  const outputs = [await agent.run(finish(42)), await agent.run(finish(43))];
  const chat = await agent.getChat();
  return { outputs, status: chat.status };
});
