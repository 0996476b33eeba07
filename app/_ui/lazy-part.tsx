import { lazy, Suspense, type ComponentType, type ReactNode } from 'react';

/**
 * A part of a page that is loaded where it is shown, and rendered by the server like any other. With
 * React's own means: `next/dynamic` would bring a kilobyte and a half.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  /** Stands in its place until then. */
  fallback: ReactNode = null,
) {
  const Part = lazy(async () => ({ default: await load() })) as ComponentType<Props>;
  return function LazyPart(props: Props) {
    return (
      <Suspense fallback={fallback}>
        <Part {...props} />
      </Suspense>
    );
  };
}
