// Who is at the terminal: for the audit log and for people.
import { hostname, userInfo } from 'node:os';

/** The name of whoever runs this command, and of the machine. */
export function operatorName(): string {
  return `${userInfo().username}@${hostname()}`;
}
