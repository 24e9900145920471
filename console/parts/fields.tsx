// Fields of forms, and what was entered in them.
import type { ComponentChildren } from 'preact';
import { tlpText } from '../texts/texts.ts';

/** The levels of the TLP, from the most open one. */
export const LEVELS = ['clear', 'green', 'amber', 'amber+strict', 'red'] as const;

/** A text in one line. @param isFixed it can be read, and not changed */
export function TextField({ name, label, value, isRequired = false, isFixed = false, hint }: { name: string; label: string; value?: string | undefined; isRequired?: boolean; isFixed?: boolean; hint?: string }) {
  return (
    <label>
      {label}
      <input name={name} defaultValue={value} required={isRequired} readOnly={isFixed} autocapitalize="none" spellcheck={false} autocomplete="off" />
      {hint !== undefined && <span class="quiet">{hint}</span>}
    </label>
  );
}

/** A text in several lines. */
export function LinesField({ name, label, value, hint }: { name: string; label: string; value?: string | undefined; hint?: string }) {
  return (
    <label>
      {label}
      <textarea name={name} rows={3} defaultValue={value} spellcheck={false} />
      {hint !== undefined && <span class="quiet">{hint}</span>}
    </label>
  );
}

/** A whole number, or none. */
export function NumberField({ name, label, value, most }: { name: string; label: string; value?: number | undefined; most: number }) {
  return (
    <label>
      {label}
      <input name={name} type="number" min={1} max={most} defaultValue={value === undefined ? '' : String(value)} />
    </label>
  );
}

/** One of several. @param choices values, and what they are called */
export function ChoiceField({ name, label, value, choices, onChoose }: { name: string; label: string; value?: string | undefined; choices: readonly (readonly [value: string, text: string])[]; onChoose?: (value: string) => void }) {
  return (
    <label>
      {label}
      <select name={name} onChange={(event) => onChoose?.(event.currentTarget.value)}>
        {choices.map(([each, text]) => (
          <option value={each} key={each} selected={each === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A level of the TLP. */
export function LevelField({ name, label, value }: { name: string; label: string; value: string }) {
  return <ChoiceField name={name} label={label} value={value} choices={LEVELS.map((level) => [level, tlpText(level)])} />;
}

/** Something that is so, or not. */
export function CheckField({ name, label, value, isChecked, hint }: { name: string; label: string; value?: string; isChecked: boolean; hint?: string }) {
  return (
    <label class="check">
      <input type="checkbox" name={name} {...(value === undefined ? {} : { value })} defaultChecked={isChecked} />
      <span>
        {label}
        {hint !== undefined && <span class="quiet under">{hint}</span>}
      </span>
    </label>
  );
}

/** Any number of several. */
export function ChecksField({ name, legend, values, choices }: { name: string; legend: string; values: readonly string[]; choices: readonly (readonly [value: string, text: string])[] }) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div class="checks">
        {choices.map(([value, text]) => (
          <CheckField key={value} name={name} value={value} label={text} isChecked={values.includes(value)} />
        ))}
      </div>
    </fieldset>
  );
}

/** Fields that few need, folded away. */
export function MoreFields({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <details>
      <summary>{title}</summary>
      <div class="fields">{children}</div>
    </details>
  );
}

/** What was entered in a form. */
export interface Entered {
  /** The text, without white space around it; `undefined` where there is none. */
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  has(name: string): boolean;
  /** What is checked. */
  checked(name: string): string[];
  /** The words of a text that are separated by commas or white space; `undefined` where there is none. */
  words(name: string): string[] | undefined;
  /** The lines of a text that aren't blank; `undefined` where there is none. */
  lines(name: string): string[] | undefined;
  /** The file that was chosen, if one was. */
  file(name: string): File | undefined;
}

/** Reads the form of a submission. */
export function enteredIn(event: SubmitEvent): Entered {
  const form = new FormData(event.currentTarget as HTMLFormElement);
  const text = (name: string): string | undefined => {
    const value = form.get(name);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  return {
    text,
    number: (name) => (text(name) === undefined ? undefined : Number(text(name))),
    has: (name) => form.has(name),
    checked: (name) => form.getAll(name).map(String),
    words: (name) => text(name)?.split(/[\s,]+/),
    lines: (name) => text(name)?.split('\n').map((line) => line.trim()).filter((line) => line !== ''),
    file(name) {
      const value = form.get(name);
      return value instanceof File && value.size > 0 ? value : undefined;
    },
  };
}

/** The members that have a value. */
export function withoutGaps(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
