// What the provider remembers of one organisation: sessions, codes, refresh tokens. All in memory:
// a restart signs everybody out of the provider, but access tokens are signed and stay valid.
// (The library has such a store too, but it warns at each use, and we use one per organisation.)

/** An adapter factory for `Provider`. Expired entries are refused by the provider itself. */
export function memoryStore() {
  const entries = new Map();

  return (model) => {
    const key = (id) => `${model} ${id}`;
    return {
      async upsert(id, payload) {
        entries.set(key(id), payload);
      },
      async find(id) {
        return entries.get(key(id));
      },
      async findByUid(uid) {
        return [...entries.values()].find((payload) => payload.kind === model && payload.uid === uid);
      },
      async consume(id) {
        entries.get(key(id)).consumed = Math.floor(Date.now() / 1000);
      },
      async destroy(id) {
        entries.delete(key(id));
      },
      async revokeByGrantId(grantId) {
        for (const [id, payload] of entries) {
          // Only of this model: a sign-in under way names its former grant too, and has to stay.
          if (payload.kind === model && payload.grantId === grantId) entries.delete(id);
        }
      },
    };
  };
}
