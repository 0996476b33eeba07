import { LonePage } from '@/app/_shell/lone-page';
import { buttonLook } from '@/app/_ui/button-look';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <LonePage title="Page not found">
      <p>The link may be wrong or outdated. Nothing was changed.</p>
      {/* oxlint-disable-next-line next/no-html-link-for-pages -- every page holds this one, and a Link would come with it once more */}
      <a href="/" className={buttonLook('primary')}>
        Go to the start page
      </a>
    </LonePage>
  );
}
