// The small parts that pages are made of.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { MarkingName } from '../../server/console/resources.ts';
import type { Loaded } from '../load.ts';
import { agoText, instantText, t, tlpText } from '../texts/texts.ts';

const LONG = 240;

/** A page with its heading; the heading gets the focus, so that a screen reader tells where one is. */
export function Page({ title, actions, children }: { title: string; actions?: ComponentChildren; children: ComponentChildren }) {
  useEffect(() => {
    document.title = t.titleOf(title.slice(0, LONG));
  }, [title]);
  return (
    <>
      <div class="page-head">
        <h1>
          <CutText text={title} />
        </h1>
        {actions}
      </div>
      {children}
    </>
  );
}

/** What a resource is shown as while it isn't there, or can't be had. */
export function Waiting<Resource>({ loaded, children }: { loaded: Loaded<Resource>; children: (value: Resource) => ComponentChildren }) {
  if (loaded.value !== undefined) return <>{children(loaded.value)}</>;
  if (loaded.problem === undefined) {
    return (
      <p class="quiet" role="status">
        {t.loading}
      </p>
    );
  }
  return (
    <div class="problem" role="alert">
      <p>{loaded.problem}</p>
      <button type="button" onClick={loaded.reload}>
        {t.tryAgain}
      </button>
    </div>
  );
}

/** A part of a page. */
export function Card({ title, lead, children, wide = false }: { title: string; lead?: string; children: ComponentChildren; wide?: boolean }) {
  return (
    <section class={wide ? 'card wide' : 'card'}>
      <h2>{title}</h2>
      {lead !== undefined && <p class="quiet">{lead}</p>}
      {children}
    </section>
  );
}

/** A table that scrolls by itself where it is too wide, also by keyboard. */
export function TableBox({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="table-box" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}

/** The heads of a table's columns; those of numbers come last. */
export function Heads({ columns, numbers = [] }: { columns: readonly string[]; numbers?: readonly string[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th scope="col" key={column}>
            {column}
          </th>
        ))}
        {numbers.map((column) => (
          <th scope="col" class="number" key={column}>
            {column}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** Text of anybody's: a text node, cut to a length that can be lengthened. */
export function CutText({ text, length = LONG }: { text: string; length?: number }) {
  const [isWhole, setWhole] = useState(false);
  if (text.length <= length) return <>{text}</>;
  return (
    <>
      {isWhole ? text : `${text.slice(0, length)}… `}{' '}
      <button type="button" class="link" onClick={() => setWhole(!isWhole)}>
        {isWhole ? t.showLess : t.showMore}
      </button>
    </>
  );
}

/** An instant, and how long ago it was. */
export function When({ at }: { at: string | undefined }) {
  if (at === undefined) return <span class="quiet">{t.never}</span>;
  return (
    <time dateTime={at} title={`${instantText(at)} UTC`}>
      {agoText(at)}
    </time>
  );
}

/** An instant to the second. */
export function Exactly({ at }: { at: string }) {
  return (
    <time dateTime={at} class="exact">
      {instantText(at)}
    </time>
  );
}

/** A TLP level, in the TLP's own colours. */
export function Level({ name }: { name: string }) {
  return <span class={`tlp tlp-${name.replace('+', '-')}`}>{tlpText(name)}</span>;
}

/** A marking. */
export function Marking({ marking }: { marking: MarkingName }) {
  if (marking.level !== undefined) return <Level name={marking.level} />;
  return (
    <span class="badge" title={marking.id}>
      {(marking.name ?? marking.id.replace('marking-definition--', '')).slice(0, 24)}
    </span>
  );
}

/** A short word that stands out. */
export function Badge({ kind = 'plain', children }: { kind?: 'plain' | 'good' | 'bad' | 'warn'; children: ComponentChildren }) {
  return <span class={`badge ${kind}`}>{children}</span>;
}
