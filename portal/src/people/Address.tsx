/** An e-mail address; a long one breaks before its domain, and not within a word. */
export function Address({ of }: { of: string }) {
  const [name, domain] = of.split(/(?=@)/);
  return (
    <>
      {name}
      <wbr />
      {domain}
    </>
  );
}
