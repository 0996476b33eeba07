import Link from 'next/link';
import { LonePage } from '@/app/_shell/lone-page';
import { buttonLook } from '@/app/_ui/button';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <LonePage title="There is no such page">
      <p>The address may be damaged or old. Nothing was changed.</p>
      <Link href="/" className={buttonLook('primary')}>
        Look a ticket up
      </Link>
    </LonePage>
  );
}
