// SPDX-License-Identifier: Apache-2.0
// Requests of a client beside its SDK, over the same transport: the SDK 2.x
// takes a result that it does not know, such as a task, for an error.

// Gives a function (request, { signal }) that resolves to what came of it,
// { kind: 'result', result } or { kind: 'error', error }.
export function channel(transport) {
  const waiting = new Map();
  const forward = transport.onmessage;
  let last = 0;

  transport.onmessage = (message, extra) => {
    const waiter = message.method === undefined && waiting.get(message.id);
    if (!waiter) {
      forward?.(message, extra);
      return;
    }
    waiting.delete(message.id);
    waiter.resolve(message.error
      ? { kind: 'error', error: message.error }
      : { kind: 'result', result: message.result });
  };
  return (request, { signal, context } = {}) =>
    new Promise((resolve, reject) => {
      last += 1;
      const id = `raw-${last}`;
      waiting.set(id, { resolve });
      transport.send({ jsonrpc: '2.0', id, ...request }, {
        requestSignal: signal, headers: context?.headers,
      }).catch((error) => {
        waiting.delete(id);
        reject(error);
      });
    });
}
