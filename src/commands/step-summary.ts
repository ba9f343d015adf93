import { appendFile } from 'node:fs/promises';

/** Adds a page in Markdown to the summary of the step, where this is a step of GitHub Actions. */
export async function appendStepSummary(markdown: string): Promise<void> {
  const path = process.env.GITHUB_STEP_SUMMARY;
  if (path) await appendFile(path, markdown);
}
