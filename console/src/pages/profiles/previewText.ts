import type { TFunction } from 'i18next';

/** What the API's preview says of values, in English; what is between is put into the text of the chosen language. */
const TEXTS = {
  octets: /^(\d+) random octets$/,
  usual_signature: /^the issuer's usual one$/,
  not_ca: /^not a CA$/,
  registered: /^what is registered for the credential$/,
  of_device: /^the device's (.+)$/,
  as_asked: /^as in the request$/,
  host_name: /^the common name, where it is a host name$/,
  up_to: /^(.+) \(up to (\d+)\)$/,
  server_made: /^(.+) \(where the server makes it\)$/,
  critical: /^(.+) \(critical\)$/,
  any_time: /^at any time$/,
  in_last: /^in the last (.+)$/,
  never: /^never$/,
  grace: /^(.+), and (.+) after the end$/,
  same_key: /^the same key pair$/,
  new_key: /^a new key pair$/,
  either_key: /^the same key pair or a new one$/,
} as const;

const SPAN = /^(\d+ (day|hour|minute|second)s?( |$))+$/;

function span(text: string, language: string): string {
  return [...text.matchAll(/(\d+) (day|hour|minute|second)/g)]
    .map(([, amount, unit]) => new Intl.NumberFormat(language, { style: 'unit', unit: unit ?? 'day', unitDisplay: 'long' }).format(Number(amount)))
    .join(' ');
}

/** Returns a value of the preview in the chosen language; names, identifiers and fixed values stay as they are. */
export function previewText(value: string, t: TFunction, language: string): string {
  const choices = value.split(', or else ');
  if (choices.length > 1) {
    return choices.map((choice) => previewText(choice, t, language)).join(t('profiles.or_else'));
  }
  if (SPAN.test(value)) {
    return span(value, language);
  }
  for (const [name, pattern] of Object.entries(TEXTS) as [keyof typeof TEXTS, RegExp][]) {
    const found = pattern.exec(value);
    if (found) {
      // The name of a device's attribute is somebody's own word, whatever it says.
      const [first = '', second = ''] = found.slice(1).map((part) => (name === 'of_device' ? part : previewText(part, t, language)));
      return t(`profiles.value_${name}`, { first, second });
    }
  }
  return value;
}
