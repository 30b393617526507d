// One chat: a turn with a client tool, then a second message, which must not resolve before its own turn has ended.
import { client, scenario } from './scenario.js';

const script = (...rounds) => JSON.stringify({ rounds });

scenario(async () => {
  const agent = client().agents.create({
    name: 'npm-agent',
    core_app: { ref: 'local/scripted-llm' },
    tools: [
      {
        schema: {
          name: 'look',
          description: 'Looks around.',
          type: 'client',
          client: { input_schema: { type: 'object', properties: { where: { type: 'string' } } } },
        },
        handler: null,
      },
    ],
  });
  const calls = [];
  const messages = new Map();
  const chats = [];
  const options = {
    onMessage: (message) => messages.set(message.id, message),
    onChat: (chat) => chats.push(chat.status),
    onToolCall: async (call) => {
      calls.push({ name: call.name, args: call.args });
      await agent.submitToolResult(call.id, 'a garden');
    },
  };
  await agent.sendMessage(
    script(
      { pieces: ['Let me ', 'look.'], tool_calls: [{ name: 'look', arguments: { where: 'outside' } }] },
      { text: 'I see {result}.' },
    ),
    options,
  );
  const first = await agent.getChat();
  await agent.sendMessage(script({ delay_ms: 300, pieces: ['One', ' more', ' thing.'] }), options);
  const second = await agent.getChat();
  agent.disconnect();
  return { calls, chats, seen: [...messages.values()], first, second };
});
