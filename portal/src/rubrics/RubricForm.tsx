// The fields of a rubric: levels, domains, their components, and the descriptors of each level.

import { Box, Button, CloseButton, Fieldset, Group, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { fieldError } from '../api/client';
import type { Draft } from '../forms/draft';
import { ProseField, TextField } from '../forms/fields';
import { type Component, type Domain, LIMITS, moved, newComponent, type RubricDraft } from './rubrics';

export function RubricForm({ draft, error }: { draft: Draft<RubricDraft>; error: Error | null }) {
  const { value, set } = draft;
  const errorOf = (name: string) => fieldError(error, name);
  const setDomain = (at: number, part: Partial<Domain>) =>
    set({ domains: value.domains.map((domain, index) => (index === at ? { ...domain, ...part } : domain)) });
  return (
    <>
      <TextField label="Title" required value={value.title} error={errorOf('title')} onChange={(title) => set({ title })} />
      <ProseField
        label="Description"
        value={value.description}
        error={errorOf('description')}
        onChange={(description) => set({ description: description || null })}
      />
      <Levels draft={draft} error={errorOf('levels')} />
      {value.domains.map((domain, at) => (
        <DomainFields
          key={at}
          name={`Domain ${at + 1}`}
          domain={domain}
          levels={value.levels}
          error={(field) => errorOf(`domains/${at}/${field}`)}
          set={(part) => setDomain(at, part)}
          move={(by) => set({ domains: moved(value.domains, at, by) })}
          isFirst={at === 0}
          isLast={at === value.domains.length - 1}
          remove={() => set({ domains: value.domains.filter((_, index) => index !== at) })}
        />
      ))}
      {value.domains.length < LIMITS.domains && (
        <Box>
          <Button
            size="xs"
            variant="default"
            onClick={() => set({ domains: [...value.domains, { name: '', components: [newComponent(value.levels.length)] }] })}
          >
            Add domain
          </Button>
        </Box>
      )}
    </>
  );
}

/** The names of the levels, lowest first. Adding or removing one does the same to the descriptors of each component. */
function Levels({ draft, error }: { draft: Draft<RubricDraft>; error?: string }) {
  const { levels, domains } = draft.value;
  const eachComponent = (change: (descriptors: string[]) => string[]) =>
    domains.map((domain) => ({
      ...domain,
      components: domain.components.map((component) => ({ ...component, descriptors: change(component.descriptors) })),
    }));
  const add = () => draft.set({ levels: [...levels, ''], domains: eachComponent((descriptors) => [...descriptors, '']) });
  const remove = (at: number) =>
    draft.set({
      levels: levels.filter((_, index) => index !== at),
      domains: eachComponent((descriptors) => descriptors.filter((_, index) => index !== at)),
    });
  return (
    <Fieldset legend="Levels, lowest first" variant="unstyled">
      {levels.map((level, at) => (
        <Group key={at} wrap="nowrap" gap="xs" mt={4}>
          <TextInput
            flex={1}
            aria-label={`Level ${at + 1}`}
            required
            maxLength={200}
            dir="auto"
            value={level}
            error={at === 0 ? error : undefined}
            onChange={(event) => draft.set({ levels: levels.map((before, index) => (index === at ? event.currentTarget.value : before)) })}
          />
          {levels.length > 2 && <CloseButton aria-label={`Remove level ${at + 1}`} onClick={() => remove(at)} />}
        </Group>
      ))}
      {levels.length < LIMITS.levels && (
        <Button mt="xs" size="xs" variant="default" onClick={add}>
          Add level
        </Button>
      )}
    </Fieldset>
  );
}

/** What domains and components have in common: a name for screen readers, and their place in a list. */
interface Placed {
  name: string;
  isFirst: boolean;
  isLast: boolean;
  move: (by: -1 | 1) => void;
  remove: () => void;
}

/** Buttons that move or remove a domain or component, so that no mouse is needed. */
function OrderButtons({ name, isFirst, isLast, move, remove }: Placed) {
  return (
    <Group gap={4}>
      <Button size="compact-xs" variant="subtle" color="gray" disabled={isFirst} onClick={() => move(-1)} aria-label={`Move ${name} up`}>
        Up
      </Button>
      <Button size="compact-xs" variant="subtle" color="gray" disabled={isLast} onClick={() => move(1)} aria-label={`Move ${name} down`}>
        Down
      </Button>
      {!(isFirst && isLast) && (
        <Button size="compact-xs" variant="subtle" color="gray" onClick={remove} aria-label={`Remove ${name}`}>
          Remove
        </Button>
      )}
    </Group>
  );
}

interface DomainProps extends Placed {
  domain: Domain;
  levels: string[];
  error: (field: string) => string | undefined;
  set: (part: Partial<Domain>) => void;
}

function DomainFields({ domain, levels, error, set, ...placed }: DomainProps) {
  const { components } = domain;
  const setComponent = (at: number, part: Partial<Component>) =>
    set({ components: components.map((component, index) => (index === at ? { ...component, ...part } : component)) });
  return (
    <Box component="section" aria-label={placed.name} className="evidence">
      <Group justify="space-between" align="end" wrap="nowrap">
        <TextField flex={1} label={placed.name} required value={domain.name} error={error('name')} onChange={(name) => set({ name })} />
        <OrderButtons {...placed} />
      </Group>
      {components.map((component, at) => (
        <ComponentFields
          key={component.id ?? `new-${at}`}
          name={`Component ${at + 1} of ${placed.name.toLowerCase()}`}
          component={component}
          levels={levels}
          error={error(`components/${at}`)}
          set={(part) => setComponent(at, part)}
          move={(by) => set({ components: moved(components, at, by) })}
          isFirst={at === 0}
          isLast={at === components.length - 1}
          remove={() => set({ components: components.filter((_, index) => index !== at) })}
        />
      ))}
      {components.length < LIMITS.components && (
        <Button mt="sm" size="xs" variant="default" onClick={() => set({ components: [...components, newComponent(levels.length)] })}>
          Add component
        </Button>
      )}
    </Box>
  );
}

interface ComponentProps extends Placed {
  component: Component;
  levels: string[];
  error?: string;
  set: (part: Partial<Component>) => void;
}

/** A component is collapsed to one line until it is opened, to keep a long rubric readable. */
function ComponentFields({ component, levels, error, set, ...placed }: ComponentProps) {
  const [isOpen, setOpen] = useState(component.name === '');
  return (
    <Box
      component="details"
      mt="sm"
      open={isOpen || error !== undefined}
      onToggle={(event: React.SyntheticEvent<HTMLDetailsElement>) => setOpen(event.currentTarget.open)}
    >
      <summary className="name" dir="auto">
        {component.name || placed.name}
      </summary>
      <Group justify="space-between" align="end" wrap="nowrap" mt="xs">
        <TextField
          flex={1}
          label="Component"
          aria-label={placed.name}
          required
          value={component.name}
          error={error}
          onChange={(name) => set({ name })}
        />
        <OrderButtons {...placed} />
      </Group>
      {levels.map((level, at) => (
        <Textarea
          key={at}
          mt="xs"
          label={level || `Level ${at + 1}`}
          autosize
          maxLength={1_000}
          dir="auto"
          value={component.descriptors[at] ?? ''}
          onChange={(event) =>
            set({ descriptors: component.descriptors.map((before, index) => (index === at ? event.currentTarget.value : before)) })
          }
        />
      ))}
    </Box>
  );
}
