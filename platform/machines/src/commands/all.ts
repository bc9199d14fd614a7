import type { Command } from '../command.js';
import { activate } from './activate.js';
import { apply } from './apply.js';
import { approve } from './approve.js';
import { bind } from './bind.js';
import { bulk } from './bulk.js';
import { declare } from './declare.js';
import { explain } from './explain.js';
import { issue } from './issue.js';
import { list } from './list.js';
import { lock, unlock } from './lock.js';
import { narrow } from './narrow.js';
import { passport } from './passport.js';
import { retire } from './retire.js';
import { revoke } from './revoke.js';
import { rotate } from './rotate.js';
import { resume, suspend } from './suspend.js';
import { whoami } from './whoami.js';

/** In the order in which a machine lives. */
export const COMMANDS: readonly Command[] = [
  declare,
  activate,
  issue,
  approve,
  rotate,
  narrow,
  bind,
  suspend,
  resume,
  revoke,
  bulk,
  lock,
  unlock,
  retire,
  passport,
  explain,
  list,
  apply,
  whoami,
];
