// Who signs in to the console of the sample exchange.

/** Whose accounts there are: an operator, members, and a vendor. */
export const PEOPLE = { operator: 'interpol-igci', member: 'singapore', other: 'luxembourg', vendor: 'kaspersky' } as const;
/** Everybody's. */
export const PASSWORD = 'correct horse: battery staple';
