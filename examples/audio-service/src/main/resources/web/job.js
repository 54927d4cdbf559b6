// The page of one job, which can be sent to somebody: its id and title stand in the address.

import '/jobs-client/job-details.js';
import { jobs } from './api.js';
import { showResult } from './result.js';
import { kindWord } from './words.js';

const byId = id => document.getElementById(id);
const query = new URLSearchParams(location.search);
const details = byId('job');

function entitle(title) {
  document.title = `${title} · Audio service`;
  byId('title').textContent = title;
  details.setAttribute('label', title);
}

entitle(query.get('title') ?? 'Job');
details.addEventListener('job-change', ({ detail: { type, status, result } }) => {
  if (!query.has('title')) {
    entitle(kindWord(type));
  }
  if (status === 'complete') {
    showResult(result ?? {}, { facts: byId('facts'), waveform: byId('waveform'), player: byId('player') });
  }
});
details.addEventListener('job-error', ({ detail }) => {
  byId('error').textContent = detail.message;
  byId('error').hidden = false;
});
details.client = jobs;
details.setAttribute('job-id', query.get('id') ?? '');
