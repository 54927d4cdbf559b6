import { JobsClient } from './jobs-client/index.js';
import './jobs-client/job-progress.js';
import { csrfToken, protect } from './csrf.js';
import { ReportRow } from './report-row.js';

// One client for the whole page: it polls all jobs together, and sends the token that a cancel needs.
const jobs = new JobsClient('jobs', { headers: () => ({ 'X-XSRF-TOKEN': csrfToken() }) });

const order = document.getElementById('order');
const list = document.getElementById('reports');
const empty = document.getElementById('empty');
const trouble = document.getElementById('trouble');

async function read(url) {
  const response = await fetch(url, { headers: { Accept: 'application/json' } });
  if (response.status === 401) {
    location.assign('login.html');
  }
  if (!response.ok) {
    throw new Error(`The service answered ${response.status}`);
  }
  return response.json();
}

async function tellingTrouble(action) {
  trouble.hidden = true;
  try {
    await action();
  } catch (error) {
    if (error.status === 401) {
      location.assign('login.html');
    }
    trouble.textContent = error.message;
    trouble.hidden = false;
  }
}

async function showReports() {
  const reports = await read('reports');
  list.replaceChildren(...reports.map(report => new ReportRow(report, jobs).element));
  empty.hidden = reports.length > 0;
}

async function orderReport() {
  const { monthly, years, risk, lives } = Object.fromEntries(new FormData(order));
  const plan = { monthly: Number(monthly), years: Number(years), risk, lives: Number(lives) };
  // With a key it is one report, however often it has to be sent.
  const { jobId } = await jobs.submit('reports', plan, { idempotencyKey: crypto.randomUUID() });
  const reports = await read('reports');
  list.prepend(new ReportRow(reports.find(report => report.id === jobId), jobs).element);
  empty.hidden = true;
}

order.addEventListener('submit', event => {
  event.preventDefault();
  tellingTrouble(orderReport);
});

protect(document.querySelector('.session'));
tellingTrouble(async () => {
  document.getElementById('user').textContent = (await read('user')).name;
  await showReports();
});
