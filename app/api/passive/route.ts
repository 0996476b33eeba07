import { answer } from '@/app/api/answer';
import { hasPermission } from '@/lib/auth/role';
import { findPassiveMode } from '@/lib/run/engine/passive-mode';
import { getServices } from '@/lib/services/get-services';

export function GET(): Promise<Response> {
  return answer('read-history', async ({ roles }) => {
    const { config, database, restored } = getServices();
    const passive = await findPassiveMode(database.prisma, config.run);
    const isOffered = passive === null && hasPermission(roles, 'set-passive-mode');
    return Response.json({ passive, restored: isOffered ? restored.sentence : null });
  });
}
