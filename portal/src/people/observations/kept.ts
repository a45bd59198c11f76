// Lines of a script that the service has not taken yet. They outlive a reload, a crash and a lost network,
// so they lie in this browser's storage and not in the tab's: until they are sent, they are nowhere else.
// They are named by the person, and shown to nobody else who signs in here.

export interface KeptLine {
  /** Its idempotency key: however often it is sent, it is one line. */
  key: string;
  /** When it was seen, RFC 3339. */
  at: string;
  text: string;
  component_ids: string[];
}

export class KeptLines {
  private readonly place: string;

  constructor(
    subject: string,
    observationId: string,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = window.localStorage,
  ) {
    this.place = `lines/${subject}/${observationId}`;
  }

  /** Oldest first. */
  all(): KeptLine[] {
    return JSON.parse(this.storage.getItem(this.place) ?? '[]') as KeptLine[];
  }

  keep(line: KeptLine): void {
    this.write([...this.all(), line]);
  }

  /** The line has been taken, or is not wanted. */
  drop(key: string): void {
    this.write(this.all().filter((line) => line.key !== key));
  }

  private write(lines: KeptLine[]): void {
    if (lines.length === 0) this.storage.removeItem(this.place);
    else this.storage.setItem(this.place, JSON.stringify(lines));
  }
}

/** How long to wait before sending is tried again, in milliseconds: longer each time, half a minute at most. */
export function pauseAfter(failures: number): number {
  return Math.min(1_000 * 2 ** (failures - 1), 30_000);
}
