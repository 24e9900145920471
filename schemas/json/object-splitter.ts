// Cuts a bundle or envelope into the elements of its `objects` list, byte for byte as they were written (P3,
// T-5.5-14), while it comes in, and without keeping more than one of them.
import { CompactBytes } from './compact-bytes.ts';
import * as grammar from './grammar.ts';
import { Nesting } from './nesting.ts';
import { MAXIMUM_ROOT_BYTES, RootMembers } from './root-members.ts';
import { kindOfElement, type SplitElement, type Surroundings } from './split-element.ts';
import { describeByte, TokenScanner } from './token-scanner.ts';
import * as t from './tokens.ts';

export { JsonSyntaxError } from './json-syntax-error.ts';
export { parseElement, type ElementKind, type SplitElement, type Surroundings } from './split-element.ts';

/** Around an element are the root object and the list. */
const DEPTH_OF_LIST = 2;
const DEFAULT_MAXIMUM_DEPTH = 100;
const LONGEST_NAME_SHOWN = 100;

/**
 * Reads one JSON text (RFC 8259, strictly, in UTF-8) that comes in chunks, and hands over each element of the root's
 * member `objects` as soon as it ends:
 *
 *     const splitter = new ObjectSplitter((element) => publish(element));
 *     for await (const chunk of stream) splitter.push(chunk);
 *     const { members, elements } = splitter.end();
 *
 * An error may come after elements were handed over; whatever was done with them is the caller's to undo, and the
 * splitter is of no more use. It keeps one element in memory, and a bit for each open level; it never recurses.
 */
export class ObjectSplitter {
  readonly #onElement: (element: SplitElement) => void;
  readonly #maximumDepth: number;
  readonly #scanner = new TokenScanner();
  readonly #nesting = new Nesting();
  readonly #compact = new CompactBytes();
  readonly #root = new RootMembers();
  #isRootObject = false;
  #state = grammar.ROOT;
  /** The token that the end of the last chunk cut, if any. */
  #cutToken = t.NO_TOKEN;
  #isInObjects = false;
  #elements: number | undefined;
  /** Whether tokens are copied at this point: inside a root object, down to the maximum depth. */
  #isKept = false;
  /** What is known of the element that is being read. */
  #start = 0;
  #line = 1;
  #deepest = DEPTH_OF_LIST;
  #members = 0;

  /** `maximumDepth`: how deep an element, or another member of the root, may be; 100 by default. */
  constructor(
    onElement: (element: SplitElement) => void,
    { maximumDepth = DEFAULT_MAXIMUM_DEPTH }: { readonly maximumDepth?: number } = {},
  ) {
    this.#onElement = onElement;
    this.#maximumDepth = maximumDepth;
  }

  /**
   * Takes the next bytes of the text, which may be cut anywhere, also inside a character, escape or number.
   * @throws {JsonSyntaxError} at the first byte that is wrong, or when a name of the root is repeated, or its members
   * besides the list are larger than 1 MiB or too deep.
   */
  push(chunk: Uint8Array): void {
    // A Buffer makes a Buffer of every part, which takes longer.
    this.#scanner.feed(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this.#read();
    this.#compact.settle();
    this.#scanner.leave();
  }

  /**
   * The text is over.
   * @throws {JsonSyntaxError} when it ends too early.
   */
  end(): Surroundings {
    const isNumber = this.#state === grammar.ROOT && this.#cutToken === t.NUMBER && this.#scanner.mayEndNumber;
    if (this.#state !== grammar.END && !isNumber) this.#scanner.fail(this.#endTooEarly(), 0);
    return { members: this.#isRootObject ? this.#root.parse() : undefined, elements: this.#elements };
  }

  #read(): void {
    const scanner = this.#scanner;
    for (;;) {
      const isNew = this.#cutToken === t.NO_TOKEN;
      const token = isNew ? scanner.begin() : this.#cutToken;
      if (token === t.NO_TOKEN) return;
      const step = grammar.STEPS[(this.#state << 4) | token] as number;
      if (step === grammar.NO_STEP) this.#refuse();
      const isComplete = isNew ? scanner.complete(token) : scanner.resume(token);
      if (this.#isKept) this.#keep();
      this.#cutToken = isComplete ? t.NO_TOKEN : token;
      if (!isComplete) return;
      this.#follow(step, token);
      if (this.#nesting.depth <= DEPTH_OF_LIST) this.#followAtTop(token);
    }
  }

  #keep(): void {
    const scanner = this.#scanner;
    if (this.#compact.length === 0) {
      this.#start = scanner.offset + scanner.start;
      this.#line = scanner.line;
    }
    this.#compact.add(scanner.piece, scanner.start, scanner.end);
    if (this.#isInObjects || this.#root.length + this.#compact.length <= MAXIMUM_ROOT_BYTES) return;
    scanner.fail('the members besides the list "objects" are larger than 1 MiB', scanner.start);
  }

  #follow(step: number, token: number): void {
    if (step === grammar.CLOSED) {
      this.#close();
      return;
    }
    this.#state = step;
    if (token === t.COLON) this.#members += 1;
    else if (token === t.OBJECT_START || token === t.LIST_START) this.#open(token === t.OBJECT_START);
  }

  #open(isObject: boolean): void {
    this.#nesting.open(isObject);
    const { depth } = this.#nesting;
    if (depth === 1) {
      this.#isRootObject = isObject;
      this.#isKept = isObject;
    }
    if (this.#isInObjects && depth > DEPTH_OF_LIST + this.#maximumDepth) this.#isKept = false;
    if (!this.#isInObjects && this.#isRootObject && depth > 1 + this.#maximumDepth) {
      const limit = `a member besides the list "objects" must not be nested deeper than ${this.#maximumDepth}`;
      this.#scanner.fail(limit, this.#scanner.start);
    }
    if (depth > this.#deepest) this.#deepest = depth;
  }

  #close(): void {
    this.#nesting.close();
    const { depth } = this.#nesting;
    if (depth === 0) this.#state = grammar.END;
    else this.#state = this.#nesting.isInObject() ? grammar.AFTER_MEMBER : grammar.AFTER_ELEMENT;
    if (!this.#isKept && this.#isInObjects && depth === DEPTH_OF_LIST + this.#maximumDepth) {
      this.#isKept = true;
      this.#keep();
    }
  }

  /** Looks at what a token did in the root or in its list. */
  #followAtTop(token: number): void {
    if (!this.#isRootObject) return;
    if (this.#nesting.depth === DEPTH_OF_LIST) {
      if (this.#isInObjects && this.#state === grammar.AFTER_ELEMENT) this.#endElement(token);
      else if (this.#isInObjects) this.#beginPart();
      else if (token === t.LIST_START && this.#root.name === 'objects') this.#beginObjects();
    } else if (this.#state === grammar.NAME_SEPARATOR) this.#beginMember();
    else if (this.#state === grammar.AFTER_MEMBER) this.#endMember();
    else if (this.#state !== grammar.MEMBER_VALUE) this.#beginPart();
  }

  #beginMember(): void {
    if (this.#root.begin(this.#compact.text())) return;
    const name = JSON.stringify(this.#root.name.slice(0, LONGEST_NAME_SHOWN));
    this.#scanner.fail(`the member ${name} is there twice; names are unique (RFC 7493, 2.3)`, this.#scanner.end - 1);
  }

  #endMember(): void {
    if (this.#isInObjects) this.#isInObjects = false;
    else this.#root.add(this.#compact.text(), this.#compact.length);
    this.#beginPart();
  }

  #beginObjects(): void {
    this.#isInObjects = true;
    this.#elements = 0;
    this.#beginPart();
  }

  #endElement(lastToken: number): void {
    const index = this.#elements ?? 0;
    const depth = this.#deepest - DEPTH_OF_LIST;
    const element: SplitElement = {
      kind: kindOfElement(lastToken),
      index,
      start: this.#start,
      end: this.#scanner.offset + this.#scanner.end,
      line: this.#line,
      bytes: this.#compact.take(),
      depth,
      isTooDeep: depth > this.#maximumDepth,
      members: this.#members,
      hasLoneSurrogate: this.#scanner.hasLoneSurrogate,
    };
    this.#elements = index + 1;
    this.#beginPart();
    this.#onElement(element);
  }

  /** An element or a member begins, or what stands between them. */
  #beginPart(): void {
    this.#compact.discard();
    this.#deepest = DEPTH_OF_LIST;
    this.#members = 0;
    this.#scanner.hasLoneSurrogate = false;
  }

  #refuse(): never {
    const { piece, start } = this.#scanner;
    if (this.#scanner.isAtByteOrderMark) {
      this.#scanner.fail('the text begins with a byte order mark, which JSON has not (RFC 8259, 8.1)', start);
    }
    return this.#scanner.fail(`expected ${this.#expected()}, found ${describeByte(piece[start] as number)}`, start);
  }

  #endTooEarly(): string {
    const cut = t.WORD_FOR_TOKEN.get(this.#cutToken);
    if (cut !== undefined) return `the text ends inside a ${cut}`;
    return `the text ${this.#state === grammar.ROOT ? 'is empty' : 'ends here'}; expected ${this.#expected()}`;
  }

  #expected(): string {
    const expected = grammar.EXPECTED[this.#state] as string;
    const isBehindElement = this.#isInObjects && this.#nesting.depth === DEPTH_OF_LIST;
    return isBehindElement && this.#state === grammar.AFTER_ELEMENT ? `${expected} of "objects"` : expected;
  }
}
