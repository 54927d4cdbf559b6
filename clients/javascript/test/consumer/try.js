// Packs the client as for npm, and uses it as a page with Vite and React does, on a server and in Chromium. It fetches what
// it needs from npm, so it is run by hand and is no test of the build: node test/consumer/try.js
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { FakeService, complete, json } from '../fake-service.js';

const client = fileURLToPath(new URL('../../', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'jobs-client-'));

const run = (program, ...options) =>
  execFileSync(program, options, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

try {
  cpSync(fileURLToPath(new URL('.', import.meta.url)), directory, { recursive: true });
  const [{ filename }] = JSON.parse(run('npm', 'pack', '--json', '--pack-destination', directory, client));
  run('npm', 'install', '--no-audit', '--no-fund', '--no-package-lock', `./${filename}`);
  console.log(`installed ${filename}`);

  run('npx', '--no-install', 'tsc');
  console.log('tsc --strict takes it');

  run('npx', '--no-install', 'vite', 'build', '--ssr', 'src/server.tsx', '--outDir', 'server');
  const { page } = await import(pathToFileURL(join(directory, 'server', 'server.js')));
  assert.match(page(), /^<job-progress job-id="0193e8a1[^"]*" label="your upload"[^>]*><\/job-progress>$/);
  console.log('a server renders it');

  run('npx', '--no-install', 'vite', 'build');
  await showsTheEnd(join(directory, 'dist'));
} finally {
  rmSync(directory, { recursive: true });
}

/** Opens the built page in Chromium, and waits until React shows what the element told it of the job's end. */
async function showsTheEnd(built) {
  const service = await new FakeService().start();
  service.answer = ({ url }, response) => {
    const file = join(built, url === '/' ? 'index.html' : url);
    if (url.startsWith('/api/jobs/')) {
      json(response, 200, complete());
    } else if (existsSync(file)) {
      response.writeHead(200, { 'Content-Type': file.endsWith('.js') ? 'text/javascript' : 'text/html' });
      response.end(readFileSync(file));
    } else {
      response.writeHead(404).end();
    }
  };
  try {
    assert.match(await pageInChromium(new URL('/', service.base).href), /The upload is (<!-- -->)?complete/);
    console.log('a browser shows the end of a job');
  } finally {
    await service.stop();
  }
}

async function pageInChromium(address) {
  const options = ['--headless', '--no-sandbox', '--disable-gpu', '--virtual-time-budget=10000', '--dump-dom', address];
  return (await promisify(execFile)('chromium', options)).stdout;
}
