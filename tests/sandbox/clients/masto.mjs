import { createRestAPIClient } from 'masto';

export async function journey({ server, picture, text, alt, seen, isGone }) {
  const client = createRestAPIClient({ url: server, accessToken: 'sandbox-catalonia-ca' });
  const { configuration, apiVersions } = await client.v2.instance.fetch();
  const file = new File([picture], 'card.png', { type: 'image/png' });
  const media = await client.v2.media.create({ file, description: alt });
  const made = await client.v1.statuses.create({ status: text, mediaIds: [media.id], language: 'ca' });
  const edited = await client.v1.statuses.$select(made.id).update({ status: `${text}!`, mediaIds: [media.id] });
  const status = await client.v1.statuses.$select(made.id).fetch();
  const source = await client.v1.statuses.$select(made.id).source.fetch();
  const history = await client.v1.statuses.$select(made.id).history.list();
  const context = await client.v1.statuses.$select(made.id).context.fetch();
  const [shown] = status.mediaAttachments;
  const read = {
    id: status.id, text: source.text.slice(0, -1), alt: shown.description, sha256: await seen(shown.url),
    edited: edited.editedAt !== null, versions: history.length, api: apiVersions.mastodon,
    near: context.ancestors.length + context.descendants.length, most: configuration.statuses.maxCharacters,
  };
  await client.v1.statuses.$select(made.id).remove();
  return { ...read, gone: await isGone(() => client.v1.statuses.$select(made.id).fetch()) };
}
