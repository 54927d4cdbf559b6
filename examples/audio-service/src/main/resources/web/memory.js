// What the page remembers of its jobs over a reload: in this browser only, and not more than it can show.

const KEY = 'audio-service.jobs';
const MOST = 100;

/** The remembered jobs, the newest first: {jobId, kind, title, answer}. */
export function recall() {
  try {
    const jobs = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(jobs) ? jobs.filter(job => typeof job?.jobId === 'string') : [];
  } catch {
    return [];
  }
}

export function remember(jobs) {
  try {
    localStorage.setItem(KEY, JSON.stringify(jobs.slice(0, MOST)));
  } catch {
    // A browser that lets nothing be stored: the list lasts as long as the page.
  }
}
