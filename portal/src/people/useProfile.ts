// Reads a person's profile.

import { useQuery } from '@tanstack/react-query';
import { body } from '../api/client';
import { keys } from '../api/keys';
import { useApi } from '../context';

export function useProfile(userId: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.profile(userId),
    queryFn: async ({ signal }) => body(await api.GET('/users/{user_id}', { params: { path: { user_id: userId } }, signal })),
  });
}
