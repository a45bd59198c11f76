import { useQuery } from '@tanstack/react-query';
import { body } from '../api/client';
import { useApi } from '../context';

export function useProfile(userId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ['people', userId, 'profile'],
    queryFn: async ({ signal }) => body(await api.GET('/users/{user_id}', { params: { path: { user_id: userId } }, signal })),
  });
}
