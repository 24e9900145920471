// How processes hand each other envelopes: a head, which is JSON, and octets behind it, as they are.

/** What is handed over at once. */
export interface Frame<Head> {
  /** Plain data. */
  readonly head: Head;
  readonly parts: readonly Uint8Array<ArrayBuffer>[];
}

/** How the parts are announced. */
interface Announced<Head> {
  readonly head: Head;
  /** Octets of each part. */
  readonly lengths: readonly number[];
}

/** Octets of the number that comes first: how long the announcement is. */
const NUMBER = 4;

/** Gives away the octets of a frame, in pieces that come one after the other; parts aren't copied. */
export function writeFrame({ head, parts }: Frame<unknown>, write: (octets: Uint8Array<ArrayBuffer>) => void): void {
  const announced: Announced<unknown> = { head, lengths: parts.map(({ length }) => length) };
  const text = new TextEncoder().encode(JSON.stringify(announced));
  const first = new Uint8Array(NUMBER + text.length);
  new DataView(first.buffer).setUint32(0, text.length, true);
  first.set(text, NUMBER);
  write(first);
  for (const part of parts) write(part);
}

/** Takes in the octets of frames, however they are cut into pieces. */
export interface FrameReceiver {
  /** What is kept of the piece is copied. */
  push(octets: Uint8Array): void;
}

/** @param take is given each frame as soon as its last octet is there */
export function receiveFrame<Head>(take: (frame: Frame<Head>) => void): FrameReceiver {
  let steps = frameInSteps<Head>();
  let step = steps.next();
  let filled = 0;
  return {
    push(octets) {
      let rest = octets;
      while (rest.length > 0 && step.done !== true) {
        const now = rest.subarray(0, step.value.length - filled);
        step.value.set(now, filled);
        filled += now.length;
        rest = rest.subarray(now.length);
        if (filled === step.value.length) proceed();
      }
    },
  };

  function proceed(): void {
    filled = 0;
    step = steps.next();
    if (step.done !== true) return;
    const frame = step.value;
    steps = frameInSteps();
    step = steps.next();
    take(frame);
  }
}

/** Yields memory to be filled from its beginning to its end, piece by piece, and returns the frame. */
function* frameInSteps<Head>(): Generator<Uint8Array<ArrayBuffer>, Frame<Head>, void> {
  const length = new Uint8Array(NUMBER);
  yield length;
  const text = new Uint8Array(new DataView(length.buffer).getUint32(0, true));
  yield text;
  const { head, lengths } = JSON.parse(new TextDecoder().decode(text)) as Announced<Head>;
  const parts = lengths.map((size) => new Uint8Array(size));
  for (const part of parts) if (part.length > 0) yield part;
  return { head, parts };
}
