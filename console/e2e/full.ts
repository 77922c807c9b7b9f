import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { request as http, type APIRequestContext } from '@playwright/test';
import { post, quickstart } from './fixture';

const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();

interface Made {
  id: string;
  version: number;
  certificate: { id: string };
  passcode: string;
  request: string;
}

/** The pages that a full store has beyond those of the navigation, by what a picture of them is called. */
export type Pages = Record<string, string>;

/** A certification request for a key of its own, in DER. */
function request(commonName: string, key = ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']): Buffer {
  return execFileSync(
    'openssl',
    ['req', '-new', '-newkey', ...key, '-nodes', '-keyout', '/dev/null', '-subj', `/CN=${commonName}`, '-outform', 'DER'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
}

/** Fills a store as that of a manufacturer may look, by the API and by EST alone. */
class Filling {
  constructor(private readonly api: APIRequestContext) {}

  async make(path: string, data: object = {}) {
    return (await post(this.api, path, data)) as unknown as Made;
  }

  /** What exists already, and is told in an `If-Match`. */
  async act(path: string, verb: string, version: number, data: object = {}) {
    const reply = await this.api.post(`${path}/${verb}`, { data, headers: { 'if-match': `"${version}"` } });
    if (!reply.ok()) {
      throw new Error(`${path}/${verb}: ${reply.status()} ${await reply.text()}`);
    }
  }

  async authorities() {
    const subject = (common_name: string) => ({ common_name, organization_name: 'Hallberg Instruments', country: 'SE' });
    const root = await this.make('certificate-authorities', { kind: 'root', name: 'Hallberg Root R2', key_type: 'ec_p384', subject: subject('Hallberg Root R2'), validity: 'P7300D' });
    const below = await this.make('certificate-authorities', {
      kind: 'intermediate', name: 'Hallberg Devices', key_type: 'ec_p384', parent_id: root.id, subject: subject('Hallberg Devices'), validity: 'P3650D',
    });
    const issuing = await this.make('certificate-authorities', { kind: 'issuing', name: 'Hallberg Devices Lund', parent_id: below.id, subject: subject('Hallberg Devices Lund'), validity: 'P1825D' });
    const ending = await this.make('certificate-authorities', { kind: 'issuing', name: 'Hallberg Pilot 2026', parent_id: below.id, subject: subject('Hallberg Pilot 2026'), validity: 'P40D' });
    const waiting = await this.make('certificate-authorities', { kind: 'issuing', name: 'Hallberg Partner', external: true, subject: subject('Hallberg Partner') });
    return { root, below, issuing, ending, waiting };
  }

  async authentication(division: string) {
    const policy = await this.make('authentication-policies', { name: 'Lund assembly line', division_id: division, description: 'Passcodes of the shifts, and the birth certificates of the supplier' });
    const credential = (data: object) => this.make(`authentication-policies/${policy.id}/credentials`, data);
    const passcode = await credential({ kind: 'passcode', name: 'Shift A', usage_limit: 40, end: inDays(30), description: 'Line 3, handed out on paper' });
    const once = await credential({ kind: 'passcode', name: 'Commissioning of press 4', usage_limit: 1 });
    await credential({
      kind: 'passcode', name: 'Shift B', start: inDays(2), user_name: 'line-3',
      registered_values: [{ field: 'subject.common_name', match: 'starts_with', value: 'GW-' }, { field: 'subject.organization_name', match: 'equals', value: 'Hallberg Instruments' }],
    });
    const certificate = await credential({ kind: 'authentication_certificate', name: 'Gateway of the paint shop', issue: { key_type: 'ec_p256', validity: 'P365D' } });
    return { policy, passcode, once, certificate };
  }

  async profiles() {
    const shipped = (await (await this.api.get('certificate-templates')).json()) as { items: { key: string; content: object }[] };
    const template = await this.make('certificate-templates', {
      name: 'Short-lived device', description: 'For tests of the line, which need certificates that end at once',
      content: { ...shipped.items.find((each) => each.key === 'device-tls-client')?.content, validity: { min: 'PT1M', usual: 'P30D', max: 'P825D' } },
    });
    const of = (name: string, usual: string, description: string) =>
      this.make('certificate-profiles', { name, description, template: template.id, content: { validity: { min: 'PT1M', usual, max: usual } } });
    return {
      template,
      year: await of('Field gateway', 'P365D', 'One year; renewed by the gateway itself'),
      month: await of('Test bench', 'P20D', 'Twenty days'),
      week: await of('Spare parts', 'P5D', 'Five days, for parts on the shelf'),
      blink: await of('Leak test', 'PT1M', 'One minute, as long as a test of the line takes'),
    };
  }

  /** A certificate for a name, by hand. */
  async issue(policy: Made, commonName: string) {
    const made = await this.make('certificate-requests', { policy_id: policy.id, names: { 'subject.common_name': [commonName] }, key_type: 'ec_p256', key_file: 'pkcs12' });
    return made.certificate.id;
  }

  /** What is sent to EST; refusals are what some of it is for. */
  async enrol(policy: string, names: string[], passcode: string, key?: string[]) {
    const { enrollUrl } = JSON.parse(readFileSync(join(quickstart().data, 'quickstart.json'), 'utf8')) as { enrollUrl: string };
    const address = enrollUrl.replace(/IOT_[^/]+/, policy);
    const device = await http.newContext({ ignoreHTTPSErrors: true });
    for (const name of names) {
      await device.post(address, {
        data: request(name, key),
        headers: { 'content-type': 'application/pkcs10', authorization: `Basic ${Buffer.from(`:${passcode}`).toString('base64')}` },
      });
    }
    await device.dispose();
  }
}

/** Fills the store of the quickstart: all nouns, all states, some history. */
export async function full(api: APIRequestContext): Promise<Pages> {
  const filling = new Filling(api);
  const lund = await filling.make('divisions', { name: 'Lund', description: 'Gateways and presses of the northern lines' });
  await filling.make('divisions', { name: 'Suzhou 苏州', description: '传感器与网关' });
  await filling.make('divisions', { name: 'Laboratory' });
  const { root, issuing, ending, waiting } = await filling.authorities();
  const { policy: line, passcode, once, certificate: gatewayCredential } = await filling.authentication(lund.id);
  await filling.make('authentication-policies', { name: 'Spare parts', division_id: lund.id });
  const profiles = await filling.profiles();
  const policyOf = (name: string, profile: Made, further: object = {}) =>
    filling.make('certificate-policies', {
      name, division_id: lund.id, profile_id: profile.id, authority_id: issuing.id, methods: ['single_request'], keypair_generation: 'server_side', ...further,
    });
  const byHand = await policyOf('Gateways by hand', profiles.year);
  const bench = await policyOf('Test benches', profiles.month, { authority_id: ending.id });
  const spare = await policyOf('Spare parts', profiles.week);
  const leak = await policyOf('Leak tests', profiles.blink);
  const batch = await policyOf('Batches of sensors', profiles.year, { methods: ['batch_request', 'single_request'] });
  const est = await policyOf('Field gateways', profiles.year, {
    methods: ['est'], keypair_generation: 'local', authentication_policy_id: line.id, labels: ['gateways'],
    restrictions: { addresses: ['127.0.0.0/8', '10.20.0.0/16'], hours: { days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'], from: '00:00', to: '23:59', zone: 'Europe/Stockholm' } },
  });
  const birth = await policyOf('Gateways at birth', profiles.year, { methods: ['est'], keypair_generation: 'local', model: 'device_lifecycle', authentication_policy_id: line.id });
  const former = await policyOf('Gateways of 2023', profiles.year);
  await filling.act(`certificate-policies/${former.id}`, 'disable', former.version);

  const group = await filling.make('device-groups', {
    name: 'Field gateways', division_id: lund.id, description: 'Sold since 2024', identity_attributes: ['serial_number'], custom_attributes: ['customer', 'site'], tags: ['outdoor', 'lte'],
  });
  const assignment = await filling.make(`device-groups/${group.id}/policy-assignments`, { name: 'Birth', policy_id: birth.id, usage: 'bootstrap', mapping: { 'subject.common_name': 'serial_number' } });
  await filling.make('device-groups', { name: 'Presses', division_id: lund.id, identity_attributes: ['serial_number', 'mac_address'] });
  const devices: Made[] = [];
  for (let i = 1; i <= 14; i++) {
    const serial = `GW-24-${String(i).padStart(4, '0')}`;
    devices.push(await filling.make('devices', { group_id: group.id, inventory: { serial_number: serial, hardware_model: i % 3 ? 'HG-200' : 'HG-400X', firmware_version: '4.2.1' }, custom: { customer: i % 2 ? 'Stadtwerke Lübeck' : 'Göteborg Energi', site: `Substation ${i}` } }));
  }
  await filling.enrol(`${birth.id}/device-group/${group.id}`, devices.slice(0, 5).map((_, i) => `GW-24-${String(i + 1).padStart(4, '0')}`), passcode.passcode);
  const asleep = devices.at(-1);
  if (asleep) {
    await filling.act(`devices/${asleep.id}`, 'disable', asleep.version, { reason: 'Struck by lightning' });
  }

  await filling.enrol(est.id, ['gw-101.lund.example', 'gw-102.lund.example', 'gw-103.lund.example', 'gw-104.lund.example'], passcode.passcode);
  await filling.enrol(est.id, ['press-4.lund.example', 'press-5.lund.example', 'press-6.lund.example'], once.passcode);
  await filling.enrol(est.id, ['gw-106.lund.example', 'gw-107.lund.example'], passcode.passcode, ['rsa:1024']);
  await filling.enrol(batch.id, ['gw-105.lund.example'], passcode.passcode);
  const issued: string[] = [];
  for (let i = 1; i <= 12; i++) {
    issued.push(await filling.issue(byHand, `gateway-${String(i).padStart(2, '0')}.lund.example`));
  }
  for (let i = 1; i <= 4; i++) {
    await filling.issue(bench, `bench-${i}.lund.example`);
    await filling.issue(spare, `spare-${i}.lund.example`);
  }
  const ended = await filling.issue(leak, 'leak-test-1');
  const [first = '', second = '', third = '', fourth = '', fifth = '', sixth = ''] = issued;
  await filling.make(`certificates/${first}/revoke`, { reason: 'key_compromise', comment: 'The gateway was stolen from the van; see ticket 4711.' });
  await filling.make(`certificates/${second}/revoke`, { reason: 'cessation_of_operation' });
  await filling.make(`certificates/${third}/suspend`, { comment: 'In transit to the new site' });
  await filling.make(`certificates/${fourth}/renew`);
  await filling.make(`certificates/${fifth}/renew`);

  const csv = (path: string, data: string) => api.post(path, { data, headers: { 'content-type': 'text/csv' } });
  const rows = Array.from({ length: 25 }, (_, i) => `GW-25-${String(i + 1).padStart(4, '0')}`);
  const registered = await csv(`jobs?kind=device_registrations&group_id=${group.id}&name=Delivery%20of%20November`, `serial_number\n${rows.join('\n')}\nGW-24-0001\n`);
  await csv(`jobs?kind=certificate_requests&policy_id=${batch.id}&name=Sensors%20of%20week%2048`, `subject.common_name\n${rows.slice(0, 8).map((row) => row.replace('GW', 'sensor')).join('\n')}\n`);
  const job = (await registered.json()) as Made;

  const accounts = (await (await api.get('accounts')).json()) as { items: { id: string }[] };
  const there = { account_id: accounts.items[0]?.id, division_ids: [lund.id] };
  const ada = await filling.make('users', { name: 'ada.lindqvist', display_name: 'Ada Lindqvist', email: 'ada.lindqvist@hallberg.example', description: 'Head of device security', roles: [{ role: 'solution_administrator' }, { role: 'auditor' }] });
  await filling.make('users', { name: 'wang.wei', display_name: '王伟', roles: [{ role: 'device_administrator', ...there }], ends_at: inDays(60) });
  await filling.make('users', { name: 'noor.haddad', display_name: 'Noor Haddad', email: 'noor@hallberg.example', roles: [{ role: 'approver', ...there }] });
  const mes = await filling.make('service-users', { name: 'mes-lund', display_name: 'Manufacturing execution, Lund', roles: [{ role: 'device_creator', ...there }], description: 'Registers each gateway at the end of line 3' });
  await filling.make(`service-users/${mes.id}/api-keys`, { name: 'line 3', ends_at: inDays(300) });
  await filling.make('service-users', { name: 'dashboards', roles: [{ role: 'auditor' }] });
  const events = (await (await api.get('audit-events?outcome=refused')).json()) as { items: { id: string }[] };
  return {
    'authority-root': `/authorities/${root.id}`,
    'authority-issuing': `/authorities/${issuing.id}`,
    'authority-pending': `/authorities/${waiting.id}`,
    division: `/divisions/${lund.id}`,
    'division-edit': `/divisions/${lund.id}/edit`,
    'authentication-policy': `/authentication-policies/${line.id}`,
    'credential-new-passcode': `/authentication-policies/${line.id}/credentials/new/passcode`,
    'credential-new-certificate': `/authentication-policies/${line.id}/credentials/new/authentication_certificate`,
    'credential-new-authority': `/authentication-policies/${line.id}/credentials/new/authentication_authority`,
    credential: `/authentication-policies/${line.id}/credentials/${gatewayCredential.id}`,
    profile: `/profiles/${profiles.year.id}`,
    'profile-edit': `/profiles/${profiles.year.id}/edit`,
    template: `/templates/${profiles.template.id}`,
    'policy-est': `/policies/${est.id}`,
    'policy-by-hand': `/policies/${byHand.id}`,
    'policy-edit': `/policies/${est.id}/edit`,
    group: `/device-groups/${group.id}`,
    'group-edit': `/device-groups/${group.id}/edit`,
    'assignment-new': `/device-groups/${group.id}/assignments/new`,
    assignment: `/device-groups/${group.id}/assignments/${assignment.id}/edit`,
    device: `/devices/${devices[0]?.id ?? ''}`,
    'device-registered': `/devices/${devices[8]?.id ?? ''}`,
    'device-edit': `/devices/${devices[0]?.id ?? ''}/edit`,
    'certificate-valid': `/certificates/${sixth}`,
    'certificate-revoked': `/certificates/${first}`,
    'certificate-suspended': `/certificates/${third}`,
    'certificate-superseded': `/certificates/${fourth}`,
    'certificate-expired': `/certificates/${ended}`,
    job: `/jobs/${job.id}`,
    user: `/users/${ada.id}`,
    'user-edit': `/users/${ada.id}/edit`,
    'service-user': `/service-users/${mes.id}`,
    ...(events.items[0] ? { 'audit-event': `/audit/${events.items[0].id}` } : {}),
  };
}
