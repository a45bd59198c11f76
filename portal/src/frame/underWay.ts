// What is sent and not answered yet: nothing is sent twice, and a retry of the same request has the same key.

import { isTransient } from '../api/client';

export class UnderWay {
  private readonly subjects = new Set<string>();
  private readonly keys = new Map<string, string>();

  /**
   * Sends a request about a subject, unless one is under way; then returns null. `send` gets an `Idempotency-Key`, which is
   * the same for a retry of the same request after a transient failure, and new for any other request.
   */
  start<Output>(subject: string, request: unknown, send: (key: string) => Promise<Output>): Promise<Output> | null {
    if (this.subjects.has(subject)) return null;
    const sent = JSON.stringify([subject, request]);
    const key = this.keys.get(sent) ?? crypto.randomUUID();
    this.keys.set(sent, key);
    this.subjects.add(subject);
    return this.finish(subject, sent, send(key));
  }

  private async finish<Output>(subject: string, sent: string, answer: Promise<Output>): Promise<Output> {
    try {
      const output = await answer;
      this.keys.delete(sent);
      return output;
    } catch (error) {
      if (!isTransient(error as Error)) this.keys.delete(sent);
      throw error;
    } finally {
      this.subjects.delete(subject);
    }
  }
}
