import { body, byId, el, redraw, time } from './dom.mjs';
import { drawServices } from './services.mjs';
import { causeText, concerns, count, leadText, millisText } from './words.mjs';

/** Everything, from one board. */
export function drawBoard(board) {
  drawHead(board);
  drawConcerns(board);
  drawNow(board);
  drawServices(board.subjects.filter(({ picture }) => picture !== undefined));
  drawSubjects(board.subjects);
  drawWrites(board.writes);
}

function drawHead(board) {
  const { lead, mode, program, startedAt } = board;
  byId('lead').textContent = leadText(board);
  byId('lead').className = lead.leads ? 'leads' : 'stands-by';
  redraw(byId('program'), [program, startedAt, mode], () => [
    new Text(`mesos-spark ${program.version}, at work since `),
    time(startedAt),
  ]);
}

function drawConcerns(board) {
  const found = concerns(board);
  const { subjects, lead } = board;
  byId('concerns').className = found.length > 0 ? found[0].level : 'good';
  byId('concerns-title').textContent = titleOf(found, board);
  document.title = `${found.length > 0 ? '● ' : ''}mesos-spark operator`;
  redraw(body('concerns'), [found, subjects.length, lead.leads], () =>
    found.length === 0
      ? [
          el(
            'p.quiet',
            lead.leads ? `All is well with ${count(subjects.length, 'manifest')}.` : leadText(board),
          ),
        ]
      : [el('ul.concerns', ...found.map(concernItem))],
  );
}

function titleOf(found, { lead, passes }) {
  if (found.length > 0) return `Not as declared: ${found.length}`;
  return lead.leads && passes.last ? 'As declared' : 'Nothing to tell yet';
}

const LEVELS = { bad: 'failing', waits: 'not yet' };

function concernItem({ level, at, what, message, since }) {
  return el(
    `li.${level}`,
    el('p', el('span.tag', LEVELS[level]), el('strong', at), el('span.what', what), since && time(since)),
    el('p.message', message),
  );
}

function drawNow({ work, passes, intervalMillis, lead }) {
  redraw(body('now'), [work, passes, lead.leads], () => {
    const { current, last } = passes;
    const doing = work
      ? el(
          'p',
          el('strong', `${work.kind} ${work.name}`),
          work.write ? `: ${work.write.do}` : ': looks, and plans',
        )
      : el(
          'p',
          lead.leads
            ? `Waits; looks again every ${millisText(intervalMillis)}, or when something changes.`
            : 'Waits for the lead.',
        );
    return [
      doing,
      work?.write && el('p.message', `because ${work.write.because}`),
      current &&
        el('p.quiet', `Pass ${current.number}, because ${causeText(current)}, since `, time(current.beganAt)),
      last && lastPass(last),
    ].filter(Boolean);
  });
}

function lastPass(last) {
  const ended =
    last.error === undefined ? `${count(last.keys, 'manifest')}, ${count(last.writes, 'write')}` : last.error;
  const words = `Pass ${last.number} took ${millisText(last.millis)}, because ${causeText(last)}: ${ended}; ended `;
  return el('p.quiet', words, time(last.endedAt));
}

function drawSubjects(subjects) {
  byId('subjects').hidden = subjects.length === 0;
  redraw(
    body('subjects'),
    subjects.map(({ picture: _, ...rest }) => rest),
    () => [el('ul.rows', ...subjects.map(subjectItem))],
  );
}

function subjectItem({ kind, name, stack, outcome, because, reconciles, lastError, warnings }) {
  const { count: looks, errors, lastMillis, lastAt } = reconciles;
  return el(
    `li.${outcome}`,
    el('p', el('span.tag', outcome), el('strong', `${kind} ${name}`), el('span.quiet', `of stack ${stack}`)),
    el('p.message', because),
    el(
      'p.quiet',
      `${count(looks, 'look')}, ${count(errors, 'failure')}; the last took ${millisText(lastMillis)}, at `,
      time(lastAt),
    ),
    lastError !== undefined && el('p.quiet', 'failed last at ', time(lastError.at), `: ${lastError.message}`),
    warnings.length > 0 && warningsOf(`${kind}-${name}`, warnings),
  );
}

function warningsOf(id, warnings) {
  return el(
    'details',
    { id: `warnings-${id}` },
    el('summary', count(warnings.length, 'warning')),
    el('ul', ...warnings.map(({ reason, message }) => el('li', el('strong', reason), `: ${message}`))),
  );
}

function drawWrites(writes) {
  redraw(body('writes'), writes, () =>
    writes.length === 0
      ? [el('p.quiet', 'None since this process began.')]
      : [el('ol.rows', ...writes.map(writeItem))],
  );
}

const OUTCOMES = { done: 'done', wait: 'waits', refused: 'refused', unknown: 'no answer' };

function writeItem({ at, kind, name, do: verb, because, outcome, answer }) {
  return el(
    `li.${outcome}`,
    el(
      'p',
      el('span.tag', OUTCOMES[outcome] ?? outcome),
      el('strong', verb),
      el('span.quiet', `${kind} ${name}`),
      time(at),
    ),
    el('p.message', `because ${because}`),
    answer !== undefined && el('p.message', answer),
  );
}
