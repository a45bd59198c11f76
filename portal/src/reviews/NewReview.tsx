// The form that launches a review.

import { Button, Fieldset, Group, Input, Stack, Switch, TagsInput, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type Schemas, fieldError } from '../api/client';
import { useMe } from '../context';
import { useDraft } from '../forms/draft';
import { Choice, DayField, NumberField, TextField } from '../forms/fields';
import { RecordForm } from '../forms/RecordForm';
import { useAct } from '../frame/act';
import { notify } from '../frame/notify';
import { Screen } from '../frame/Screen';
import { Loading } from '../frame/Loading';
import { CADENCES, useOrganization } from '../organization/useOrganization';
import { ChoosePersonWindow } from '../people/ChoosePersonWindow';
import type { Person } from '../people/usePersonSearch';
import { newReview, type ReviewDraft, type Rule, useLaunch } from './reviews';

export function NewReview() {
  const me = useMe().data?.user;
  const organization = useOrganization().data;
  return (
    <Screen title="Launch a review" parents={[{ name: 'Reviews', to: '/reviews' }]}>
      {me && organization ? (
        <ReviewForm proposed={newReview({ id: me.id, name: me.name }, organization.review_cadence)} />
      ) : (
        <Loading what="the form" />
      )}
    </Screen>
  );
}

function ReviewForm({ proposed }: { proposed: ReviewDraft }) {
  const draft = useDraft('review/new', proposed);
  const launch = useLaunch();
  const navigate = useNavigate();
  const { value, set } = draft;
  const errorOf = (name: string) => fieldError(launch.error, name);
  const setRule = (at: number, part: Partial<Rule>) =>
    set({ rules: value.rules.map((rule, index) => (index === at ? { ...rule, ...part } : rule)) });
  const done = (review: Schemas['Review']) => {
    notify('The review is launched. Reviewers are notified once the assignments are gathered.');
    void navigate({ to: '/reviews/$reviewId', params: { reviewId: review.id }, replace: true });
  };
  return (
    <RecordForm draft={{ ...draft, isChanged: true }} save={launch} texts={textsOf} label="Launch review" done={done}>
      <TextField label="Name" required value={value.name} error={errorOf('name')} onChange={(name) => set({ name })} />
      <DayField
        label="Last day for decisions"
        description="Reviewers are reminded seven, three and one day before it."
        value={value.due_on}
        error={errorOf('due_on')}
        onChange={(due_on) => set({ due_on })}
      />
      <Fieldset legend="Which assignments">
        <Stack gap="sm">
          <TagsInput
            label="Sites of the coachees"
            description="Empty for all sites. Enter adds one."
            value={value.sites}
            error={errorOf('scope/sites')}
            onChange={(sites) => set({ sites })}
          />
          <Choice
            label="Kind"
            value={value.kind}
            choices={{ '': 'Primary and secondary', primary: 'Primary only', secondary: 'Secondary only' }}
            onChange={(kind) => set({ kind })}
          />
        </Stack>
      </Fieldset>
      <Fieldset legend="Who reviews">
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            For each assignment, the first reviewer with a matching site is used. Nobody reviews their own assignments.
          </Text>
          {value.rules.map((rule, at) => (
            <Group key={at} align="end" gap="xs" wrap="wrap">
              <TextField
                label="Site"
                description={at === 0 ? 'Empty for any site.' : undefined}
                value={rule.site}
                error={errorOf(`reviewers/${at}/site`)}
                onChange={(site) => setRule(at, { site })}
              />
              <PersonField
                label="Reviewer"
                person={rule.reviewer}
                error={errorOf(`reviewers/${at}/reviewer_id`)}
                onChange={(reviewer) => setRule(at, { reviewer })}
              />
              <Button
                variant="subtle"
                color="gray"
                onClick={() => set({ rules: value.rules.filter((_, index) => index !== at) })}
                aria-label={`Remove the reviewer of ${rule.site || 'any site'}`}
              >
                Remove
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
            description="Includes assignments of the reviewers themselves, and of reviewers who leave."
            person={value.fallback}
            error={errorOf('fallback_reviewer_id')}
            onChange={(fallback) => set({ fallback })}
          />
        </Stack>
      </Fieldset>
      <Fieldset legend="At the end">
        <Stack gap="sm">
          <Choice
            label="Undecided assignments"
            value={value.on_silence}
            choices={{ keep: 'Keep', end: 'End, up to a limit' }}
            onChange={(on_silence) => set({ on_silence })}
          />
          {value.on_silence === 'end' && (
            <NumberField
              label="Limit in percent of all assignments"
              description="If more are undecided, the review is held and no assignment changes. At most 50."
              value={value.silence_limit}
              error={errorOf('silence_limit')}
              onChange={(silence_limit) => set({ silence_limit })}
            />
          )}
          <Switch
            label="Close automatically after the last day"
            description="Closing carries out the decisions. Otherwise an administrator closes the review."
            checked={value.closes_by_itself}
            onChange={(event) => set({ closes_by_itself: event.currentTarget.checked })}
          />
          <Choice
            label="Repeat"
            value={value.repeats}
            choices={CADENCES}
            error={errorOf('repeats')}
            onChange={(repeats) => set({ repeats })}
          />
        </Stack>
      </Fieldset>
    </RecordForm>
  );
}

type Reviewer = Rule['reviewer'];

interface PersonFieldProps {
  label: string;
  description?: string;
  person: Reviewer;
  error?: string;
  onChange: (person: Reviewer) => void;
}

/** A field for a person, who is chosen in a window. */
function PersonField({ label, description, person, error, onChange }: PersonFieldProps) {
  const [isOpen, setOpen] = useState(false);
  const act = useAct({
    send: ({ person: chosen }: { person: Person }) => Promise.resolve(chosen),
    done: ({ id, name }) => {
      onChange({ id, name });
      setOpen(false);
    },
    failed: 'Nobody was chosen',
  });
  return (
    <Input.Wrapper label={label} description={description} error={error}>
      <Group gap="xs" mt={4}>
        <Button variant="default" onClick={() => setOpen(true)} aria-label={`${label}: ${person?.name ?? 'nobody yet'}. Choose`}>
          {person?.name ?? 'Choose a person'}
        </Button>
      </Group>
      {isOpen && (
        <ChoosePersonWindow
          id="reviewer"
          title={label}
          action="confirms"
          label={() => 'Choose'}
          whyNot={(other) => (other.status === 'inactive' ? 'Inactive.' : undefined)}
          act={act}
          inputFor={(chosen) => ({ person: chosen })}
          close={() => setOpen(false)}
        />
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
