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
        return [...entries.values()].find((payload) => payload.uid === uid);
      },
      async consume(id) {
        entries.get(key(id)).consumed = Math.floor(Date.now() / 1000);
      },
      async destroy(id) {
        entries.delete(key(id));
      },
      // Nothing to do: the grant itself is destroyed with them, and no token is taken without it.
      async revokeByGrantId() {},
    };
  };
}
