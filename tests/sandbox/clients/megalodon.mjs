import { createReadStream } from 'node:fs';
import megalodon from 'megalodon';

export async function journey({ server, path, text, alt, seen, isGone }) {
  const client = megalodon.default('mastodon', server, 'sandbox-catalonia-ca');
  const { data: instance } = await client.getInstance();
  const { data: media } = await client.uploadMedia(createReadStream(path), { description: alt });
  const { data: made } = await client.postStatus(text, { media_ids: [media.id], language: 'ca' });
  const { data: reply } = await client.postStatus('2/2', { in_reply_to_id: made.id });
  const { data: status } = await client.getStatus(made.id);
  const { data: source } = await client.getStatusSource(made.id);
  const { data: context } = await client.getStatusContext(made.id);
  const [shown] = status.media_attachments;
  const read = {
    id: status.id, text: source.text, alt: shown.description, sha256: await seen(shown.url),
    below: context.descendants.map((each) => each.id), reply: reply.id,
    most: instance.configuration.statuses.max_characters,
  };
  await client.deleteStatus(made.id);
  return { ...read, gone: await isGone(async () => (await client.getStatus(made.id)).data) };
}
