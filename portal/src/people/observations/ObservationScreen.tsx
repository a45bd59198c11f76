import { useParams } from '@tanstack/react-router';
import { useMe } from '../../context';
import { useProfile } from '../useProfile';
import { DraftEditor } from './DraftEditor';
import { useObservation } from './observations';
import { SharedView } from './SharedView';
import { NotYet } from '../../frame/NotYet';

/** An observation: written while it is a draft, read once it is shared. */
export function ObservationScreen() {
  const { userId, observationId } = useParams({ from: '/people/$userId/observations/$observationId' });
  const person = useProfile(userId);
  const observation = useObservation(userId, observationId);
  const me = useMe();
  const error = observation.error ?? person.error;
  // What is shown stays when a right ends, for what was typed to be copied.
  if (!observation.data || !person.data || !me.data)
    return <NotYet what="the observation" error={error} again={() => observation.refetch()} />;
  const View = observation.data.state === 'draft' ? DraftEditor : SharedView;
  return <View key={observation.data.id} person={person.data} observation={observation.data} />;
}

export { NewObservation } from './NewObservation';
