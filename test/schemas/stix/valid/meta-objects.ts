// Valid meta objects and bundles.
import { CREATED, LATER, MARKINGS, REFERENCES, EXTENSION, idOf, changed, versioned, type Examples } from './common.ts';

/** Each type's valid objects. */
export const META_OBJECTS: Examples = {
  'marking-definition': [
    {
      type: 'marking-definition',
      spec_version: '2.1',
      id: idOf('marking-definition'),
      created_by_ref: idOf('identity'),
      created: CREATED,
      ...REFERENCES,
      ...MARKINGS,
      extensions: EXTENSION,
      name: 'Copyright',
      definition_type: 'statement',
      definition: { statement: 'Copyright 2024, Example' },
    },
    {
      type: 'marking-definition',
      spec_version: '2.1',
      id: 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed',
      created: '2017-01-20T00:00:00.000Z',
      name: 'TLP:RED',
      definition_type: 'tlp',
      definition: { tlp: 'red' },
    },
    {
      type: 'marking-definition',
      spec_version: '2.1',
      id: 'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003',
      created: '2022-10-01T00:00:00.000Z',
      name: 'TLP:AMBER+STRICT',
      extensions: {
        'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d': {
          extension_type: 'property-extension',
          tlp_2_0: 'amber+strict',
        },
      },
    },
  ],
  'language-content': [
    changed(
      versioned('language-content', {
        object_ref: idOf('campaign'),
        object_modified: LATER,
        contents: { 'pt-BR': { name: 'C', aliases: ['A', ''], nested_text: { inner_text: 'x' } }, de: { id: 'x' } },
      }),
      { lang: undefined },
    ),
  ],
  'extension-definition': [
    changed(
      versioned('extension-definition', {
        name: 'E',
        description: 'D',
        schema: 'https://example.org/schema.json',
        version: '1.2.1',
        extension_types: ['property-extension', 'toplevel-property-extension', 'new-sdo', 'new-sco', 'new-sro'],
        extension_properties: ['toxicity', 'rank'],
      }),
      { lang: undefined, confidence: undefined, extensions: undefined },
    ),
  ],
  bundle: [
    { type: 'bundle', id: idOf('bundle'), objects: [{ type: 'identity', id: idOf('identity') }] },
    { type: 'bundle', id: idOf('bundle') },
  ],
};
