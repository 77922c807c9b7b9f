import type { ComponentType } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router';
import { Frame } from './parts/Frame';
import { Crashed, Missing } from './parts/Missing';

/** A page of its own chunk: a module whose export of this name is the page. */
function page<K extends string>(path: string, load: () => Promise<Record<K, ComponentType>>, name: K): RouteObject {
  return {
    path,
    ErrorBoundary: Crashed,
    lazy: async () => ({ Component: (await load())[name] }),
  };
}

const certificates = () => import('./pages/certificates');
const jobs = () => import('./pages/jobs');
const policies = () => import('./pages/policies');
const profiles = () => import('./pages/profiles');
const authentication = () => import('./pages/authentication');
const groups = () => import('./pages/groups');
const devices = () => import('./pages/devices');
const authorities = () => import('./pages/authorities');
const divisions = () => import('./pages/divisions');
const people = () => import('./pages/people');
const audit = () => import('./pages/audit');
const account = () => import('./pages/account');

/** The whole map. Addresses are those of `paths`. */
export const router = createBrowserRouter([
  page('/sign-in', () => import('./pages/signin/SignIn'), 'SignIn'),
  page('/open/decoder', () => import('./pages/decoder'), 'OpenDecoder'),
  {
    path: '/',
    Component: Frame,
    HydrateFallback: () => null,
    children: [
      { index: true, ErrorBoundary: Crashed, lazy: async () => ({ Component: (await import('./pages/dashboard')).Dashboard }) },
      page('certificates', certificates, 'Certificates'),
      page('certificates/request', certificates, 'RequestCertificate'),
      page('certificates/:id', certificates, 'Certificate'),
      page('jobs', jobs, 'Jobs'),
      page('jobs/new', jobs, 'NewJob'),
      page('jobs/:id', jobs, 'Job'),
      page('policies', policies, 'Policies'),
      page('policies/new', policies, 'NewPolicy'),
      page('policies/:id', policies, 'Policy'),
      page('policies/:id/edit', policies, 'EditPolicy'),
      page('profiles', profiles, 'Profiles'),
      page('profiles/new', profiles, 'NewProfile'),
      page('profiles/:id', profiles, 'Profile'),
      page('profiles/:id/edit', profiles, 'EditProfile'),
      page('templates', profiles, 'Templates'),
      page('templates/new', profiles, 'NewTemplate'),
      page('templates/:id', profiles, 'Template'),
      page('templates/:id/edit', profiles, 'EditTemplate'),
      page('authentication-policies', authentication, 'AuthenticationPolicies'),
      page('authentication-policies/new', authentication, 'NewAuthenticationPolicy'),
      page('authentication-policies/:id', authentication, 'AuthenticationPolicy'),
      page('authentication-policies/:id/edit', authentication, 'EditAuthenticationPolicy'),
      page('authentication-policies/:id/credentials/new/:kind', authentication, 'NewCredential'),
      page('authentication-policies/:id/credentials/:credential', authentication, 'EditCredential'),
      page('device-groups', groups, 'Groups'),
      page('device-groups/new', groups, 'NewGroup'),
      page('device-groups/:id', groups, 'Group'),
      page('device-groups/:id/edit', groups, 'EditGroup'),
      page('device-groups/:id/assignments/new', groups, 'NewAssignment'),
      page('device-groups/:id/assignments/:assignment/edit', groups, 'EditAssignment'),
      page('devices', devices, 'Devices'),
      page('devices/new', devices, 'NewDevice'),
      page('devices/:id', devices, 'Device'),
      page('devices/:id/edit', devices, 'EditDevice'),
      page('authorities', authorities, 'Authorities'),
      page('authorities/new', authorities, 'NewAuthority'),
      page('authorities/import', authorities, 'ImportAuthority'),
      page('authorities/:id', authorities, 'Authority'),
      page('divisions', divisions, 'Divisions'),
      page('divisions/new', divisions, 'NewDivision'),
      page('divisions/:id', divisions, 'Division'),
      page('divisions/:id/edit', divisions, 'EditDivision'),
      page('users', people, 'Users'),
      page('users/new', people, 'NewUser'),
      page('users/:id', people, 'User'),
      page('users/:id/edit', people, 'EditUser'),
      page('service-users', people, 'ServiceUsers'),
      page('service-users/new', people, 'NewServiceUser'),
      page('service-users/:id', people, 'ServiceUser'),
      page('service-users/:id/edit', people, 'EditServiceUser'),
      page('audit', audit, 'Audit'),
      page('audit/:id', audit, 'AuditEvent'),
      page('account', account, 'Account'),
      page('settings', account, 'Settings'),
      page('me', () => import('./pages/me'), 'Me'),
      page('decoder', () => import('./pages/decoder'), 'Decoder'),
      { path: '*', Component: Missing },
    ],
  },
]);
