// SPDX-License-Identifier: Apache-2.0
// The TypeScript SDK 1.x client and what only a session has: questions of the
// server, its log, the stream of GET, cancelling, and coming back for an
// answer. Against the tools of t/c-modules/conformance, without a credential.

import { setTimeout as sleep } from 'node:timers/promises';

import { endpoint, finish, load, noting, watch } from './lib.mjs';

const { Client } = await load('sdk1/dist/esm/client/index.js');
const { StreamableHTTPClientTransport } =
  await load('sdk1/dist/esm/client/streamableHttp.js');
const types = await load('sdk1/dist/esm/types.js');

const seen = { client: 'sdk1-session', http: [], transport_errors: [],
  asked: [], log: [], changed: [], updated: [] };
watch(seen);

const transport = new StreamableHTTPClientTransport(new URL(endpoint), {
  fetch: noting(seen.http),
});
const client = new Client({ name: 'mod-mcp-test-sdk1', version: '1.0.0' },
  { capabilities: { elicitation: {}, sampling: {}, roots: {} } });
client.onerror = (error) => seen.transport_errors.push(String(error));
client.setRequestHandler(types.ElicitRequestSchema, async (request) => {
  seen.asked.push(request.params.message);
  return { action: 'accept', content: { username: 'ann', name: 'Ann' } };
});
client.setRequestHandler(types.CreateMessageRequestSchema, async (request) => {
  seen.asked.push(request.params.messages[0].content.text);
  return { role: 'assistant', model: 'test',
    content: { type: 'text', text: 'Paris' } };
});
client.setRequestHandler(types.ListRootsRequestSchema, async () => {
  seen.asked.push('roots');
  return { roots: [{ uri: 'file:///home/ann' }] };
});
client.setNotificationHandler(types.LoggingMessageNotificationSchema,
  (message) => { seen.log.push(message.params.data); });
client.setNotificationHandler(types.ToolListChangedNotificationSchema,
  () => { seen.changed.push('tools'); });
client.setNotificationHandler(types.ResourceUpdatedNotificationSchema,
  (message) => { seen.updated.push(message.params.uri); });

const text = async (name, args = {}, options = undefined) => {
  try {
    const result = await client.callTool({ name, arguments: args }, undefined,
      options);
    return result.content[0].text;
  } catch (error) {
    return `failed: ${error.message}`;
  }
};

await client.connect(transport);
seen.session = transport.sessionId;
seen.capabilities = client.getServerCapabilities();
seen.elicitation = await text('test_elicitation', { message: 'Who?' });
seen.sampling = await text('test_sampling', { prompt: 'The capital?' });
seen.roots = await text('test_input_required_result_list_roots');
seen.three = await text('test_input_required_result_multiple_inputs');
await client.setLoggingLevel('debug');
seen.logging = await text('test_tool_with_logging');
seen.reconnection = await text('test_reconnection');

await client.subscribeResource({ uri: 'test://watched-resource' });
await sleep(500);
await text('test_trigger_tool_change');
await text('test_trigger_resource_update', { uri: 'test://watched-resource' });
await sleep(1000);

const controller = new AbortController();
client.setRequestHandler(types.ElicitRequestSchema, async () => {
  controller.abort('enough');
  await sleep(1000);
  return { action: 'decline' };
});
seen.cancelled = await text('test_elicitation', { message: 'Again?' },
  { signal: controller.signal });
await sleep(300);
seen.after = await text('test_simple_text');
await transport.terminateSession();
await client.close();
finish(seen);
