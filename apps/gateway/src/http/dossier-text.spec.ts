import type { AuditEntryView } from '@gatehouse/persistence';
import { dossierText } from './dossier-text.js';

test('RI-18 what vendors, targets and people wrote stands in the dossier as letters only', () => {
  const hostile = '\u001b]0;owned\u0007\u009b31m\u202e';
  for (const [kind, name] of [
    ['session.end-requested', 'reason'],
    ['session.frozen', 'reason'],
    ['session.message-sent', 'text'],
    ['channel.refused', 'what'],
    ['file.refused', 'path'],
    ['connection.cut', 'why'],
    ['session.started', 'dialledAddress'],
    ['recording.sealed', 'reason'],
  ] as const) {
    const text = dossierText({ kind, data: { [name]: hostile } } as unknown as AuditEntryView);
    expect(text).toContain('owned');
    expect(text).not.toMatch(/[\p{Cc}\u202e]/u);
  }
});

test('what an RDP client brought along and was refused stands in the dossier in words', () => {
  const entry = (what: string) => ({ kind: 'channel.refused', data: { what } }) as unknown as AuditEntryView;
  expect(dossierText(entry('rdpdr'))).toBe(
    'Something outside this access was refused: drives, printers and ports of the own machine (rdpdr)',
  );
  expect(dossierText(entry('mine'))).toBe('Something outside this access was refused: mine');
});
