import { Client } from '@xdevplatform/xdk';

export async function journey({ server, picture, text, alt, seen, isGone }) {
  const client = new Client({ accessToken: 'sandbox-catalonia_ca', baseUrl: server });
  const media = picture.toString('base64');
  const { data: { id } } = await client.media.upload({ media, mediaCategory: 'tweet_image' });
  await client.media.createMetadata({ id, metadata: { altText: { text: alt } } });
  const { data: made } = await client.posts.create({ text, media: { mediaIds: [id] } });
  const { data, includes } = await client.posts.getById(made.id, {
    expansions: ['attachments.media_keys'], postFields: ['entities'], mediaFields: ['alt_text', 'url'],
  });
  const [shown] = includes.media;
  const [{ url }] = data.entities.urls.slice(-1);
  const read = {
    id: data.id, text: data.text.replace(` ${url}`, ''), alt: shown.altText ?? shown.alt_text,
    sha256: await seen(shown.url),
  };
  await client.posts.delete(made.id);
  return { ...read, gone: await isGone(async () => (await client.posts.getById(made.id)).data) };
}
