// The API document as a page: all of it at once, so that the browser's search finds everything; without scripts.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ApiDocument, ApiOperation, ApiParameter } from './document.ts';
import { html, Html, pathText, prose } from './html.ts';
import { schemaSections, typeOf } from './page-schemas.ts';
import type { ApiResponse } from './responses.ts';
import type { Schema } from './schemas.ts';

/** A page, and what it needs of the browser that shows it. */
export interface Page {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

interface PlacedOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: ApiOperation;
}

/** Makes the page of the document. */
export function buildPage(document: ApiDocument): Page {
  const style = readFileSync(new URL('./page.css', import.meta.url), 'utf8');
  const digest = createHash('sha256').update(style).digest('base64');
  return {
    html: pageOf(document, style).text,
    contentSecurityPolicy: `default-src 'none'; style-src 'sha256-${digest}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  };
}

// The icon keeps browsers from asking for one, which would be answered 401.
function pageOf(document: ApiDocument, style: string): Html {
  const { info, tags, components } = document;
  const operations = operationsOf(document);
  const tagged = tags.map((tag) => ({ ...tag, operations: operations.filter(({ operation }) => operation.tags.includes(tag.name)) }));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title} API</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}</style>
</head>
<body>
<header>
<h1>${info.title} API</h1>
<p class="quiet">${info.summary}. Version <code>${info.version}</code>. For programs: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
${info.description.split('\n\n').map((paragraph) => html`<p>${prose(paragraph)}</p>\n`)}</header>
<nav aria-label="Contents">
${tagged.map(({ name, operations: ofTag }) => html`<h2>${name}</h2>\n<ul>\n${ofTag.map(contentsItem)}</ul>\n`)}<h2>For all of them</h2>
<p><a href="#credentials">Credentials</a> <a href="#elsewhere">Elsewhere</a> <a href="#errors">Errors</a> <a href="#headers">Headers</a> <a href="#schemas">Schemas</a></p>
</nav>
<main>
${tagged.map(({ name, description, operations: ofTag }) => html`<h2>${name}</h2>\n<p>${prose(description)}</p>\n${ofTag.map((placed) => operationArticle(document, placed))}`)}
<h2 id="credentials">Credentials</h2>
<p>One of these. Operations that need none say so.</p>
<dl>${Object.entries(components.securitySchemes).map(([name, scheme]) => html`<dt><code>${name}</code></dt><dd>${prose(scheme.description)}</dd>\n`)}</dl>
<h2 id="elsewhere">Elsewhere</h2>
<p>${prose(document['x-elsewhere'].description)}</p>
${responseList(document['x-elsewhere'].responses)}
<h2 id="errors">Errors</h2>
<p>By the <code>error_code</code> of the error resource.</p>
<dl>${Object.entries(document['x-errors']).map(([code, { status, description }]) => html`<dt id="error-${code}"><span class="status">${status}</span> <code>${code}</code></dt><dd>${prose(description)}</dd>\n`)}</dl>
<h2 id="headers">Headers</h2>
<p>Of answers.</p>
<dl>${Object.entries(components.headers).map(([name, { description, schema }]) => html`<dt id="header-${name}"><code>${name}</code> <span class="type">${typeOf(schema)}</span></dt><dd>${prose(description)}</dd>\n`)}</dl>
<h2 id="schemas">Schemas</h2>
<p>JSON Schema 2020-12. The document has all of each; here is what the properties are.</p>
${schemaSections(components.schemas)}</main>
</body>
</html>
`;
}

function operationsOf({ paths }: ApiDocument): PlacedOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
}

function contentsItem({ method, path, operation }: PlacedOperation): Html {
  return html`<li>${methodOf(method)} <span><a href="#${operation.operationId}">${pathText(path)}</a> <span class="type">${operation.summary}</span></span></li>\n`;
}

function methodOf(method: string): Html {
  return html`<span class="method ${method}">${method.toUpperCase()}</span>`;
}

function operationArticle({ components }: ApiDocument, { method, path, operation }: PlacedOperation): Html {
  const { operationId, summary, description, requestBody, responses, security } = operation;
  const parameters = operation.parameters.map(({ $ref }) => components.parameters[$ref.replace('#/components/parameters/', '')]);
  return html`<article id="${operationId}">
<h3>${summary}</h3>
<p class="path">${methodOf(method)} ${pathText(path)}</p>
<p>${prose(description)}${security.length === 0 ? ' No credentials are needed.' : undefined}</p>
${parameters.length === 0 ? undefined : html`<h4>Parameters</h4>\n<dl>${parameters.map((each) => each && parameterItem(each))}</dl>\n`}${requestBody === undefined ? undefined : html`<h4>Body</h4>\n<p>${prose(requestBody.description)}</p>\n<p>${contentList(requestBody.content)}</p>\n`}<h4>Answers</h4>
${responseList(responses)}
</article>
`;
}

function parameterItem({ name, in: place, description, schema, explode }: ApiParameter): Html {
  const type = explode === false ? html`list, with commas, of ${typeOf(schema['items'] as Schema)}` : typeOf(schema);
  const start = schema['default'];
  return html`<dt><code>${name}</code> <span class="type">${place === 'path' ? 'in the path' : type}${start === undefined ? undefined : html`, <code>${String(start)}</code> unless given`}</span></dt>
<dd>${prose(description)}</dd>
`;
}

function responseList(responses: Readonly<Record<string, ApiResponse>>): Html {
  return html`<dl class="answers">${Object.entries(responses).map(([status, response]) => html`<dt><span class="status">${status}</span></dt>\n${responseItems(response)}`)}</dl>`;
}

// What a code means is told once, under Errors.
function responseItems({ description, headers, content = {} }: ApiResponse): Html {
  const lines = description.split('\n');
  const own = lines.filter((line) => !line.startsWith('- '));
  const codes = lines.flatMap((line) => /^- `([^`]+)`/.exec(line)?.[1] ?? []);
  const resources = Object.entries(content).filter(([, { schema }]) => !JSON.stringify(schema ?? {}).includes('error_code'));
  const special = Object.keys(headers).filter((name) => /^(?:X-TAXII|Retry|WWW|Allow|Content-Security)/.test(name));
  return html`<dd>${own.length === 0 ? undefined : html`${prose(own.join(' '))} ${contentList(Object.fromEntries(resources))}`}${codes.length === 0 ? undefined : html`<ul class="codes">${codes.map((code) => html`<li><a href="#error-${code}"><code>${code}</code></a></li>`)}</ul>`}${special.length === 0 ? undefined : html`<div class="type">with ${special.map((name, index) => html`${index === 0 ? '' : ', '}<a href="#header-${name}">${name}</a>`)}</div>`}</dd>
`;
}

function contentList(content: Readonly<Record<string, { readonly schema?: Schema }>>): Html {
  const entries = Object.entries(content);
  return html`${entries.map(([mediaType, { schema }]) => html`<span class="type">${schema === undefined ? undefined : html`${typeOf(schema)} as `}<code>${mediaType}</code></span>`)}`;
}
