// A coach's private notes of a conference.

import { Box, Text, Title } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { useDraft } from '../../forms/draft';
import { ProseField } from '../../forms/fields';
import { RecordForm } from '../../forms/RecordForm';
import { Loaded } from '../../frame/Loaded';
import { notify } from '../../frame/notify';
import { type Conference, usePrivateNotes, useSavePrivateNotes } from './conferences';

interface Props {
  person: Schemas['Profile'];
  conference: Conference;
}

export function PrivateNotes({ person, conference }: Props) {
  const notes = usePrivateNotes(person.id, conference.id);
  return (
    <Box component="section" aria-label="Private notes">
      <Title order={2} size="h4">
        Private notes
      </Title>
      <Text size="xs" c="dimmed" mb="xs">
        Only you read them. Neither {person.name} nor administrators do.
      </Text>
      <Loaded query={notes} what="your notes" rows={1}>
        {(data) => <Notes person={person} conference={conference} notes={data} />}
      </Loaded>
    </Box>
  );
}

function Notes({ person, conference, notes }: Props & { notes: Schemas['PrivateNotes'] }) {
  const saved = { text: notes.text, version: notes.version };
  const draft = useDraft(`private-notes/${conference.id}`, saved);
  const save = useSavePrivateNotes(person.id, conference.id);
  return (
    <RecordForm
      draft={draft}
      save={save}
      saved={saved}
      texts={({ text }) => [['Private notes', text]]}
      label="Save private notes"
      done={() => notify('Private notes saved.')}
    >
      <ProseField
        aria-label="Private notes"
        maxLength={10_000}
        rows={4}
        value={draft.value.text}
        onChange={(text) => draft.set({ text })}
      />
    </RecordForm>
  );
}
