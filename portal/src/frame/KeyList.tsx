import { Kbd, Modal, Table } from '@mantine/core';
import { useMe } from '../context';
import { byKeys } from './places';

type Line = [keys: string[], does: string];

const KEYS: Line[] = [
  [['/'], 'Find a person; Ctrl K or ⌘ K too'],
  [['↑', '↓', 'Enter'], 'Choose in a list'],
  [['Esc'], 'Close, and go back to where you were'],
  [['?'], 'This list'],
];

/** What the keyboard does. */
export default function KeyList({ close }: { close: () => void }) {
  const places = byKeys(useMe().data).map(({ letter, name }): Line => [['g', letter], `Go to ${name}`]);
  return (
    <Modal opened onClose={close} title="Keys">
      <Table>
        <Table.Tbody>
          {[...KEYS, ...places].map(([keys, does]) => (
            <Table.Tr key={does}>
              <Table.Td style={{ whiteSpace: 'nowrap' }}>
                {keys.map((key) => (
                  <Kbd key={key} mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
