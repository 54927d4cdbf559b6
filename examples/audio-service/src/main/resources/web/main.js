// Wires the page: files and samples in, jobs out.

import { ingest, makeSample } from './api.js';
import { JobList } from './job-list.js';

const byId = id => document.getElementById(id);

const jobs = new JobList(byId('jobs'), byId('job-template'), {
  onChange: ({ all, over }) => {
    byId('empty').hidden = all > 0;
    byId('clear').hidden = over === 0;
    byId('tally').textContent = all > over ? `${all - over} under way` : '';
  },
  announce: text => {
    byId('announcement').textContent = text;
  },
});

function ingestAll(files) {
  for (const file of files) {
    jobs.submit('ingest', file.name, (options, row) => {
      row.uploading(0);
      return ingest(file, percent => row.uploading(percent), options);
    });
  }
}

const zone = byId('drop-zone');
const chooser = byId('chooser');
let dragDepth = 0;

function dragged(by) {
  dragDepth = Math.max(0, dragDepth + by);
  zone.classList.toggle('dragged-over', dragDepth > 0);
}

// Anywhere on the page: a file that misses the zone would otherwise replace the page.
window.addEventListener('dragenter', event => {
  event.preventDefault();
  dragged(1);
});
window.addEventListener('dragleave', () => dragged(-1));
window.addEventListener('dragover', event => event.preventDefault());
window.addEventListener('drop', event => {
  event.preventDefault();
  dragged(-dragDepth);
  ingestAll(event.dataTransfer.files);
});

chooser.addEventListener('change', () => {
  ingestAll(chooser.files);
  chooser.value = '';
});

byId('sample').addEventListener('click', () => jobs.submit('ingest', jobs.nextTitle('Sample'), makeSample));
byId('clear').addEventListener('click', () => {
  jobs.clear();
  byId('jobs-title').focus();
});

jobs.restore();
