// What is moved between threads instead of being copied.
import type { CheckedEnvelope } from './port.ts';

/** The memory of these octets as far as nothing else is in it; the rest has to be copied. */
export function memoryOf(...all: readonly Uint8Array<ArrayBuffer>[]): ArrayBuffer[] {
  return all.filter(({ byteLength, buffer }) => byteLength === buffer.byteLength).map(({ buffer }) => buffer);
}

/** The memory of an envelope's octets and of what is known of its objects. */
export function memoryOfEnvelope({ bytes, objects }: Pick<CheckedEnvelope, 'bytes' | 'objects'>): ArrayBuffer[] {
  return memoryOf(bytes, objects.packed);
}
