// Prepared statements, each text of SQL once.
import type { DatabaseSync, StatementSync } from 'node:sqlite';

/**
 * The limit of a statement that is asked often, as its parameter `:limit`. After a parameter alone SQLite looks at its value
 * when it compiles the statement, and so compiles it anew with each value that is bound.
 */
export const LIMIT = 'LIMIT :limit + 0';

/** Prepares each text of SQL once for a connection. */
export function statementCache(database: DatabaseSync): (sql: string) => StatementSync {
  const prepared = new Map<string, StatementSync>();
  return (sql) => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
}
