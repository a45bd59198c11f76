// One observation: edited while it is a draft, read once it is shared.

import { useParams } from '@tanstack/react-router';
import { useMe } from '../../context';
import { useProfile } from '../useProfile';
import { DraftEditor } from './DraftEditor';
import { useObservation } from './observations';
import { SharedView } from './SharedView';
import { ScreenFallback } from '../../frame/ScreenFallback';

export function ObservationScreen() {
  const { userId, observationId } = useParams({ from: '/people/$userId/observations/$observationId' });
  const person = useProfile(userId);
  const observation = useObservation(userId, observationId);
  const me = useMe();
  // Once shown, the screen stays when access ends, so that what was typed can be copied.
  if (!observation.data || !person.data || !me.data) return <ScreenFallback what="the observation" queries={[observation, person, me]} />;
  const View = observation.data.state === 'draft' ? DraftEditor : SharedView;
  return <View key={observation.data.id} person={person.data} observation={observation.data} />;
}
