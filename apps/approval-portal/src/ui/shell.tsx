import { Drawer } from '@mantine/core';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Link, NavLink, Outlet, useLocation, useMatches } from 'react-router-dom';
import { liveLink } from '../api/live.js';
import { navOf } from '../areas/roles.js';
import { text } from '../text/en.js';
import { clock } from '../text/plant-time.js';
import { AccountMenu } from './account-menu.js';
import { BrandMark } from './brand-mark.js';
import { ColourChoice } from './colour-choice.js';
import { IconLogout, IconMenu2 } from './icons.js';
import { PlantClock } from './plant-clock.js';
import { useIsPhone } from './use-is-phone.js';
import { useMe } from './use-me.js';
import { useSignOut } from './use-sign-out.js';

/** A route says so where it brings its own top line on a phone, or none at all. */
export interface RouteHandle {
  top?: 'own-on-phone' | 'none';
}

export function Shell() {
  const matches = useMatches();
  const phone = useIsPhone();
  const top = matches.map(({ handle }) => (handle as RouteHandle | undefined)?.top).findLast(Boolean);
  const hidden = top === 'none' || (top === 'own-on-phone' && phone);
  return (
    <>
      <a className="skip" href="#page">
        {text.common.skip}
      </a>
      {!hidden && (phone ? <PhoneTop /> : <DesktopTop />)}
      <LinkStrip />
      <div id="page" className="page" tabIndex={-1}>
        <Outlet />
      </div>
    </>
  );
}

function DesktopTop() {
  const me = useMe();
  return (
    <header className="top">
      <Link className="brand" to="/">
        <BrandMark />
        <span>{text.common.product}</span>
      </Link>
      <nav aria-label={text.common.mainNavigation}>
        {navOf(me).map((item) => (
          <NavLink key={item.to} to={item.to}>
            {item.label}
          </NavLink>
        ))}
      </nav>
      <div className="top-r">
        <PlantClock />
        <AccountMenu />
      </div>
    </header>
  );
}

function PhoneTop() {
  const me = useMe();
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  useEffect(() => setOpen(false), [pathname]);
  const leave = useSignOut();
  return (
    <header className="p-top">
      <Link to="/" aria-label={text.common.toStart} className="p-home">
        <BrandMark />
      </Link>
      <PlantClock short />
      <button type="button" className="go" onClick={() => setOpen(true)} aria-label={text.common.menu}>
        <IconMenu2 className="i" />
      </button>
      <Drawer
        opened={open}
        onClose={() => setOpen(false)}
        position="right"
        size="18rem"
        title={me.displayName}
        closeButtonProps={{ 'aria-label': text.common.close, size: 'xl' }}
      >
        <nav className="p-nav" aria-label={text.common.mainNavigation}>
          {navOf(me).map((item) => (
            <NavLink key={item.to} to={item.to}>
              {item.label}
            </NavLink>
          ))}
          <NavLink to="/account">{text.account.page}</NavLink>
        </nav>
        <ColourChoice />
        <button type="button" className="btn tall" onClick={leave}>
          <IconLogout className="i" /> {text.common.signOut}
        </button>
      </Drawer>
    </header>
  );
}

/** Says that the screens are a copy, once the link has been away for a moment. */
function LinkStrip() {
  const link = useSyncExternalStore(liveLink.watch, liveLink.get);
  const me = useMe();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(!link.up), link.up ? 0 : 4000);
    return () => clearTimeout(timer);
  }, [link.up]);
  if (!shown) return null;
  return (
    <p className="link-strip" role="status">
      {text.common.linkLost(clock(link.since, me.sites[0]?.timeZone ?? me.timeZone))}
    </p>
  );
}
