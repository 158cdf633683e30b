// SPDX-License-Identifier: Apache-2.0
// Tools that run as tasks: with the SDK 1.x by itself, whose API for tasks is
// experimental, and with the SDK 2.x by the package of the extension, which
// speaks the tasks of both revisions. Argument: which client (open.mjs).

import { setTimeout as sleep } from 'node:timers/promises';

import { finish, load, watch } from './lib.mjs';
import { call, close, open } from './open.mjs';
import { channel } from './raw.mjs';

const EXTENSION = 'io.modelcontextprotocol/tasks';

const which = process.argv[2];
const seen = { client: `tasks ${which}`, http: [], transport_errors: [],
  asked: [] };
watch(seen);

// A schema that takes what comes.
const anything = { '~standard': { version: 1, vendor: 'mod-mcp-test',
  validate: (value) => ({ value }) } };

// The user's part. What a question of a task is about, its request says.
let action = 'accept';

function answer(params, task) {
  seen.asked.push({ message: params.message, task });
  return action === 'accept'
    ? { action, content: { confirm: true, value: 'v', name: 'Ann' } }
    : { action };
}

// What became of a call: states on the way, result or error.
async function sdk1Tasks(where) {
  const types = await load('sdk1/dist/esm/types.js');
  const session = await open(which, seen, {
    ...where,
    before(on) {
      on('elicitation/create', async ({ params }) => answer(params,
        params._meta?.['io.modelcontextprotocol/related-task']?.taskId));
    },
  });
  const { tasks } = session.client.experimental;
  await session.client.listTools(); // says which may be tasks

  async function settle(name, args, begun = () => {}) {
    const out = { states: [] };
    const stream = tasks.callToolStream({ name, arguments: args },
      undefined, { task: { ttl: 60000 } });
    for await (const message of stream) {
      if (message.type === 'taskCreated') {
        out.id = message.task.taskId;
        await begun(out.id);
      } else if (message.type === 'taskStatus') {
        out.states.push(message.task.status);
      } else if (message.type === 'result') {
        out.text = message.result.content[0].text;
        out.is_error = message.result.isError ?? false;
      } else {
        out.error = message.error.message;
      }
    }
    return out;
  }
  return { session, settle,
    cancel: (id) => tasks.cancelTask(id),
    list: async () => (await tasks.listTasks()).tasks,
    async result(id) {
      const result = await tasks.getTaskResult(id,
        types.CallToolResultSchema);
      return result.content[0].text;
    } };
}

async function sdk2Tasks(where) {
  const { createApplicationInputHandler, createTaskSessionFromClient } =
    await load('@modelcontextprotocol/ext-tasks/dist/client/index.js');
  const capabilities = { elicitation: {}, sampling: {}, roots: {},
    extensions: { [EXTENSION]: {} } };
  const session = await open(which, seen, { ...where, capabilities });
  const { client } = session;
  const framing = client.getProtocolEra() === 'modern' ? {
    rawDispatch: channel(session.transport),
    v2RequestFraming: { clientCapabilities: capabilities,
      clientInfo: { name: 'mod-mcp-test-tasks', version: '1.0.0' },
      protocolVersion: client.getNegotiatedProtocolVersion() },
  } : {};
  const declared = new Map((await client.listTools()).tools.map((tool) =>
    [tool.name, { name: tool.name, inputSchema: tool.inputSchema,
      taskSupport: tool.execution?.taskSupport }]));
  const tasks = createTaskSessionFromClient(client, {
    endpointId: 'mod-mcp-test',
    tools: { currentTool: (name) => declared.get(name) },
    onInputRequest: createApplicationInputHandler({
      elicitation: ({ params }, context) => answer(params, context.taskId),
      sampling: () => { throw new Error('nobody asks for this'); },
      roots: () => ({ roots: [] }),
    }),
    onError: (error) => seen.transport_errors.push(String(error)),
    ...framing,
  });

  // 2025-11-25: a client that finds a task in this state should ask for the
  // result, and is asked on the stream of that. The package (0.2) only waits
  // for another state.
  function fetchResult(taskId) {
    if (client.getProtocolEra() === 'modern') return;
    client.request({ method: 'tasks/result', params: { taskId } }, anything)
      .catch((error) => seen.transport_errors.push(String(error)));
  }

  async function settle(name, args, begun = () => {}) {
    const out = { states: [] };
    const execution = await tasks.callTool(name, args,
      { task: { preference: 'prefer' } });
    out.id = execution.handle?.taskId;
    await begun(out.id);
    const { outcome } = await execution.settle({
      onEvent({ type, task }) {
        if (type !== 'task') return;
        out.states.push(task.status);
        if (task.status === 'input_required') fetchResult(task.taskId);
      },
    });
    out.states.push(outcome.status);
    if (outcome.status === 'completed') {
      out.text = outcome.result.content[0].text;
      out.is_error = outcome.result.isError ?? false;
    } else if (outcome.status === 'failed') {
      out.error = outcome.error.message;
    } else {
      out.error = outcome.status;
    }
    return out;
  }
  return { session, settle,
    cancel: (id) => tasks.cancelTask(id),
    list: async () => (await tasks.listTasks()).tasks,
    async result(id) {
      const outcome = await tasks.task(id).result();
      return outcome.result.content[0].text;
    } };
}

const tasksAt = which === 'sdk1' ? sdk1Tasks : sdk2Tasks;

const { session, settle, cancel, result } = await tasksAt({});
const { client } = session;
seen.era = client.getProtocolEra?.() ?? 'legacy';
seen.capabilities = client.getServerCapabilities();

seen.computed = await settle('slow_compute', { seconds: 0.5, label: 'x' });
seen.again = await result(seen.computed.id);
seen.failing = await settle('failing_job', {});
seen.broken = await settle('protocol_error_job', {});
seen.confirmed = await settle('confirm_delete', { filename: 'f' });
seen.confirmed_asked = seen.asked.splice(0);
action = 'decline';
seen.declined = await settle('confirm_delete', { filename: 'f' });
action = 'accept';
seen.asked.length = 0;
seen.twice = await settle('multi_input', {});
seen.twice_asked = seen.asked.splice(0);
seen.cancelled = await settle('slow_compute', { seconds: 60 }, async (id) => {
  await sleep(200);
  await cancel(id);
});

if (seen.era === 'modern') {
  // Told of on a stream, to who asks for it.
  seen.told = [];
  client.fallbackNotificationHandler = async ({ method, params }) => {
    seen.told.push([method, params?.status]);
  };
  seen.listened = await settle('slow_compute', { seconds: 1 }, async (id) => {
    const subscription = await client.listen({ taskIds: [id] });
    seen.filter = subscription.honoredFilter;
  });
  await sleep(500);
}
await close(session);

// Who knows nothing of tasks waits for the result.
const plain = await open(which, seen, { capabilities: {} });
seen.waited = await call(which, plain.client, 'slow_compute',
  { seconds: 0.5, label: 'y' });
await close(plain);

// A tool of ours, with a user, who may see which tasks there are.
const own = await tasksAt({ path: '/mcp', authorized: true });
const source = `/tasks ${which}.md`;
await call(which, own.session.client, 'upload_file',
  { path: source, content: '# Title' });
seen.converted = await own.settle('convert_file',
  { source_path: source, target_mime_type: 'text/html' });
if (seen.era === 'legacy') {
  seen.listed = (await own.list()).map((task) => task.taskId);
}
await close(own.session);
finish(seen);
