// What is measured: one scenario on one server, as a median of several runs.

/** Who was measured. */
export type SubjectName = 'liaison' | 'express' | 'http' | 'alone' | 'other';

/** The figures of a run, or the medians of several. */
export interface Figures {
  /** Of what the scenario counts, in a second. */
  readonly rate: number;
  /** Milliseconds that half, 95 and 99 of a hundred requests took at most. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Octets of an answer's body. */
  readonly bytes: number;
  /** Microseconds of all cores that the server took for each of what is counted; absent where it is out of reach. */
  readonly cpu?: number;
  /** The most octets of memory that one of the server's processes held. */
  readonly memory?: number;
}

/** A line of the report. */
export interface Measurement {
  readonly scenario: string;
  readonly title: string;
  /** What is counted. */
  readonly unit: 'requests' | 'objects';
  readonly subject: SubjectName;
  /** How many objects the collection held when the scenario began; of published ones, none. */
  readonly objects: number;
  readonly figures: Figures;
  /** The greatest rate of the runs over the least. */
  readonly spread: number;
  /** What a reader has to know: answers that weren't wanted, requests that were asked again. */
  readonly remarks: readonly string[];
}
