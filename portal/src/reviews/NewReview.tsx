import { Button, Fieldset, Group, Input, Modal, Stack, Switch, TagsInput, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type Schemas, wrongWith } from '../api/client';
import { useMe } from '../context';
import { useDraft } from '../forms/draft';
import { Choice, DayField, NumberField, TextField } from '../forms/fields';
import { RecordForm } from '../forms/RecordForm';
import { say } from '../frame/say';
import { Screen } from '../frame/Screen';
import { Waiting } from '../frame/Waiting';
import { useOrganisation } from '../organisation/useOrganisation';
import type { Person } from '../people/PersonList';
import { PersonSearch } from '../people/PersonSearch';
import { newReview, type ReviewDraft, type Rule, useLaunch } from './reviews';

const CADENCES: readonly Schemas['Cadence'][] = ['never', 'weekly', 'monthly', 'quarterly', 'yearly'];

/** A review to be. */
export function NewReview() {
  const me = useMe().data?.user;
  const organisation = useOrganisation().data;
  return (
    <Screen title="Launch a review" above={[{ name: 'Reviews', to: '/reviews' }]}>
      {me && organisation ? (
        <Form proposed={newReview({ id: me.id, name: me.name }, organisation.review_cadence)} />
      ) : (
        <Waiting what="the form" />
      )}
    </Screen>
  );
}

function Form({ proposed }: { proposed: ReviewDraft }) {
  const draft = useDraft('review/new', proposed);
  const launch = useLaunch();
  const navigate = useNavigate();
  const { value, set } = draft;
  const wrong = (name: string) => wrongWith(launch.error, name);
  const setRule = (at: number, part: Partial<Rule>) =>
    set({ rules: value.rules.map((rule, n) => (n === at ? { ...rule, ...part } : rule)) });
  const done = (review: Schemas['Review']) => {
    say('The review is launched. Its reviewers are told when the assignments are gathered.');
    void navigate({ to: '/reviews/$reviewId', params: { reviewId: review.id }, replace: true });
  };
  return (
    <RecordForm draft={{ ...draft, isChanged: true }} save={launch} texts={textsOf} label="Launch review" done={done}>
      <TextField label="Name" required value={value.name} error={wrong('name')} onChange={(name) => set({ name })} />
      <DayField
        label="Last day for decisions"
        description="Reviewers are reminded seven, three and one day before it."
        value={value.due_on}
        error={wrong('due_on')}
        onChange={(due_on) => set({ due_on })}
      />
      <Fieldset legend="Which assignments">
        <Stack gap="sm">
          <TagsInput
            label="Sites of the coachees"
            description="All sites, when there is none here. Enter adds one."
            value={value.sites}
            error={wrong('scope/sites')}
            onChange={(sites) => set({ sites })}
          />
          <Choice
            label="Kind"
            value={value.kind}
            choices={{ '': 'Primary and secondary', primary: 'Primary alone', secondary: 'Secondary alone' }}
            onChange={(kind) => set({ kind })}
          />
        </Stack>
      </Fieldset>
      <Fieldset legend="Who reviews">
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            The first that fits is taken. Nobody reviews an assignment that they have a part in.
          </Text>
          {value.rules.map((rule, at) => (
            <Group key={at} align="end" gap="xs" wrap="wrap">
              <TextField
                label="Site"
                description={at === 0 ? 'Any, when empty.' : undefined}
                value={rule.site}
                error={wrong(`reviewers/${at}/site`)}
                onChange={(site) => setRule(at, { site })}
              />
              <PersonField
                label="Reviewer"
                person={rule.reviewer}
                error={wrong(`reviewers/${at}/reviewer_id`)}
                onChange={(reviewer) => setRule(at, { reviewer })}
              />
              <Button
                variant="subtle"
                color="gray"
                onClick={() => set({ rules: value.rules.filter((_, n) => n !== at) })}
                aria-label={`Take out the reviewer of ${rule.site || 'any site'}`}
              >
                Take out
              </Button>
            </Group>
          ))}
          <Group>
            <Button variant="default" size="xs" onClick={() => set({ rules: [...value.rules, { site: '', reviewer: null }] })}>
              Add a reviewer
            </Button>
          </Group>
          <PersonField
            label="Who reviews the rest"
            description="And what a reviewer has a part in, or leaves behind."
            person={value.fallback}
            error={wrong('fallback_reviewer_id')}
            onChange={(fallback) => set({ fallback })}
          />
        </Stack>
      </Fieldset>
      <Fieldset legend="When it is over">
        <Stack gap="sm">
          <Choice
            label="What nobody has decided"
            value={value.on_silence}
            choices={{ keep: 'Is kept', end: 'Is ended, up to a limit' }}
            onChange={(on_silence) => set({ on_silence })}
          />
          {value.on_silence === 'end' && (
            <NumberField
              label="At most, of a hundred assignments"
              description="With more that nobody has decided, the review is held and nothing is done. Fifty at most."
              value={value.silence_limit}
              error={wrong('silence_limit')}
              onChange={(silence_limit) => set({ silence_limit })}
            />
          )}
          <Switch
            label="Closes by itself after its last day"
            description="What was decided is then done. Otherwise an administrator closes it."
            checked={value.closes_by_itself}
            onChange={(event) => set({ closes_by_itself: event.currentTarget.checked })}
          />
          <Choice
            label="Repeated"
            value={value.repeats}
            choices={CADENCES}
            error={wrong('repeats')}
            onChange={(repeats) => set({ repeats })}
          />
        </Stack>
      </Fieldset>
    </RecordForm>
  );
}

type Named = Rule['reviewer'];

interface PersonFieldProps {
  label: string;
  description?: string;
  person: Named;
  error?: string;
  onChange: (person: Named) => void;
}

/** A person, found by name in a window. */
function PersonField({ label, description, person, error, onChange }: PersonFieldProps) {
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState<Person | null>(null);
  const whyNot = (other: Person) => (other.status === 'inactive' ? 'Inactive.' : undefined);
  const confirm = () => {
    if (!chosen || whyNot(chosen)) return;
    onChange({ id: chosen.id, name: chosen.name });
    setOpen(false);
  };
  return (
    <Input.Wrapper label={label} description={description} error={error}>
      <Group gap="xs" mt={4}>
        <Button variant="default" onClick={() => setOpen(true)} aria-label={`${label}: ${person?.name ?? 'nobody yet'}. Choose`}>
          {person?.name ?? 'Choose a person'}
        </Button>
      </Group>
      {isOpen && (
        <Modal opened onClose={() => setOpen(false)} title={label} size="lg">
          <Stack gap="sm">
            <PersonSearch id="reviewer" chosen={chosen} choose={setChosen} confirm={confirm} does="takes the person" reason={whyNot} />
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setOpen(false)}>
                Cancel
              </Button>
              <Button onClick={confirm} disabled={!chosen || whyNot(chosen) !== undefined}>
                Choose
              </Button>
            </Group>
          </Stack>
        </Modal>
      )}
    </Input.Wrapper>
  );
}

const textsOf = (value: ReviewDraft): [string, string][] => [
  ['Name', value.name],
  ['Last day', value.due_on ?? ''],
  ['Sites', value.sites.join(', ')],
  ['Reviewers', value.rules.map(({ site, reviewer }) => `${site || 'Any site'}: ${reviewer?.name ?? ''}`).join('\n')],
  ['Who reviews the rest', value.fallback?.name ?? ''],
];
