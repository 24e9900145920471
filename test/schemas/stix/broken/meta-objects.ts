// Translations, extension definitions and bundles.
import { example, idOf } from '../examples.ts';
import { type Row } from './row.ts';

/** Objects that break one rule each. */
export const META: readonly Row[] = [
  [
    'contents-language',
    'C-60',
    'contents by country',
    example('language-content', { contents: { pt_BR: { name: 'x' } } }),
    '/contents/pt_BR',
  ],
  [
    'contents-property',
    'C-60',
    'a translation of what is no property',
    example('language-content', { contents: { de: { 'Name!': 'x' } } }),
    '/contents/de/Name!',
  ],
  [
    'translation-of-translation',
    'C.5',
    'a translation of a translation',
    example('language-content', { object_ref: idOf('language-content') }),
    '/object_ref',
  ],
  [
    'extension-properties-without-type',
    'C-33',
    'extension_properties of a property-extension',
    example('extension-definition', { extension_types: ['property-extension'] }),
    '/extension_properties',
  ],
  [
    'extension-properties-missing',
    'K-306',
    'no extension_properties',
    example('extension-definition', { extension_properties: undefined }),
    '',
  ],
  ['extension-description', 'K-305', 'no description', example('extension-definition', { description: undefined }), ''],
  ['extension-version', 'C.5', 'version 1', example('extension-definition', { version: '1' }), '/version'],
  [
    'extension-redefines',
    'X-08',
    'extension_properties with a common property',
    example('extension-definition', { extension_properties: ['confidence'] }),
    '/extension_properties/0',
  ],
  [
    'property-missing',
    'B',
    'an extension definition without creator',
    example('extension-definition', { created_by_ref: undefined }),
    '',
  ],
  [
    'bundle-in-bundle',
    'C.6',
    'a bundle in a bundle',
    example('bundle', { objects: [{ type: 'bundle', id: idOf('bundle') }] }),
    '/objects/0/type',
  ],
  [
    'bundle-duplicate',
    'C-40',
    'an object twice',
    example('bundle', {
      objects: [
        { type: 'identity', id: idOf('identity') },
        { type: 'identity', id: idOf('identity') },
      ],
    }),
    '/objects/1/id',
  ],
];
