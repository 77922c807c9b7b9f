import type { Schemas } from '../../api/client';

type Shape = Schemas['RequestShape'];

/** OpenSSL's short names of the subject attributes. */
const SHORT: Record<string, string> = {
  'subject.common_name': 'CN',
  'subject.organization_name': 'O',
  'subject.organization_unit': 'OU',
  'subject.country': 'C',
  'subject.state': 'ST',
  'subject.locality': 'L',
  'subject.serial_number': 'serialNumber',
  'subject.email': 'emailAddress',
  'subject.given_name': 'GN',
  'subject.surname': 'SN',
  'subject.title': 'title',
  'subject.domain_component': 'DC',
  'subject.user_id': 'UID',
  'subject.postal_code': 'postalCode',
  'subject.street_address': 'street',
};

const EXAMPLE: Record<string, string> = {
  'subject.common_name': 'device-0001',
  'subject.country': 'DE',
  'subject.serial_number': 'SN-0001',
  'subject.email': 'device@example.com',
};

const SAN: Record<string, string> = {
  'san.dns_name': 'DNS:device-0001.example.com',
  'san.ip_address': 'IP:192.0.2.10',
  'san.uri': 'URI:urn:example:device-0001',
  'san.email': 'email:device@example.com',
  'san.user_principal_name': 'otherName:msUPN;UTF8:device@example.com',
  'san.registered_id': 'RID:1.3.6.1.4.1.99999.1',
};

function subjectOf(shape: Shape | undefined): string {
  const asked = (shape?.subject ?? []).filter((rule) => rule.asked).map((rule) => rule.name);
  const named = asked.length > 0 ? asked : ['subject.common_name'];
  return named.map((name) => `/${SHORT[name] ?? name.replace('subject.', '')}=${EXAMPLE[name] ?? 'Example'}`).join('');
}

function keyOf(shape: Shape | undefined): string {
  const keys = shape?.keys ?? [];
  const type = (keys.find((key) => key.preferred) ?? keys[0])?.type ?? 'ec_p256';
  switch (type) {
    case 'ec_p256':
      return 'openssl ecparam -name prime256v1 -genkey -noout -out private.pem';
    case 'ec_p384':
      return 'openssl ecparam -name secp384r1 -genkey -noout -out private.pem';
    case 'ec_p521':
      return 'openssl ecparam -name secp521r1 -genkey -noout -out private.pem';
    case 'rsa_2048':
    case 'rsa_3072':
    case 'rsa_4096':
      return `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:${type.slice(4)} -out private.pem`;
    default:
      return `openssl genpkey -algorithm ${type.toUpperCase().replaceAll('_', '-')} -out private.pem`;
  }
}

/** What to type so that a device gets a certificate: the seed's own commands, filled in. */
export function commandsFor(hosts: Schemas['Hosts'], shape: Shape | undefined) {
  const sans = (shape?.subject_alt_names ?? []).filter((rule) => rule.asked).map((rule) => SAN[rule.type] ?? '');
  const extension = sans.length > 0 ? ` \\\n    -addext 'subjectAltName=${sans.join(',')}'` : '';
  const curl = (url: string, lines: string[]) =>
    ['curl --cacert trust-anchor.pem \\', `    --location ${url} \\`, ...lines.map((line) => `    ${line} \\`), '    --data-binary @csr.pem > reply.b64', '',
      'openssl base64 -d -in reply.b64 | openssl pkcs7 -inform der -print_certs -out certificate.pem'].join('\n');
  return {
    request: `${keyOf(shape)}\nopenssl req -new -key private.pem -out csr.pem -subj '${subjectOf(shape)}'${extension}`,
    passcode: curl(hosts.public_host.simpleenroll, [
      "--header 'Content-Type: application/octet-stream'",
      '--header "Authorization: Basic $(printf \'user:%s\' "$PASSCODE" | openssl base64 -A)"',
    ]),
    certificate: curl(hosts.client_auth_host.simpleenroll, [
      '--cert authentication_certificate.pem',
      '--key authentication_key.pem',
      "--header 'Content-Type: application/pkcs10'",
    ]),
    renew: curl(hosts.client_auth_host.simplereenroll, [
      '--cert certificate.pem',
      '--key private.pem',
      "--header 'Content-Type: application/pkcs10'",
    ]),
  };
}
