// Shows whether an assignment is primary or secondary.

import { Badge } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { inWords } from '../../format';

export function KindBadge({ kind }: { kind: Schemas['Kind'] }) {
  return <Badge variant={kind === 'primary' ? 'light' : 'default'}>{inWords(kind)}</Badge>;
}
