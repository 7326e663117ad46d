import { AgentField } from './agents.mjs';
import { byId, el, redraw, time } from './dom.mjs';
import { count, isQuiet, stateOf, tally } from './words.mjs';

const services = new Map();

/** Each in a place of its own, which stays as long as the service does. */
export function drawServices(subjects) {
  const place = byId('services');
  const names = new Set(subjects.map(keyOf));
  for (const [key, { element }] of services) {
    if (names.has(key)) continue;
    element.remove();
    services.delete(key);
  }
  for (const subject of subjects) {
    const key = keyOf(subject);
    const service = services.get(key) ?? makeService(subject);
    services.set(key, service);
    if (!service.element.isConnected) place.append(service.element);
    drawService(service, subject);
  }
}

const keyOf = ({ kind, name }) => `${kind} ${name}`;

function makeService({ kind, name }) {
  const title = el('h2', { id: `service-${name}` }, el('span.kind', kind), ` ${name}`);
  const [head, apps, legend, look] = [el('div.head'), el('div'), el('div'), el('div')];
  const field = new AgentField(name);
  const element = el(
    'section.service',
    { 'aria-labelledby': `service-${name}` },
    el('div.top', title, head),
    apps,
    field.element,
    legend,
    look,
  );
  return { element, head, apps, legend, look, field };
}

function drawService({ head, apps, legend, look, field }, { name, picture, because }) {
  const active = picture.apps.find(({ is }) => is === 'active');
  redraw(head, [active, because], () => [
    active?.eligible === undefined
      ? el('p.numbers', because)
      : el('p.numbers', el('strong', `${active.covered} of ${active.eligible}`), ' agents covered'),
  ]);
  redraw(apps, picture.apps, () =>
    picture.apps.length === 0 ? [] : [el('ul.apps', ...picture.apps.map(appItem))],
  );
  field.show(picture.hosts);
  const counts = tally(picture.hosts);
  redraw(legend, counts, () => [el('ul.legend', { 'aria-label': 'Legend' }, ...counts.map(legendItem))]);
  redraw(
    look,
    picture.hosts.map(({ state, because: why, hosts }) => [state, why, hosts]),
    () => whoNeedsALook(name, picture.hosts),
  );
}

const PARTS = { active: 'active', rollout: 'is rolled out', retiring: 'is to end' };

function appItem({ id, port, is, covered, eligible, instances, target, lost, because, since }) {
  const facts = [
    `port ${port}`,
    eligible !== undefined && `${covered} of ${eligible} covered`,
    instances !== undefined &&
      (target === undefined || target === instances
        ? count(instances, 'slot')
        : `${instances} slots, ${target} wanted`),
    lost > 0 && `${lost} held by lost agents`,
  ].filter(Boolean);
  return el(
    `li.${is}`,
    el('p', el('span.tag', PARTS[is] ?? is), el('code', id), ' ', el('span.quiet', facts.join(' · '))),
    because !== undefined &&
      el('p.message', `still there because ${because}`, ...(since ? [', since ', time(since)] : [])),
  );
}

function legendItem([state, number]) {
  const { sign, says } = stateOf(state);
  return el(
    'li',
    el(`span.sign.${state}`, { 'aria-hidden': 'true' }, sign),
    el('span', `${number.toLocaleString('en')} ${state}`),
    el('span.quiet', says),
  );
}

const SHOWN = 12;

function whoNeedsALook(name, hosts) {
  const loud = hosts.filter((group) => !isQuiet(group));
  const unfit = hosts.filter(({ state }) => state === 'ineligible');
  const number = unfit.reduce((sum, group) => sum + group.hosts.length, 0);
  return [
    loud.length > 0 && el('ul.groups', ...loud.map((group, i) => groupItem(group, `${name}-${i}`))),
    number > 0 &&
      el(
        'details',
        { id: `unfit-${name}` },
        el('summary', `${count(number, 'agent')} not eligible, and why`),
        el('ul.groups', ...unfit.map((group, i) => groupItem(group, `${name}-unfit-${i}`))),
      ),
  ].filter(Boolean);
}

function groupItem({ state, because, hosts }, id) {
  const more = hosts.slice(SHOWN);
  return el(
    'li',
    el('strong', `${hosts.length.toLocaleString('en')} ${state}`),
    el('span.quiet', `${because === undefined ? '' : ` (${because})`}: `),
    el('span.hosts', hosts.slice(0, SHOWN).join(', ')),
    more.length > 0 &&
      el(
        'details',
        { id: `hosts-${id}` },
        el('summary', `${more.length.toLocaleString('en')} more`),
        el('p.hosts', more.join(', ')),
      ),
  );
}
