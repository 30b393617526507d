// A tool that needs approval, found and approved the way the newest client does it.
import { client, scenario } from './scenario.js';

scenario(async () => {
  const { agents } = client();
  const agent = agents.create({
    core_app: { ref: 'local/scripted-llm' },
    tools: [{ name: 'remember', description: 'd', type: 'client', require_approval: true, client: {} }],
  });
  const rounds = [{ tool_calls: [{ name: 'remember', arguments: {} }] }, { text: 'They said {result}.' }];
  const { assistantMessage } = await agent.sendMessage(JSON.stringify({ rounds }));
  const run = assistantMessage.agent_run_id;
  const until = async (found) => {
    for (let left = 200; left > 0; left--) {
      const { data: open } = await agents.listRunInterrupts(run);
      if (found(open)) {
        return open;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('no such interrupt');
  };
  const [asked] = await until((open) => open.length === 1);
  const { data: resolved } = await agents.resolveInterrupt(asked.id, 'allow');
  const [waiting] = await until((open) => open[0]?.reason === 'client_tool');
  await agent.submitToolResult(waiting.id, 'yes');
  await until((open) => open.length === 0);
  return { run, asked, resolved, waiting, chat: agent.currentChatId };
});
