// What accounts and their credentials may be called.

const NAME = /^[\p{L}\p{N}._@+-]{1,100}$/u;

/** Whether it may be the name of an account: it travels before the colon of HTTP Basic (RFC 7617). Credentials keep to the same. */
export function isAccountName(name: string): boolean {
  return NAME.test(name);
}
