import { Tag } from 'lucide-react';
import { namesAgree } from '@/lib/plan/names-agree';

type Props = { readonly serverName: string; readonly nameTag: string | null };

/** The instance's Name tag; said quietly where it agrees with the server's name. */
export function NameTag({ serverName, nameTag }: Props) {
  const differs = nameTag !== null && !namesAgree(serverName, nameTag);
  return (
    <p
      className={`flex items-center gap-1 text-xs ${differs ? 'text-attention' : 'text-muted'}`}
      title="Name tag of the instance"
    >
      <Tag aria-hidden className="size-3 shrink-0" />
      <span className="sr-only">Name tag </span>
      <span className="min-w-0 break-words">{nameTag ?? 'no Name tag'}</span>
    </p>
  );
}
