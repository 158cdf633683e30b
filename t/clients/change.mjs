// SPDX-License-Identifier: Apache-2.0
// What a client is told of without a call of its own: lists and resources
// that have changed. Up to 2025-11-25 on the stream of GET, of resources by
// resources/subscribe; since 2026-07-28 on streams of subscriptions/listen.
// Argument: which client (open.mjs).

import { setTimeout as sleep } from 'node:timers/promises';

import { finish, watch } from './lib.mjs';
import { call, close, open, until } from './open.mjs';

const URI = 'test://watched-resource';
const LISTS = ['tools', 'prompts', 'resources'];

const which = process.argv[2];
const seen = { client: `change ${which}`, http: [], transport_errors: [],
  told: [] };
watch(seen);

function hear(on) {
  for (const list of LISTS) {
    on(`notifications/${list}/list_changed`, () => seen.told.push(list));
  }
  on('notifications/resources/updated',
    ({ params }) => seen.told.push(params.uri));
}

const session = await open(which, seen, { before: hear });
const { client } = session;
seen.era = client.getProtocolEra?.();
const tool = (name, args) => call(which, client, name, args);

const change = (what) => tool(`test_trigger_${what}_change`);
const update = () => tool('test_trigger_resource_update', { uri: URI });

// All that there is, and what has been told of it when the last is there.
async function changes(last) {
  for (const what of ['tool', 'prompt', 'resource']) await change(what);
  await update();
  await until(() => seen.told.includes(last));
  await sleep(300);
  return seen.told.splice(0).sort();
}

if (seen.era === 'modern') {
  const tools = await client.listen({ toolsListChanged: true });
  seen.tools_filter = tools.honoredFilter;
  seen.tools_only = await changes('tools');

  const rest = await client.listen({ promptsListChanged: true,
    resourcesListChanged: true, resourceSubscriptions: [URI, 'test://none'] });
  seen.rest_filter = rest.honoredFilter;
  seen.both = await changes(URI);

  await tools.close();
  seen.tools_closed = await tools.closed;
  await sleep(300);
  seen.rest_only = await changes(URI);

  // The test restarts the server when it is told so.
  if (process.env.MCP_HTTPD_PID) {
    process.kill(Number(process.env.MCP_HTTPD_PID), 'SIGUSR1');
    seen.rest_closed = await rest.closed;
    seen.after = await tool('test_simple_text');
  }
} else {
  await sleep(500); // the stream of GET opens by itself
  seen.unsubscribed = await changes('resources');
  await client.subscribeResource({ uri: URI });
  seen.subscribed = await changes(URI);
  await client.unsubscribeResource({ uri: URI });
  await sleep(500); // the server may look ten times a second
  await change('tool');
  await update();
  await until(() => seen.told.includes('tools'));
  await sleep(300);
  seen.again = seen.told.splice(0);
}
await close(session);

// The same by the way that the SDK 2.x has for both.
if (which !== 'sdk1') {
  seen.fetched = [];
  const listens = await open(which, seen, { options: { listChanged: {
    tools: { onChanged: (error, items) => seen.fetched.push(error ?
      String(error) : items.some((item) => item.name === 'greet')) },
  } } });
  await sleep(500);
  await call(which, listens.client, 'test_trigger_tool_change');
  await until(() => seen.fetched.length > 0);
  await close(listens);
}
finish(seen);
