import type { Json, LabNote, LabParagraph, Zeppelin } from '../world/zeppelin/zeppelin';
import type { LabRequest, LabResponse, Route } from './route';
import { done, okWith, told } from './zeppelin-answers';

/** @param userOf who asks; undefined where there are no users */
export function noteRoutes(
  zeppelin: Zeppelin,
  userOf: (request: LabRequest) => string | undefined,
): readonly Route[] {
  const sees = (note: LabNote, request: LabRequest) =>
    note.owner === undefined || note.owner === userOf(request);
  const ofNote = (request: LabRequest, answer: (note: LabNote) => LabResponse): LabResponse => {
    const [id = ''] = request.params;
    const note = zeppelin.note(id);
    if (!note) return told(404, 'NOT_FOUND', { message: `No such note: ${id}` });
    if (sees(note, request)) return answer(note);
    return told(403, 'FORBIDDEN', { message: 'Insufficient privileges you cannot get job status' });
  };
  return [
    {
      method: 'GET',
      path: /^\/api\/notebook\/?$/,
      handle: (request) => {
        const seen = zeppelin.notes.filter((note) => sees(note, request));
        return okWith(
          seen.map(({ id, name }) => (zeppelin.isBefore(9) ? { id, name } : { id, path: `/${name}` })),
        );
      },
    },
    {
      method: 'POST',
      path: /^\/api\/notebook\/?$/,
      handle: ({ body }) => {
        const { name, paragraphs = [] } = JSON.parse(body) as {
          readonly name: string;
          readonly paragraphs?: readonly { readonly text: string }[];
        };
        return okWith(
          zeppelin.addNote(
            name,
            paragraphs.map(({ text }) => text),
          ).id,
        );
      },
    },
    {
      method: 'GET',
      path: /^\/api\/notebook\/job\/([^/]+)$/,
      handle: (request) => ofNote(request, (note) => told(200, 'OK', { body: jobOf(note, zeppelin) })),
    },
    {
      method: 'POST',
      path: /^\/api\/notebook\/job\/([^/]+)\/([^/]+)$/,
      handle: (request) =>
        ofNote(request, ({ paragraphs }) => {
          const paragraph = paragraphs.find(({ id }) => id === request.params[1]);
          if (!paragraph) return told(404, 'NOT_FOUND', { message: 'paragraph not found' });
          zeppelin.run(paragraph);
          return done();
        }),
    },
    {
      method: 'DELETE',
      path: /^\/api\/notebook\/job\/([^/]+)\/([^/]+)$/,
      handle: (request) =>
        ofNote(request, ({ paragraphs }) => {
          for (const one of paragraphs) if (one.id === request.params[1]) one.status = 'ABORT';
          return done();
        }),
    },
    {
      method: 'DELETE',
      path: /^\/api\/notebook\/([^/]+)$/,
      handle: (request) =>
        ofNote(request, ({ id }) => {
          zeppelin.removeNote(id);
          return done();
        }),
    },
  ];
}

/** A list before 0.9. A paragraph that waits for its interpreter does not make the note a running one (0.10.0). */
function jobOf(note: LabNote, zeppelin: Zeppelin): Json {
  const paragraphs = note.paragraphs.map(({ id, status }: LabParagraph) => ({ id, status, progress: '0' }));
  return zeppelin.isBefore(9) ? paragraphs : { id: note.id, isRunning: false, paragraphs };
}
