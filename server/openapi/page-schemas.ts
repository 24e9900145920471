// The schemas of the API document, for people: each property with its type and what it means.
import { html, prose, type Html } from './html.ts';
import { referenceTo, type Schema } from './schemas.ts';

/** All schemas, and below each the definitions that only it has. */
export function schemaSections(schemas: Readonly<Record<string, Schema>>): Html {
  return html`${Object.entries(schemas).map(([name, schema]) => [
    schemaSection(name, schema),
    Object.entries(membersOf(schema, '$defs')).map(([inner, definition]) => schemaSection(`${name}.${inner}`, definition)),
  ])}`;
}

/** What a value is, in a few words, with links to the schemas that say more. */
export function typeOf(schema: Schema): Html {
  const { $ref, enum: values, const: value, allOf, anyOf, type, items, format } = schema;
  if (typeof $ref === 'string') return referenceLink($ref);
  if (Array.isArray(allOf) && type === undefined) return joined((allOf as Schema[]).map(typeOf), ' and ');
  if (Array.isArray(values)) return html`${joined(values.map((each) => html`<code>${String(each)}</code>`), ' or ')}`;
  if (value !== undefined) return html`<code>${String(value)}</code>`;
  if (Array.isArray(anyOf)) return joined((anyOf as Schema[]).map(typeOf), ' or ');
  if (type === 'array') return html`list of ${items === undefined ? 'anything' : typeOf(items as Schema)}`;
  return html`${typeof type === 'string' ? type : 'anything'}${typeof format === 'string' ? ` (${format})` : undefined}`;
}

function schemaSection(name: string, schema: Schema): Html {
  const { pattern, title, description = isOfProperties(schema) ? title : undefined } = schema;
  const properties = propertyItems(schema, '');
  return html`<article id="schema-${name}">
<h3><code>${name}</code></h3>
${typeof description === 'string' ? html`<p>${prose(description)}</p>` : undefined}
${isOfProperties(schema) ? undefined : html`<p class="type">${typeof title === 'string' ? title : typeOf(schema)}</p>`}
${typeof pattern === 'string' ? html`<p class="type"><code>${pattern}</code></p>` : undefined}
${properties.length === 0 ? undefined : html`<dl>${properties}</dl>`}
</article>
`;
}

function isOfProperties({ type, properties }: Schema): boolean {
  return type === 'object' || properties !== undefined;
}

// Objects inside of objects are told with dotted names.
function propertyItems(schema: Schema, prefix: string): Html[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(membersOf(schema, 'properties')).flatMap(([name, property]) => {
    const { description } = property;
    const isObject = property['properties'] !== undefined;
    const items = (property['items'] ?? {}) as Schema;
    return [
      html`<dt><code>${prefix}${name}</code> <span class="type">${isObject ? 'object' : typeOf(property)}</span>${required.includes(name) ? html` <span class="must">always</span>` : undefined}</dt>
<dd>${typeof description === 'string' ? prose(description) : undefined}</dd>
`,
      ...propertyItems(property, `${prefix}${name}.`),
      ...propertyItems(items, `${prefix}${name}[].`),
    ];
  });
}

function membersOf(schema: Schema, keyword: '$defs' | 'properties'): Readonly<Record<string, Schema>> {
  return (schema[keyword] ?? {}) as Readonly<Record<string, Schema>>;
}

function referenceLink($ref: string): Html {
  const name = $ref.slice(referenceTo('').length).replace('/$defs/', '.');
  return html`<a href="#schema-${name}">${name}</a>`;
}

function joined(parts: readonly Html[], between: string): Html {
  return html`${parts.map((part, index) => (index === 0 ? part : html`${between}${part}`))}`;
}
