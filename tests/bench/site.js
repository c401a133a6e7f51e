// What stands in the way of no measurement: a server for the built site and the rows, and a browser.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";

const here = import.meta.dirname;
const { chromium } = createRequire(path.join(here, "../e2e/package.json"))("@playwright/test");

const kinds = { css: "text/css", html: "text/html", js: "text/javascript", wasm: "application/wasm" };
// An isolated page has a clock of 5 microseconds instead of 100.
const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

// Serves the built site under /engine/, this folder under /bench/ and the rows under /data/; tells where, and how to end.
export async function serve(site, data) {
  const folders = { engine: site, bench: here, data };
  const server = createServer(async (request, response) => {
    const [, root, ...rest] = new URL(request.url, "http://localhost").pathname.split("/");
    const file = path.join(...(rest.at(-1) === "" ? [...rest, "index.html"] : rest));
    try {
      const body = root ? await readFile(path.join(folders[root], file)) : "<!DOCTYPE html><title>bench</title>";
      const kind = kinds[root ? path.extname(file).slice(1) : "html"] ?? "application/octet-stream";
      response.writeHead(200, { ...headers, "Content-Type": kind, "Cache-Control": "no-store" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

export const launch = (executablePath) => chromium.launch({
  executablePath,
  // The same list as in tests/e2e/playwright.config.ts.
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
  ],
});
