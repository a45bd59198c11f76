import { useMutation } from '@tanstack/react-query';

/** Reads a file of the API’s and gives it to the browser to keep. */
export function useKeep(name: string, read: () => Promise<{ data?: unknown }>) {
  return useMutation({ mutationFn: async () => keep((await read()).data as Blob, name) });
}

function keep(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
