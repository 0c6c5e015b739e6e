import type { ReactNode } from 'react';

/** Drawings of kinds of machine, not photographs of one: the tag beside them says which machine it is. */
export const machineDrawings = {
  palletizer: (
    <>
      <rect className="s" width="120" height="80" />
      <rect className="f" y="62" width="120" height="18" />
      <rect className="m" x="6" y="56" width="52" height="8" />
      <circle className="d" cx="13" cy="66" r="3" />
      <circle className="d" cx="27" cy="66" r="3" />
      <circle className="d" cx="41" cy="66" r="3" />
      <rect className="b" x="12" y="44" width="14" height="12" />
      <rect className="b" x="32" y="44" width="14" height="12" />
      <rect className="d" x="66" y="54" width="16" height="12" />
      <path className="a" d="M70 56 66 28l8-4 5 30z" />
      <path className="a" d="M66 26 92 14l3 6-26 12z" />
      <circle className="d" cx="70" cy="27" r="5" />
      <circle className="d" cx="93" cy="17" r="4" />
      <path className="d" d="M91 20h5v10h-5z" />
      <rect className="d" x="86" y="29" width="16" height="3" />
      <rect className="b" x="87" y="32" width="14" height="10" />
      <rect className="b" x="84" y="46" width="10" height="9" />
      <rect className="b" x="95" y="46" width="10" height="9" />
      <rect className="b" x="84" y="56" width="10" height="9" />
      <rect className="b" x="95" y="56" width="10" height="9" />
      <rect className="m" x="81" y="66" width="28" height="3" />
    </>
  ),
  cabinet: (
    <>
      <rect className="s" width="120" height="80" />
      <rect className="f" y="70" width="120" height="10" />
      <rect className="m" x="22" y="6" width="76" height="66" />
      <rect className="w" x="26" y="10" width="33" height="58" />
      <rect className="w" x="61" y="10" width="33" height="58" />
      <rect className="d" x="30" y="16" width="25" height="6" />
      <rect className="d" x="30" y="26" width="25" height="6" />
      <rect className="d" x="30" y="36" width="25" height="6" />
      <rect className="a" x="65" y="16" width="25" height="10" />
      <rect className="d" x="67" y="32" width="4" height="12" />
      <rect className="d" x="73" y="32" width="4" height="12" />
      <rect className="d" x="79" y="32" width="4" height="12" />
      <rect className="d" x="85" y="32" width="4" height="12" />
      <rect className="d" x="30" y="50" width="25" height="12" />
      <rect className="d" x="65" y="52" width="25" height="3" />
      <rect className="d" x="65" y="59" width="25" height="3" />
    </>
  ),
  filler: (
    <>
      <rect className="s" width="120" height="80" />
      <rect className="f" y="64" width="120" height="16" />
      <rect className="m" x="20" y="12" width="80" height="12" />
      <rect className="d" x="24" y="24" width="4" height="40" />
      <rect className="d" x="92" y="24" width="4" height="40" />
      <rect className="d" x="35" y="24" width="3" height="10" />
      <path className="b" d="M32 62V44l3-4v-3h3v3l3 4v18z" />
      <rect className="d" x="47" y="24" width="3" height="10" />
      <path className="b" d="M44 62V44l3-4v-3h3v3l3 4v18z" />
      <rect className="d" x="59" y="24" width="3" height="10" />
      <path className="b" d="M56 62V44l3-4v-3h3v3l3 4v18z" />
      <rect className="d" x="71" y="24" width="3" height="10" />
      <path className="b" d="M68 62V44l3-4v-3h3v3l3 4v18z" />
      <rect className="d" x="83" y="24" width="3" height="10" />
      <path className="b" d="M80 62V44l3-4v-3h3v3l3 4v18z" />
      <rect className="a" x="28" y="62" width="64" height="4" />
    </>
  ),
  wrapper: (
    <>
      <rect className="s" width="120" height="80" />
      <rect className="f" y="64" width="120" height="16" />
      <rect className="m" x="14" y="50" width="92" height="6" />
      <rect className="w" x="40" y="16" width="44" height="34" />
      <rect className="d" x="46" y="22" width="14" height="14" />
      <rect className="a" x="66" y="22" width="12" height="8" />
      <rect className="b" x="18" y="38" width="16" height="12" />
      <rect className="b" x="90" y="36" width="14" height="14" />
      <rect className="d" x="20" y="56" width="4" height="10" />
      <rect className="d" x="96" y="56" width="4" height="10" />
    </>
  ),
  boiler: (
    <>
      <rect className="s" width="120" height="80" />
      <rect className="f" y="66" width="120" height="14" />
      <rect className="m" x="26" y="22" width="66" height="40" rx="20" />
      <rect className="w" x="38" y="22" width="42" height="40" />
      <rect className="d" x="36" y="60" width="8" height="8" />
      <rect className="d" x="74" y="60" width="8" height="8" />
      <rect className="d" x="70" y="2" width="8" height="20" />
      <rect className="a" x="12" y="36" width="18" height="14" />
      <circle className="d" cx="59" cy="42" r="8" />
      <circle className="w" cx="59" cy="42" r="5" />
      <path className="d" d="M44 22v-8H8v-4h40v12z" />
    </>
  ),
  server: (
    <>
      <rect className="s" width="120" height="80" />
      <rect className="f" y="72" width="120" height="8" />
      <rect className="m" x="34" y="4" width="52" height="70" />
      <rect className="d" x="38" y="10" width="44" height="7" />
      <circle className="w" cx="43" cy="13.5" r="1.5" />
      <rect className="d" x="38" y="20" width="44" height="7" />
      <circle className="w" cx="43" cy="23.5" r="1.5" />
      <rect className="a" x="38" y="30" width="44" height="7" />
      <circle className="w" cx="43" cy="33.5" r="1.5" />
      <rect className="d" x="38" y="40" width="44" height="7" />
      <circle className="w" cx="43" cy="43.5" r="1.5" />
      <rect className="d" x="38" y="50" width="44" height="7" />
      <circle className="w" cx="43" cy="53.5" r="1.5" />
      <rect className="d" x="38" y="60" width="44" height="7" />
      <circle className="w" cx="43" cy="63.5" r="1.5" />
    </>
  ),
} satisfies Record<string, ReactNode>;

export type MachineKind = keyof typeof machineDrawings;
