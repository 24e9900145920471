// The formats that the schemas name, by name.
import { isIpv4, isIpv6, isMac } from './addresses.ts';
import { isCpe } from './cpe.ts';
import { hashFormats } from './hashes.ts';
import { isLanguageTag } from './language-tag.ts';
import { hasRegisteredTopLevel, isMediaType } from './media-type.ts';
import { hasNoUnderscore, isDomainName, isEmailAddress, isUrl } from './names.ts';
import { isBase64, isHex, isLowerCaseHex } from './octets.ts';
import { isExtensionKey, isPropertyName } from './property-names.ts';
import { isSelector } from './selector.ts';
import { timestampFormats } from './timestamps.ts';

/** Tells by name of format whether a string has it. */
export const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  ...timestampFormats,
  ...hashFormats,
  base64: isBase64,
  cpe: isCpe,
  'domain-name': isDomainName,
  'domain-name-without-underscore': hasNoUnderscore,
  'email-address': isEmailAddress,
  'extension-key': isExtensionKey,
  hex: isHex,
  'hex-in-lower-case': isLowerCaseHex,
  'ipv4-address': isIpv4,
  'ipv6-address': isIpv6,
  'language-tag': isLanguageTag,
  'mac-address': isMac,
  'media-type': isMediaType,
  'property-name': isPropertyName,
  'registered-media-type': hasRegisteredTopLevel,
  selector: isSelector,
  url: isUrl,
};
