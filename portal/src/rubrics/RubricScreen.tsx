import { Badge, Box, Button, Group, Table, Text, Title } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { may, useMe } from '../context';
import { type Draft, useDraft } from '../forms/draft';
import { RecordForm } from '../forms/RecordForm';
import { Confirm } from '../frame/Confirm';
import { say } from '../frame/say';
import { Screen } from '../frame/Screen';
import { Wide } from '../frame/Wide';
import { useRubric } from '../people/observations/observations';
import { RubricForm } from './RubricForm';
import { draftOf, newRubric, type Rubric, type RubricDraft, textsOf, useRetire, useSaveRubric } from './rubrics';
import { NotYet } from '../frame/NotYet';

const ABOVE = [{ name: 'Rubrics', to: '/rubrics' }];

/** A rubric, to read or to write. */
export function RubricScreen() {
  const { rubricId } = useParams({ from: '/rubrics/$rubricId' });
  const rubric = useRubric(rubricId);
  if (!rubric.data) return <NotYet what="the rubric" error={rubric.error} again={() => rubric.refetch()} />;
  return <ThatRubric key={rubric.data.id} rubric={rubric.data} />;
}

function ThatRubric({ rubric }: { rubric: Rubric }) {
  const draft = useDraft(`rubric/${rubric.id}`, draftOf(rubric));
  const mayEdit = may(useMe().data, 'edit_rubrics') && rubric.state === 'in_use';
  // What was typed and not saved is shown again.
  const [isEditing, setEditing] = useState(draft.isChanged);
  const [isRetiring, setRetiring] = useState(false);
  return (
    <Screen
      title={rubric.title}
      above={ABOVE}
      beside={rubric.state === 'retired' ? <Badge color="gray">Retired</Badge> : <Badge color="green">In use</Badge>}
      action={
        mayEdit && !isEditing ? (
          <Group gap="xs">
            <Button variant="default" onClick={() => setRetiring(true)}>
              Retire
            </Button>
            <Button onClick={() => setEditing(true)}>Edit rubric</Button>
          </Group>
        ) : undefined
      }
    >
      {mayEdit && isEditing ? <Editor rubric={rubric} draft={draft} close={() => setEditing(false)} /> : <Reading rubric={rubric} />}
      {isRetiring && <Retiring rubric={rubric} close={() => setRetiring(false)} />}
    </Screen>
  );
}

/** A rubric to be. */
export function NewRubric() {
  const [proposed] = useState(newRubric);
  const draft = useDraft('rubric/new', proposed);
  return (
    <Screen title="New rubric" above={ABOVE}>
      <Editor draft={draft} close={() => {}} />
    </Screen>
  );
}

function Editor({ rubric, draft, close }: { rubric?: Rubric; draft: Draft<RubricDraft>; close: () => void }) {
  const save = useSaveRubric(rubric?.id);
  const navigate = useNavigate();
  const done = (saved: Rubric) => {
    say(rubric ? `Version ${saved.version} is saved.` : 'Rubric made.');
    close();
    if (!rubric) void navigate({ to: '/rubrics/$rubricId', params: { rubricId: saved.id }, replace: true });
  };
  return (
    <RecordForm
      draft={draft}
      save={save}
      saved={rubric && draftOf(rubric)}
      texts={textsOf}
      label={rubric ? 'Save as the next version' : 'Make rubric'}
      done={done}
    >
      {rubric && <Text c="dimmed">Saving makes version {rubric.version + 1}. What was scored against an earlier version keeps it.</Text>}
      <RubricForm draft={draft} error={save.error} />
    </RecordForm>
  );
}

function Reading({ rubric }: { rubric: Rubric }) {
  return (
    <>
      {rubric.description && (
        <Text className="text" mb="md" maw={640} dir="auto">
          {rubric.description}
        </Text>
      )}
      {rubric.domains.map((domain) => (
        <Box key={domain.name} mb="xl">
          <Title order={2} size="h4" mb="xs" className="name" dir="auto">
            {domain.name}
          </Title>
          <Wide what={domain.name} least={160 * (rubric.levels.length + 1)}>
            <Table layout="fixed" verticalSpacing="xs">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Component</Table.Th>
                  {rubric.levels.map((level) => (
                    <Table.Th key={level} className="name" dir="auto">
                      {level}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {domain.components.map((component) => (
                  <Table.Tr key={component.id}>
                    <Table.Th scope="row" className="name" dir="auto" style={{ verticalAlign: 'top' }}>
                      {component.name}
                    </Table.Th>
                    {component.descriptors.map((descriptor, at) => (
                      <Table.Td key={rubric.levels[at]} className="name" dir="auto" style={{ verticalAlign: 'top' }}>
                        {descriptor}
                      </Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Wide>
        </Box>
      ))}
    </>
  );
}

function Retiring({ rubric, close }: { rubric: Rubric; close: () => void }) {
  const retire = useRetire(rubric.id);
  const confirm = () =>
    retire.mutate(undefined, {
      onSuccess: () => {
        say(`“${rubric.title}” is retired.`);
        close();
      },
    });
  return (
    <Confirm
      question={`Retire “${rubric.title}”?`}
      says="Nothing new can be scored against it. What was scored keeps it, and it stays here to read."
      label="Retire"
      confirm={confirm}
      error={retire.error}
      isPending={retire.isPending}
      close={close}
    />
  );
}
