import { Role } from '@gatehouse/contracts';
import { Menu } from '@mantine/core';
import { Link } from 'react-router-dom';
import { text } from '../text/en.js';
import { ColourChoice } from './colour-choice.js';
import { IconKey, IconLogout } from './icons.js';
import { useMe } from './use-me.js';
import { useSignOut } from './use-sign-out.js';

export function AccountMenu() {
  const me = useMe();
  const leave = useSignOut();
  const highest = Role.options.findLast((role) => me.roles.some((held) => held.role === role));
  const what = me.organisation?.name ?? (highest ? text.common.role(highest) : '');
  return (
    <Menu position="bottom-end" width={260} shadow="md">
      <Menu.Target>
        <button type="button" className="who">
          <b>{me.displayName}</b>
          {what !== '' && <span>, {what}</span>}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/account" leftSection={<IconKey className="i" />}>
          {text.account.page}
        </Menu.Item>
        <div className="menu-block">
          <ColourChoice />
        </div>
        <Menu.Item leftSection={<IconLogout className="i" />} onClick={leave}>
          {text.common.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
