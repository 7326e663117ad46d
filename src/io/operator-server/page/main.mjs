import { drawBoard } from './sections.mjs';
import { moment } from './words.mjs';

const EVERY_MILLIS = 2000;
const fresh = document.getElementById('fresh');
let tag;
let failures = 0;
let timer;

/** Asks whether there is something new; the server sends a board only where it is another one. */
async function look() {
  clearTimeout(timer);
  try {
    // The browser's own cache would keep a second copy of each board.
    const answer = await fetch('api/board', tag === undefined ? {} : { headers: { 'If-None-Match': tag } });
    if (answer.status !== 304) {
      if (!answer.ok) throw new Error(`the operator answered ${answer.status}`);
      const board = await answer.json();
      tag = answer.headers.get('ETag') ?? undefined;
      drawBoard(board);
      if (performance.getEntriesByName('drawn').length === 0) performance.mark('drawn');
    }
    failures = 0;
    say(`Live, as of ${moment(new Date().toISOString())}`, 'live');
  } catch (error) {
    failures++;
    say(`No answer: ${error.message}; what is shown is of before`, 'stale');
  }
  if (!document.hidden) timer = setTimeout(look, EVERY_MILLIS * Math.min(8, 1 + failures));
}

function say(text, how) {
  // A reader hears of a change, not of every second.
  fresh.setAttribute('role', fresh.className === how ? 'none' : 'status');
  fresh.className = how;
  fresh.textContent = text;
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) look();
});
look();
