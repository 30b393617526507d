// One chat by its stream: a turn with a client tool, a turn that begins slowly, and a message in the middle of another one.
import { OlderAgent, request } from './older-client.js';
import { rejection, scenario } from './scenario.js';

const script = (...rounds) => JSON.stringify({ rounds });
const clientTool = (name, more = {}) => ({
  name,
  description: 'Looks around.',
  type: 'client',
  client: { input_schema: { type: 'object', properties: { where: { type: 'string' } } } },
  ...more,
});

scenario(async () => {
  const agent = new OlderAgent({
    name: 'older-agent',
    core_app: { ref: 'local/scripted-llm' },
    tools: [clientTool('look'), clientTool('touch', { require_approval: true })],
  });
  const calls = [];
  const seen = new Map();
  const options = {
    onMessage: (message) => seen.set(message.id, message),
    onToolCall: async (call) => {
      calls.push({ name: call.name, args: call.args });
      await request('POST', `/tools/${call.id}`, { result: 'a garden' });
    },
  };
  const started = await agent.sendMessage(
    script(
      { pieces: ['Let me ', 'look.'], tool_calls: [{ name: 'look', arguments: { where: 'outside' } }] },
      { text: 'I see {result}.' },
    ),
    options,
  );
  const first = await agent.getChat();
  await agent.sendMessage(script({ delay_ms: 700, pieces: ['One', ' more', ' thing.'] }), options);
  const second = await agent.getChat();

  await agent.sendMessage(
    script({ tool_calls: [{ name: 'touch', arguments: { where: 'there' } }] }, { text: 'It is {result}.' }),
    options,
  );
  const asked = (await agent.getChat()).chat_messages.flatMap((message) => message.tool_invocations).at(-1);
  const approved = await request('POST', `/tools/${asked.id}/invoke`);
  await agent.sendMessage(script({ text: 'And this too.' }), { onMessage: options.onMessage, onToolCall: options.onToolCall });
  const third = await agent.getChat();

  await agent.sendMessage(script({ delay_ms: 1500, text: 'Slow.' }));
  const behind = await agent.sendMessage(script({ text: 'Next.' }), options);
  const stopped = await request('POST', `/chats/${agent.chatId}/stop`);
  agent.disconnect();
  const listed = await request('POST', '/chats/list');
  const unknown = await rejection(request('POST', '/agents/run', { agent: 'nobody/nothing', input: { text: 'Hi' } }));
  await request('DELETE', `/chats/${agent.chatId}`);
  return {
    calls, started, first, second, asked, approved, third, behind, stopped, unknown,
    seen: [...seen.values()],
    isListed: listed.items.some((chat) => chat.id === agent.chatId),
  };
});
