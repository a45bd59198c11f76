// The list of rubrics.

import { Anchor, Badge, Box, Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { may, useMe } from '../context';
import { PagedList } from '../frame/PagedList';
import { Screen } from '../frame/Screen';
import { day } from '../format';
import { useRubrics } from './rubrics';

export function Rubrics() {
  const rubrics = useRubrics();
  const mayEdit = may(useMe().data, 'edit_rubrics');
  return (
    <Screen
      title="Rubrics"
      action={
        mayEdit ? (
          <Button component={Link} to="/rubrics/new">
            New rubric
          </Button>
        ) : undefined
      }
    >
      <PagedList
        pages={rubrics}
        what="the rubrics"
        empty={`A rubric describes what practice looks like at each level. ${mayEdit ? 'Create the first one.' : 'An administrator can create one.'}`}
      >
        {(items) =>
          items.map((rubric) => (
            <div key={rubric.id} className="row">
              <Box className="name">
                <Anchor component={Link} to={`/rubrics/${rubric.id}`} fw={500} dir="auto">
                  {rubric.title}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {`${rubric.component_count} ${rubric.component_count === 1 ? 'component' : 'components'} · version ${rubric.version} of ${day(rubric.updated_at)}`}
                </Text>
              </Box>
              {rubric.state === 'retired' ? <Badge color="gray">Retired</Badge> : <Badge color="green">In use</Badge>}
            </div>
          ))
        }
      </PagedList>
    </Screen>
  );
}
