// Assigns a review item to another reviewer.

import { useAct } from '../frame/act';
import { notify } from '../frame/notify';
import { ChoosePersonWindow } from '../people/ChoosePersonWindow';
import type { Person } from '../people/usePersonSearch';
import { type Item, useReassign } from './reviews';

export function ReassignWindow({ item, close }: { item: Item; close: () => void }) {
  const reassign = useReassign();
  const act = useAct({
    send: ({ person }: { person: Person }) => reassign.mutateAsync({ item, reviewer_id: person.id }),
    tell: (_, { person }) => notify(`${person.name} now decides about ${item.coachee.name}, and was notified.`),
    done: close,
    failed: `${item.coachee.name} was not handed over`,
  });
  const whyNot = (person: Person) => {
    if (person.id === item.coach.id || person.id === item.coachee.id) return 'Nobody reviews their own assignment.';
    if (person.id === item.reviewer?.id) return 'Already the reviewer.';
    return person.status === 'inactive' ? 'Inactive.' : undefined;
  };
  return (
    <ChoosePersonWindow
      id="to-review"
      title={`Another reviewer for ${item.coachee.name}, coached by ${item.coach.name}`}
      action="hands it over"
      label={() => 'Hand over'}
      whyNot={whyNot}
      act={act}
      inputFor={(person) => ({ person })}
      close={close}
    />
  );
}
