// Puts HTML together so that nothing can be put into it that isn't meant as HTML.

/** HTML; everything else that is put into it becomes text. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | undefined | readonly Part[];

/** HTML with values in it: text is escaped, HTML is not, of nothing there is nothing, and lists are strung together. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((text, string, index) => text + partOf(parts[index - 1]) + string));
}

function partOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(partOf).join('');
  return String(part).replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

/** A path, which may be broken behind each slash. */
export function pathText(path: string): Html {
  return html`<code>${path.split(/(?<=\/)/).map((segment) => html`${segment}<wbr>`)}</code>`;
}

/** Prose of the document: `code`, and [links](https://…) to elsewhere, as far as Markdown goes here. */
export function prose(text: string): Html {
  const parts = text.split(/(`[^`]+`|\[[^\]]+\]\(https:[^)\s]+\))/);
  return html`${parts.map((part) => {
    const [, words, address] = /^\[([^\]]+)\]\((.+)\)$/.exec(part) ?? [];
    if (address !== undefined) return html`<a href="${address}">${words}</a>`;
    return part.startsWith('`') ? html`<code>${part.slice(1, -1)}</code>` : part;
  })}`;
}
