import { client, scenario } from './scenario.js';

// A red picture of one pixel.
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

scenario(async () => {
  const hearth = client();
  const bytes = Buffer.from(PIXEL, 'base64');
  const uploaded = await hearth.files.upload(new Blob([bytes], { type: 'image/png' }), { filename: 'pixel.png' });
  const served = await fetch(uploaded.uri); // without a key: the address is the key
  const listed = await hearth.files.list({ limit: 5 });
  const byAddress = await hearth.run({ app: 'local/image', input: { image: uploaded.uri, width: 2 } });
  const byBlob = await hearth.run({ app: 'local/image', input: { image: new Blob([bytes], { type: 'image/png' }), width: 3 } });
  const byDataUri = await hearth.run({ app: 'local/image', input: { image: `data:image/png;base64,${PIXEL}`, width: 4 } });
  const made = await fetch(byAddress.output.image);
  const record = await hearth.files.get(uploaded.id);
  await hearth.files.delete(uploaded.id);
  return {
    uploaded,
    record: record.data,
    listed: listed.data.items.map((file) => file.id),
    same: Buffer.from(await served.arrayBuffer()).equals(bytes),
    type: served.headers.get('content-type'),
    widths: [byAddress, byBlob, byDataUri].map((task) => task.output.width),
    madeType: made.headers.get('content-type'),
    madeStart: Buffer.from(await made.arrayBuffer()).subarray(1, 4).toString('latin1'),
    afterDelete: (await fetch(uploaded.uri)).status,
  };
});
