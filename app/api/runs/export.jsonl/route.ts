import { answerExport } from '@/app/api/runs/answer-export';

/** One line per run with its steps inside, for machines. */
export function GET(request: Request): Promise<Response> {
  return answerExport(request, 'jsonl');
}
