import type { Agent } from '@/lib/run/run';

/** Every seeded run has an agent whose subject begins with this; so it is told from real ones. */
export const SEED_SUBJECT = 'seed:';

const FIRST_NAMES = ['Amal', 'Björn', 'Chloé', 'Dana', 'Emeka', 'Fatima', 'Goran', 'Hana'];
const LAST_NAMES = ['Andersen', 'Baptiste', 'Çelik', "D'Souza", 'Okafor', 'Müller', 'Nowak'];

/** The agents of the history, 56 of them. */
export const SEED_AGENTS: readonly Agent[] = FIRST_NAMES.flatMap((first) =>
  LAST_NAMES.map((last) => {
    const user = `${plain(first)}.${plain(last)}`;
    return {
      subject: `${SEED_SUBJECT}${user}`,
      email: `${user}@example.com`,
      name: `${first} ${last}`,
    };
  }),
);

function plain(name: string): string {
  const letters = name.normalize('NFD').toLowerCase();
  return letters.replace(/[^a-z]/g, '');
}
