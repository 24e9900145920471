// Who may do what in a collection: the one place that decides it.

/** What an agency holds in a collection, computed for the asker (T-5.2.1-01). */
export interface Rights {
  readonly canRead: boolean;
  readonly canWrite: boolean;
}

/** What a credential is limited to, whatever its agency's grants say. Absent members don't limit. */
export interface Scope {
  /** By id. */
  readonly collections?: readonly string[];
  readonly rights?: readonly ('read' | 'write')[];
}

/** What can be done with a collection: see that it exists, read or write its objects, delete one. */
export type Action = 'see' | 'read' | 'write' | 'delete';

/** `hidden`: to this agency the collection doesn't exist. `forbidden`: it does, but not for this. */
export type Decision = 'allowed' | 'forbidden' | 'hidden';

/** No right at all. */
export const NO_RIGHTS: Rights = Object.freeze({ canRead: false, canWrite: false });

/** Decides by the rights matrix (T-5.3-02, T-5.4-02, T-5.5-02, T-5.6-03, T-5.7-03, T-5.8-02, T-B-04). */
export function decide(rights: Rights, action: Action): Decision {
  if (!rights.canRead && !rights.canWrite) return 'hidden';
  switch (action) {
    case 'see':
      return 'allowed';
    case 'read':
      return rights.canRead ? 'allowed' : 'forbidden';
    case 'write':
      return rights.canWrite ? 'allowed' : 'forbidden';
    case 'delete':
      return rights.canRead && rights.canWrite ? 'allowed' : 'forbidden';
  }
}

/** What is left of an agency's rights in a collection for credentials of these scopes: what all of them leave. */
export function within(rights: Rights, scopes: readonly Scope[], collection: string): Rights {
  const allow = (right: 'read' | 'write'): boolean =>
    scopes.every((scope) => isIn(scope, collection) && (scope.rights?.includes(right) ?? true));
  return { canRead: rights.canRead && allow('read'), canWrite: rights.canWrite && allow('write') };
}

/** Whether the scope has anything to do with the collection. */
export function isIn({ collections }: Scope, collection: string): boolean {
  return collections?.includes(collection) ?? true;
}
