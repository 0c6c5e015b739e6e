import { createBrowserRouter, type RouteObject } from 'react-router-dom';
import { Broken, NotHere } from './areas/not-here.js';
import { SignedIn } from './areas/signed-in.js';
import { Start } from './areas/start.js';
import type { RouteHandle } from './ui/shell.js';

const ownOnPhone: RouteHandle = { top: 'own-on-phone' };
const noTop: RouteHandle = { top: 'none' };

/** Each area is fetched when it is first opened, so that an approver's phone loads the card and little else. */
const routes: RouteObject[] = [
  {
    errorElement: <Broken />,
    hydrateFallbackElement: <></>,
    children: [
      { path: '/sign-in', lazy: page(() => import('./areas/sign-in/sign-in-page.js'), 'SignInPage') },
      { path: '/set-up', lazy: page(() => import('./areas/sign-in/set-up-page.js'), 'SetUpPage') },
      { path: '/enrol', lazy: page(() => import('./areas/sign-in/enrol-page.js'), 'EnrolPage') },
      {
        element: <SignedIn />,
        children: [
          { path: '/', element: <Start /> },
          { path: '/account', lazy: page(() => import('./areas/account-page.js'), 'AccountPage') },
          { path: '/confirm', lazy: page(() => import('./areas/confirm-page.js'), 'ConfirmPage') },
          { path: '/home', lazy: page(() => import('./areas/vendor/home-page.js'), 'HomePage') },
          {
            path: '/requests/new',
            lazy: page(() => import('./areas/vendor/request-page.js'), 'RequestPage'),
          },
          {
            path: '/requests/:id',
            handle: ownOnPhone,
            lazy: page(() => import('./areas/request-or-card.js'), 'RequestOrCard'),
          },
          {
            path: '/connect/:grantId',
            handle: noTop,
            lazy: page(() => import('./session/session-page.js'), 'SessionPage'),
          },
          { path: '/inbox', lazy: page(() => import('./areas/approver/inbox-page.js'), 'InboxPage') },
          {
            path: '/live/:id',
            handle: ownOnPhone,
            lazy: page(() => import('./areas/approver/live-page.js'), 'LivePage'),
          },
          {
            path: '/live/:id/watch',
            handle: ownOnPhone,
            lazy: page(() => import('./areas/approver/watch-page.js'), 'WatchPage'),
          },
          { path: '/sessions', lazy: page(() => import('./areas/auditor/sessions-page.js'), 'SessionsPage') },
          {
            path: '/sessions/:id',
            lazy: page(() => import('./areas/auditor/dossier-page.js'), 'DossierPage'),
          },
          { path: '/audit', lazy: page(() => import('./areas/auditor/trail-page.js'), 'TrailPage') },
          {
            path: '/admin/machines',
            lazy: page(() => import('./areas/admin/machines-page.js'), 'MachinesPage'),
          },
          {
            path: '/admin/jump-hosts',
            lazy: page(() => import('./areas/admin/jump-hosts-page.js'), 'JumpHostsPage'),
          },
          {
            path: '/admin/host-keys',
            lazy: page(() => import('./areas/admin/host-keys-page.js'), 'HostKeysPage'),
          },
          {
            path: '/admin/policies',
            lazy: page(() => import('./areas/admin/policies-page.js'), 'PoliciesPage'),
          },
          {
            path: '/admin/vendors',
            lazy: page(() => import('./areas/admin/vendors-page.js'), 'VendorsPage'),
          },
          { path: '/admin/people', lazy: page(() => import('./areas/admin/people-page.js'), 'PeoplePage') },
          {
            path: '/admin/credentials',
            lazy: page(() => import('./areas/admin/credentials-page.js'), 'CredentialsPage'),
          },
          {
            path: '/admin/certificate-authority',
            lazy: page(() => import('./areas/admin/authority-page.js'), 'AuthorityPage'),
          },
          { path: '/admin/sites', lazy: page(() => import('./areas/admin/sites-page.js'), 'SitesPage') },
          { path: '/admin/import', lazy: page(() => import('./areas/admin/import-page.js'), 'ImportPage') },
          { path: '*', element: <NotHere /> },
        ],
      },
    ],
  },
];

export const router = createBrowserRouter(routes);

function page<Name extends string>(load: () => Promise<Record<Name, React.ComponentType>>, name: Name) {
  return async () => ({ Component: (await load())[name] });
}
