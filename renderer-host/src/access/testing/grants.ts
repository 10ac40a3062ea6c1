import { RIGHTS_OF } from '@remote-view/protocol';
import type { Grant } from '../grant.ts';

const NEVER = Number.MAX_SAFE_INTEGER;

export const OWNER: Grant = { role: 'owner', rights: RIGHTS_OF.owner, expiresAt: NEVER };
export const SPECTATOR: Grant = { role: 'spectator', rights: RIGHTS_OF.spectator, expiresAt: NEVER };
