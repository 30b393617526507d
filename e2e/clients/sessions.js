import { client, rejection, scenario } from './scenario.js';

const APP = 'infsh/session-test';

scenario(async () => {
  const hearth = client();
  const opening = { app: APP, function: 'set_value', input: { key: 'name', value: 'node' }, session: 'new' };
  const first = await hearth.run({ ...opening, session_timeout: 120 });
  const session = first.session_id;
  const call = (name, input) => hearth.run({ app: APP, function: name, input, session });
  const tasks = [
    first,
    await call('get_value', { key: 'name' }),
    await call('increment', { key: 'n', amount: 10 }),
    await call('get_all', {}),
  ];
  const list = await hearth.sessions.list();
  const sessions = Array.isArray(list) ? list : list.data;
  const bare = (answer) => answer.data ?? answer;
  const got = bare(await hearth.sessions.get(session));
  const kept = bare(await hearth.sessions.keepalive(session));
  await hearth.sessions.end(session);
  return {
    session,
    tasks,
    isArray: Array.isArray(sessions),
    listed: sessions.some((each) => each.id === session),
    got,
    kept,
    afterEnd: await rejection(call('get_all', {})),
  };
});
