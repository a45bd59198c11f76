// Downloads a file from the API.

import { useMutation } from '@tanstack/react-query';

export function useDownload(name: string, request: () => Promise<{ data?: unknown }>) {
  return useMutation({ mutationFn: async () => save((await request()).data as Blob, name) });
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
