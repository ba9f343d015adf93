import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from '@jest/globals';
import { TrinoClient } from '../../src/flowlogs/engine/trino-client.ts';
import { useAwsEnvironment } from '../support/aws-environment.ts';
import { HAS_MOTO, startMoto } from '../support/moto.ts';
import { findUnpackedTrino, NO_TRINO } from '../support/trino/home.ts';
import { startTrino, type TrinoSpool } from '../support/trino/server.ts';

const home = HAS_MOTO ? findUnpackedTrino() : null;
const SQL =
  'SELECT orderkey, partkey, linenumber, comment FROM tpch.tiny.lineitem ORDER BY 1, 3, 2, 4';

(home === null ? describe.skip : describe)(
  home === null ? `${NO_TRINO}, or no moto` : 'rows in the spool of a real Trino',
  () => {
    const stops: (() => unknown)[] = [];
    afterEach(async () => {
      for (const stop of stops.splice(0)) await stop();
    });

    async function open(retrieval: TrinoSpool['retrieval']) {
      if (home === null) throw new Error('no Trino');
      const moto = await startMoto();
      const restore = useAwsEnvironment(moto.url, { AWS_REGION: 'us-east-1' });
      const s3 = new S3Client({ forcePathStyle: true });
      await s3.send(new CreateBucketCommand({ Bucket: 'spool' }));
      const place = { endpoint: moto.url, region: 'us-east-1' };
      const trino = await startTrino(home, undefined, { ...place, bucket: 'spool', retrieval });
      stops.push(
        () => trino.stop(),
        () => s3.destroy(),
        restore,
        () => moto.stop(),
      );
      const client = new TrinoClient({
        ...{ url: trino.url, user: 'test', session: {}, credentials: null, version: 'test' },
      });
      const kept = async () =>
        ((await s3.send(new ListObjectsV2Command({ Bucket: 'spool' }))).Contents ?? []).length;
      return { client, kept };
    }

    it.each(['STORAGE', 'COORDINATOR_STORAGE_REDIRECT', 'COORDINATOR_PROXY'] as const)(
      'are those that the server would send itself, and are removed (%s)',
      async (retrieval) => {
        const { client, kept } = await open(retrieval);
        const ask = async (spooled: boolean) => {
          const rows: unknown[] = [];
          let most = 0;
          await client.query(SQL, {
            spooled,
            onRows: async (each) => {
              rows.push(...each);
              most = Math.max(most, await kept());
            },
          });
          return { rows, most };
        };
        const direct = await ask(false);
        const spooled = await ask(true);
        expect(direct.most).toBe(0);
        expect(spooled.most).toBeGreaterThan(0);
        expect(spooled.rows).toHaveLength(60_175);
        expect(spooled.rows).toEqual(direct.rows);
        for (const from = Date.now(); (await kept()) > 0 && Date.now() - from < 20_000; ) {
          await new Promise((later) => setTimeout(later, 100));
        }
        expect(await kept()).toBe(0);
      },
      240_000,
    );
  },
);
