// What the scenarios share. Each prints one line of JSON at its end, which the Python test judges; a scenario that throws
// ends with exit code 1 and its stack trace.
import { inference } from '@inferencesh/sdk';

export const TEMPLATING = 'infsh/text-templating@53bk0yzk';
export const STREAMING = 'local/streaming';

export const client = (config = {}) =>
  inference({ apiKey: process.env.INFERENCE_API_KEY, baseUrl: process.env.INFERENCE_BASE_URL, ...config });

/** The message of an expected failure; throws when the promise resolves. */
export async function rejection(promise) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return { name: error.name, message: error.message, status: error.statusCode ?? error.status };
  }
  throw new Error(`should have been rejected, and resolved to ${JSON.stringify(value)}`);
}

export function scenario(run) {
  run().then(
    (result) => process.stdout.write(JSON.stringify(result) + '\n'),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
}
