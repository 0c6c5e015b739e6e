import type { Me } from '@gatehouse/contracts';
import { text } from '../text/en.js';

export interface NavItem {
  to: string;
  label: string;
}

/** What the top bar offers: one block for each role a person has, in the order in which they do daily work. */
export function navOf(me: Me): NavItem[] {
  const has = (...roles: Me['roles'][number]['role'][]) => me.roles.some(({ role }) => roles.includes(role));
  const items: NavItem[] = [];
  if (has('approver')) items.push({ to: '/inbox', label: text.approver.inbox });
  if (has('vendor-user', 'vendor-manager'))
    items.push(
      { to: '/home', label: text.vendor.home },
      { to: '/requests/new', label: text.vendor.newRequest },
    );
  if (has('auditor', 'approver')) items.push({ to: '/sessions', label: text.auditor.sessions });
  if (has('auditor', 'administrator')) items.push({ to: '/audit', label: text.auditor.trail });
  if (has('administrator'))
    items.push(
      { to: '/admin/machines', label: text.admin.machines },
      { to: '/admin/jump-hosts', label: text.admin.jumpHosts },
      { to: '/admin/host-keys', label: text.admin.hostKeys },
      { to: '/admin/policies', label: text.admin.policies },
      { to: '/admin/vendors', label: text.admin.vendors },
      { to: '/admin/people', label: text.admin.people },
      { to: '/admin/credentials', label: text.admin.credentials },
      { to: '/admin/sites', label: text.admin.sites },
      { to: '/admin/import', label: text.admin.importCsv },
    );
  else if (has('vendor-manager')) items.push({ to: '/admin/people', label: text.admin.people });
  return items;
}

export function startOf(me: Me): string {
  return navOf(me)[0]?.to ?? '/account';
}
