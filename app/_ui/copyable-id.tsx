import { CopyButton } from './copy-button';

type Props = {
  readonly id: string;
  /** Where the thing lives, such as its page in the AWS console. */
  readonly href?: string | undefined;
  /** What the link opens, for people who cannot see where it leads. */
  readonly opens?: string | undefined;
};

/** An id in monospace that links to where the thing lives and can be copied with one click. */
export function CopyableId({ id, href, opens }: Props) {
  return (
    <span className="inline-flex max-w-full items-center gap-0.5 font-mono text-xs leading-6">
      {href === undefined ? (
        <span className="min-w-0 break-all">{id}</span>
      ) : (
        <a
          href={href}
          target="_blank"
          rel="noreferrer"
          title={opens}
          className="min-w-0 break-all text-ink underline decoration-line-strong underline-offset-2 hover:text-accent hover:decoration-accent"
        >
          {id}
        </a>
      )}
      <CopyButton text={id} />
    </span>
  );
}
