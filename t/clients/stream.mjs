// SPDX-License-Identifier: Apache-2.0
// What comes on the stream of a call before its answer, progress and log; the
// call that is cancelled; and the stream that breaks. Argument: which client
// (open.mjs).

import { setTimeout as sleep } from 'node:timers/promises';

import { finish, watch } from './lib.mjs';
import { call, close, open, textOf } from './open.mjs';

const which = process.argv[2];
const seen = { client: `stream ${which}`, http: [], transport_errors: [],
  log: [] };
watch(seen);

// The next stream of a POST breaks behind its first message of the log.
let armed = false;
const breaking = (fetch) => async (url, init) => {
  const response = await fetch(url, init);
  const stream = (response.headers.get('content-type') ?? '')
    .startsWith('text/event-stream');
  if (!armed || init?.method !== 'POST' || !stream) return response;
  armed = false;
  const reader = response.body.getReader();
  let text = '';
  const body = new ReadableStream({
    async pull(controller) {
      if (text.includes('notifications/message')) {
        await reader.cancel();
        controller.error(new TypeError('terminated'));
        return;
      }
      const { done, value } = await reader.read();
      if (done) {
        controller.close();
      } else {
        text += Buffer.from(value).toString();
        controller.enqueue(value);
      }
    },
  }, { highWaterMark: 0 });
  return new Response(body,
    { status: response.status, headers: response.headers });
};

const session = await open(which, seen, {
  fetch: breaking,
  before(on) {
    on('notifications/message', ({ params }) => {
      seen.log.push(`${params.level}: ${params.data}`);
    });
  },
});
const { client, transport } = session;
seen.era = client.getProtocolEra?.();
seen.session = transport.sessionId;

seen.progress = [];
seen.progressed = await call(which, client, 'test_tool_with_progress', {},
  { onprogress: ({ progress, total, message }) =>
    seen.progress.push(`${progress}/${total} ${message}`) });

// A client says once, or in each request, what it wants to read.
seen.unasked = await call(which, client, 'test_tool_with_logging');
seen.unasked_log = seen.log.splice(0);
if (seen.era === 'modern') {
  seen.logged = await textOf(() => client.callTool({
    name: 'test_tool_with_logging',
    _meta: { 'io.modelcontextprotocol/logLevel': 'info' },
  }));
} else {
  await client.setLoggingLevel('info');
  seen.logged = await call(which, client, 'test_tool_with_logging');
}
seen.logged_log = seen.log.splice(0);

// In 2026-07-28 a stream that breaks is the end of the call. The SDK 2.4 sees
// an error of the transport only, and waits for the answer until its time is
// over.
armed = true;
if (seen.era === 'modern') {
  seen.broken = await textOf(() => client.callTool({
    name: 'test_tool_with_logging',
    _meta: { 'io.modelcontextprotocol/logLevel': 'info' },
  }, { timeout: 1000 }));
} else {
  seen.broken = await call(which, client, 'test_tool_with_logging');
}
seen.broken_log = seen.log.splice(0);
seen.broken_errors = seen.transport_errors.splice(0);
seen.closed = await call(which, client, 'test_reconnection');
seen.closed_log = seen.log.splice(0);

const controller = new AbortController();
const cancelled = call(which, client, 'slow_compute', { seconds: 30 },
  { signal: controller.signal });
await sleep(300);
controller.abort('enough');
seen.cancelled = await cancelled;
await sleep(100);
seen.after = await call(which, client, 'test_simple_text');
await close(session);
finish(seen);
