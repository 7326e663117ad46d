// Loaded into the operator's own process before it: tells its parent on demand what it is made of. Plain JavaScript,
// so that nothing else is loaded with it.
const { Session } = require('node:inspector');
const { getEventListeners } = require('node:events');

/** Objects of which a leak would be one: all that are alive, found by the heap itself. */
const PROTOTYPES = {
  sockets: 'process.mainModule.require("node:net").Socket.prototype',
  emitters: 'process.mainModule.require("node:events").prototype',
  signals: 'AbortSignal.prototype',
  promises: 'Promise.prototype',
};

function post(session, method, params) {
  return new Promise((resolve, reject) => {
    session.post(method, params, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

/** Collects garbage first, as queryObjects does. */
async function live() {
  const session = new Session();
  session.connect();
  const objectGroup = 'probe';
  globalThis.__probe = { listeners, abortListeners };
  try {
    const found = {};
    for (const [name, expression] of Object.entries(PROTOTYPES)) {
      const { result } = await post(session, 'Runtime.evaluate', { expression, objectGroup });
      const { objects } = await post(session, 'Runtime.queryObjects', {
        prototypeObjectId: result.objectId,
        objectGroup,
      });
      const counted = await post(session, 'Runtime.callFunctionOn', {
        objectId: objects.objectId,
        functionDeclaration: `function () {
          const { listeners, abortListeners } = globalThis.__probe;
          return { count: this.length, listeners: ${name === 'emitters' ? 'listeners(this)' : name === 'signals' ? 'abortListeners(this)' : '0'} };
        }`,
        returnByValue: true,
      });
      found[name] = counted.result.value;
      await post(session, 'Runtime.releaseObjectGroup', { objectGroup });
    }
    return {
      sockets: found.sockets.count,
      emitters: found.emitters.count,
      signals: found.signals.count,
      promises: found.promises.count,
      listeners: found.emitters.listeners + found.signals.listeners,
    };
  } finally {
    delete globalThis.__probe;
    session.disconnect();
  }
}

function listeners(emitters) {
  let sum = 0;
  for (const one of emitters) {
    const events = Object.hasOwn(one, '_events') ? one._events : undefined;
    if (!events) continue;
    for (const name of Reflect.ownKeys(events)) {
      const value = events[name];
      sum += Array.isArray(value) ? value.length : value ? 1 : 0;
    }
  }
  return sum;
}

function abortListeners(signals) {
  let sum = 0;
  for (const one of signals) {
    try {
      sum += getEventListeners(one, 'abort').length;
    } catch {
      // The prototype itself.
    }
  }
  return sum;
}

function handles() {
  const counts = {};
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

process.on('message', async (ask) => {
  const before = process.memoryUsage();
  const found = ask === 'live' ? await live() : undefined;
  process.send({
    before,
    after: process.memoryUsage(),
    handles: handles(),
    live: found,
    cpu: process.cpuUsage(),
  });
});
// The operator ends when its own work does.
process.channel?.unref();
