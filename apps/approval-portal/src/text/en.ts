import { account } from './en/account.js';
import { admin } from './en/admin.js';
import { approver } from './en/approver.js';
import { auditor } from './en/auditor.js';
import { common } from './en/common.js';
import { desktop } from './en/desktop.js';
import { files } from './en/files.js';
import { confirm } from './en/confirm.js';
import { request } from './en/request.js';
import { session } from './en/session.js';
import { signIn } from './en/sign-in.js';
import { vendor } from './en/vendor.js';
import { watch } from './en/watch.js';

/**
 * Every string a person sees, in English. Another language is another file of this shape. Sentences are whole
 * templates; the words are those of docs/domain-language.md, column "on screens".
 */
export const text = {
  account,
  admin,
  approver,
  auditor,
  common,
  confirm,
  desktop,
  files,
  request,
  session,
  signIn,
  vendor,
  watch,
};
export type Text = typeof text;
