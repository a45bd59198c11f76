// The provider's store for one organization: sessions, codes, refresh tokens. It is in memory only: a restart ends all
// sessions, but access tokens are signed and stay valid. (The library's own store warns at each use, and there is one
// store per organization.)

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
      // Nothing to do: the grant is destroyed with them, and no token is accepted without it.
      async revokeByGrantId() {},
    };
  };
}
