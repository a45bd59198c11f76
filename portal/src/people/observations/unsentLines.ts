// Lines of a script that the service does not have yet. They are in the browser's local storage, so that they survive a
// reload, a crash and a lost network. They are stored per person, so that nobody else who signs in here sees them.

export interface UnsentLine {
  /** The `Idempotency-Key`: however often the line is sent, it is added once. */
  key: string;
  /** When it was observed, in RFC 3339. */
  at: string;
  text: string;
  component_ids: string[];
}

export type LineContent = Pick<UnsentLine, 'text' | 'component_ids'>;

export class UnsentLines {
  private readonly storageKey: string;

  constructor(
    subject: string,
    observationId: string,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = window.localStorage,
  ) {
    this.storageKey = `lines/${subject}/${observationId}`;
  }

  /** Oldest first. */
  all(): UnsentLine[] {
    return JSON.parse(this.storage.getItem(this.storageKey) ?? '[]') as UnsentLine[];
  }

  /** The oldest line that is not among those that the service refused. */
  next(refused: ReadonlyMap<string, unknown>): UnsentLine | undefined {
    return this.all().find(({ key }) => !refused.has(key));
  }

  add(line: UnsentLine): void {
    this.write([...this.all(), line]);
  }

  /** Removes a line once the service has it, or when it is not wanted. */
  remove(key: string): void {
    this.write(this.all().filter((line) => line.key !== key));
  }

  /** Changes a line that the service refused. It is another line to the service, so it has another key. */
  amend(key: string, content: LineContent): void {
    this.write(this.all().map((line) => (line.key === key ? { ...line, ...content, key: crypto.randomUUID() } : line)));
  }

  private write(lines: UnsentLine[]): void {
    if (lines.length === 0) this.storage.removeItem(this.storageKey);
    else this.storage.setItem(this.storageKey, JSON.stringify(lines));
  }
}

/**
 * The time of a new line: now, or the time of the line before it where the clock of this device is behind that. A script is
 * in the order of its times, and a new line belongs at its end.
 */
export function notBefore(before: string, now: Date): string {
  return new Date(Math.max(now.getTime(), Date.parse(before) || 0)).toISOString();
}

/** How long to wait before a retry, in milliseconds: doubled after each failure, at most half a minute. */
export function retryDelay(failures: number): number {
  return Math.min(1_000 * 2 ** (failures - 1), 30_000);
}
