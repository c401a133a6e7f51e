// Three ways to run the engine, all of the same bundle: a worker by address, a worker by blob (where an address of
// another origin is refused), or this very thread (where both are, as in a sandboxed frame under a strict policy).

export function connect(way, folder, heard, failed) {
  const bundle = new URL("worker.js", folder).href;
  // A worker that throws also ends: only the first word of it counts, and none after the page has ended it.
  let ended = false;
  const fail = (reason) => {
    if (!ended) failed(String((reason && reason.message) || reason || "unknown"));
    ended = true;
  };
  if (way === "thread") {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => heard(event.data);
    import(bundle)
      .then((engine) => engine.default().then(() => engine.serve_port(channel.port2)))
      .catch(fail);
    return { post: (message) => channel.port1.postMessage(message), end: () => channel.port1.close() };
  }
  let address = new URL("worker_loader.js", folder).href;
  if (way === "blob") {
    // Asked for at run time: to a policy an import is a script, while what stands at the head of a worker counts as one
    // more worker. What goes wrong is thrown outside the promise, where the page hears of it.
    const source = `import(${JSON.stringify(bundle)}).then((engine) => engine.default())
      .catch((reason) => setTimeout(() => { throw reason; }));`;
    address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  }
  const worker = new Worker(address, { type: "module" });
  worker.onmessage = (event) => {
    // The greeting names a lock that the worker holds as long as it lives: a worker that is ended raises no event.
    const lock = event.data && event.data.lock;
    if (lock) navigator.locks.request(lock, () => fail("the worker ended")).catch(() => {});
    heard(event.data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event);
  };
  worker.onmessageerror = fail;
  return {
    post: (message) => worker.postMessage(message),
    end: () => {
      ended = true;
      worker.terminate();
    },
  };
}
