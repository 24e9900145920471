// What background work needs of a log; pino's loggers are such.

/** Takes notes for the operator. */
export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}
