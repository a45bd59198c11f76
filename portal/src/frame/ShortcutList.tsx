// The window that lists the keyboard shortcuts.

import { Kbd, Table } from '@mantine/core';
import { useMe } from '../context';
import { placesByKey } from './places';
import { Window } from './Window';

type Shortcut = [keys: string[], description: string];

const KEYS: Shortcut[] = [
  [['/'], 'Find a person; Ctrl K or ⌘ K too'],
  [['↑', '↓', 'Enter'], 'Choose in a list'],
  [['Esc'], 'Close, and return to where you were'],
  [['?'], 'Show this list'],
];

export default function ShortcutList({ close }: { close: () => void }) {
  const places = placesByKey(useMe().data).map(({ letter, name }): Shortcut => [['g', letter], `Go to ${name}`]);
  return (
    <Window close={close} title="Keyboard shortcuts">
      <Table>
        <Table.Tbody>
          {[...KEYS, ...places].map(([keys, description]) => (
            <Table.Tr key={description}>
              <Table.Td style={{ whiteSpace: 'nowrap' }}>
                {keys.map((key) => (
                  <Kbd key={key} mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{description}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Window>
  );
}
