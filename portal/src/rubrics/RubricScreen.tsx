// One rubric, to read or to edit, and the form of a new one.

import { Badge, Box, Button, Group, Table, Text, Title } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { may, useMe } from '../context';
import { type Draft, useDraft } from '../forms/draft';
import { RecordForm } from '../forms/RecordForm';
import { useAct } from '../frame/act';
import { Confirm } from '../frame/Confirm';
import { notify } from '../frame/notify';
import { Screen } from '../frame/Screen';
import { HorizontalScroll } from '../frame/HorizontalScroll';
import { RubricForm } from './RubricForm';
import { draftOf, newRubric, type Rubric, type RubricDraft, textsOf, useRetire, useRubric, useSaveRubric } from './rubrics';
import { ScreenFallback } from '../frame/ScreenFallback';

const PARENTS = [{ name: 'Rubrics', to: '/rubrics' }];

export function RubricScreen() {
  const { rubricId } = useParams({ from: '/rubrics/$rubricId' });
  const rubric = useRubric(rubricId);
  if (!rubric.data) return <ScreenFallback what="the rubric" queries={[rubric]} />;
  return <LoadedRubric key={rubric.data.id} rubric={rubric.data} />;
}

function LoadedRubric({ rubric }: { rubric: Rubric }) {
  const draft = useDraft(`rubric/${rubric.id}`, draftOf(rubric));
  const mayEdit = may(useMe().data, 'edit_rubrics') && rubric.state === 'in_use';
  const [wasOpened, setEditing] = useState(false);
  // The editor is open while there is an unsaved draft.
  const isEditing = wasOpened || draft.isChanged;
  const [isRetiring, setRetiring] = useState(false);
  return (
    <Screen
      title={rubric.title}
      parents={PARENTS}
      status={rubric.state === 'retired' ? <Badge color="gray">Retired</Badge> : <Badge color="green">In use</Badge>}
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
      {mayEdit && isEditing ? <Editor rubric={rubric} draft={draft} close={() => setEditing(false)} /> : <RubricTables rubric={rubric} />}
      {isRetiring && <RetireDialog rubric={rubric} close={() => setRetiring(false)} />}
    </Screen>
  );
}

/** The form of a new rubric. */
export function NewRubric() {
  const [proposed] = useState(newRubric);
  const draft = useDraft('rubric/new', proposed);
  return (
    <Screen title="New rubric" parents={PARENTS}>
      <Editor draft={draft} />
    </Screen>
  );
}

function Editor({ rubric, draft, close }: { rubric?: Rubric; draft: Draft<RubricDraft>; close?: () => void }) {
  const save = useSaveRubric(rubric?.id);
  const navigate = useNavigate();
  const done = (saved: Rubric) => {
    notify(rubric ? `Version ${saved.version} is saved.` : 'Rubric created.');
    close?.();
    if (!rubric) void navigate({ to: '/rubrics/$rubricId', params: { rubricId: saved.id }, replace: true });
  };
  return (
    <RecordForm
      draft={draft}
      save={save}
      saved={rubric && draftOf(rubric)}
      draftOf={({ id }) => `rubric/${id}`}
      texts={textsOf}
      label={rubric ? 'Save as the next version' : 'Create rubric'}
      done={done}
    >
      {rubric && (
        <Text c="dimmed">Saving creates version {rubric.version + 1}. Existing scores keep the version that they were given against.</Text>
      )}
      <RubricForm draft={draft} error={save.error} />
    </RecordForm>
  );
}

function RubricTables({ rubric }: { rubric: Rubric }) {
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
          <HorizontalScroll label={domain.name} minWidth={160 * (rubric.levels.length + 1)}>
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
          </HorizontalScroll>
        </Box>
      ))}
    </>
  );
}

function RetireDialog({ rubric, close }: { rubric: Rubric; close: () => void }) {
  const retire = useRetire(rubric.id);
  const act = useAct({
    send: () => retire.mutateAsync(),
    tell: () => notify(`“${rubric.title}” is retired.`),
    done: close,
    failed: `“${rubric.title}” is not retired`,
  });
  return (
    <Confirm
      question={`Retire “${rubric.title}”?`}
      explanation="New observations can’t be scored against it any more. Existing scores stay, and the rubric can still be read here."
      label="Retire"
      confirm={() => act.start(undefined)}
      error={act.error}
      isPending={act.isPending}
      close={close}
    />
  );
}
