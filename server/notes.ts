// Notes about requests, answers and connections, kept with what they are about and for as long. A WeakMap would do the same, but
// the garbage collector goes through all of its entries time and again, and there is a handful of notes for each request.

/** Notes of one sort. */
export interface Notes<Subject extends object, Note> {
  get(subject: Subject): Note | undefined;
  set(subject: Subject, note: Note): void;
  forget(subject: Subject): void;
}

/** Notes that nobody else finds. @param what they say, for people who look at the subject in a debugger */
export function notesOf<Subject extends object, Note>(what: string): Notes<Subject, Note> {
  const place = Symbol(what);
  type Noted = Subject & { [place]?: Note };
  return {
    get: (subject) => (subject as Noted)[place],
    set(subject, note) {
      (subject as Noted)[place] = note;
    },
    // Not deleted, which would make every other property slower.
    forget(subject) {
      (subject as { [place]?: Note | undefined })[place] = undefined;
    },
  };
}
