// An e-mail address. A long one breaks before its domain.

export function EmailAddress({ of }: { of: string }) {
  const [name, domain] = of.split(/(?=@)/);
  return (
    <>
      {name}
      <wbr />
      {domain}
    </>
  );
}
