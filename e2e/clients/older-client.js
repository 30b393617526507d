// The rules by which the JavaScript clients 0.6.9 to 0.6.11 talk with agents (generation G2; their package is no longer on
// npm): bare bodies, waiting that begins before the message of an existing chat is posted, and that takes the first state
// that is not `busy` for the end of the turn.
const base = process.env.INFERENCE_BASE_URL;
const identity = {
  Authorization: `Bearer ${process.env.INFERENCE_API_KEY}`,
  'X-API-Version': '2',
  'X-Client-Source': 'inference-sdk-js/0.5.13',
};

export class OlderError extends Error {
  constructor(status, body) {
    super(`HTTP ${status}: ${body.detail ?? body.title ?? body.message}`);
    this.status = status;
    this.body = body;
  }
}

/** What the resource is; there is no envelope around it. */
export async function request(method, path, body) {
  const response = await fetch(base + path, {
    method,
    headers: { ...identity, 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (response.status === 204) {
    return undefined;
  }
  const read = JSON.parse(await response.text());
  if (!response.ok) {
    throw new OlderError(response.status, read);
  }
  return read;
}

export class OlderAgent {
  chatId = null;
  #dispatched = new Set();
  #stream = null;

  constructor(config, name) {
    this.config = config;
    this.name = name;
  }

  /** Waits for the end of the turn if there are callbacks, or by asking from time to time if `pollMs` is given. */
  async sendMessage(text, { pollMs, ...callbacks } = {}) {
    const waits = pollMs !== undefined || Object.keys(callbacks).length > 0;
    const wait = () => (pollMs === undefined ? this.#untilEvent(callbacks) : this.#untilAsked(callbacks, pollMs));
    let waiting = this.chatId && waits ? wait() : null;
    const started = await request('POST', '/agents/run', {
      chat_id: this.chatId,
      ...(typeof this.config === 'string'
        ? { agent: this.config }
        : { agent_config: this.config, agent_name: this.name ?? this.config.name }),
      input: { text, role: 'user', context: [], system_prompt: '', context_size: 0 },
    });
    if (!this.chatId) {
      this.chatId = started.assistant_message.chat_id;
      waiting = waits ? wait() : null;
    }
    await waiting;
    return started;
  }

  /** What the agent finished with. */
  async run(text, pollMs) {
    await this.sendMessage(text, { pollMs });
    return (await this.getChat()).output ?? null;
  }

  getChat() {
    return request('GET', `/chats/${this.chatId}`);
  }

  disconnect() {
    this.#stream?.abort();
  }

  #untilEvent(callbacks) {
    this.#stream?.abort();
    const stream = (this.#stream = new AbortController());
    return new Promise((resolve, reject) => {
      const heard = ({ event, data }) => {
        if (event === 'chat_messages') {
          this.#show(data, callbacks);
        } else if (event === 'chats') {
          callbacks.onChat?.(data);
          if (data.status !== 'busy') {
            resolve();
          }
        }
      };
      lines(`/chats/${this.chatId}/stream`, stream.signal, heard).catch((error) => stream.signal.aborted || reject(error));
    });
  }

  async #untilAsked(callbacks, pollMs) {
    let known = null;
    while (true) {
      const { status } = await request('GET', `/chats/${this.chatId}/status`);
      if (status !== known) {
        const chat = await this.getChat();
        known = chat.status;
        callbacks.onChat?.(chat);
        chat.chat_messages.forEach((message) => this.#show(message, callbacks));
        if (known !== 'busy') {
          return;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  #show(message, { onMessage, onToolCall }) {
    onMessage?.(message);
    for (const each of message.tool_invocations ?? []) {
      const asks = each.type === 'client' && ['awaiting_input', 'in_progress'].includes(each.status);
      if (onToolCall && asks && !this.#dispatched.has(each.id)) {
        this.#dispatched.add(each.id);
        onToolCall({ id: each.id, name: each.function.name, args: each.function.arguments });
      }
    }
  }
}

async function lines(path, signal, heard) {
  const response = await fetch(base + path, { headers: { ...identity, Accept: 'application/x-ndjson' }, signal });
  if (!response.ok) {
    throw new OlderError(response.status, JSON.parse(await response.text()));
  }
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop();
    parts.filter((line) => line.trim()).forEach((line) => heard(JSON.parse(line)));
  }
  throw new Error('the stream ended');
}
