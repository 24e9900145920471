// Loaded into a server by a test: a worker hears a second late of what it begins with.
type Emit = (event: string, ...values: unknown[]) => boolean;

const emit = process.emit.bind(process) as Emit;
(process as { emit: Emit }).emit = (event, ...values) => {
  const [message] = values as [{ readonly kind?: string } | undefined];
  if (event !== 'message' || message?.kind !== 'begin') return emit(event, ...values);
  setTimeout(() => emit(event, ...values), 1_000);
  return true;
};
