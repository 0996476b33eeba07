import { answerExport } from '@/app/api/runs/answer-export';

/** One row per step, as the specification names the columns. */
export function GET(request: Request): Promise<Response> {
  return answerExport(request, 'csv');
}
