import { AtpAgent } from '@atproto/api';

export async function journey({ server, picture, text, alt, seen, isGone }) {
  const agent = new AtpAgent({ service: server });
  const { data: described } = await agent.com.atproto.server.describeServer();
  await agent.login({ identifier: 'catalonia-ca.sandbox.test', password: 'sandbox-catalonia-ca' });
  const { data: { blob } } = await agent.uploadBlob(picture, { encoding: 'image/png' });
  const images = [{ image: blob, alt, aspectRatio: { width: 4, height: 3 } }];
  const embed = { $type: 'app.bsky.embed.images', images };
  const made = await agent.post({ text, embed, langs: ['ca'] });
  const { data: { thread } } = await agent.getPostThread({ uri: made.uri });
  const [shown] = thread.post.embed.images;
  const read = {
    id: thread.post.uri, text: thread.post.record.text, alt: shown.alt, sha256: await seen(shown.fullsize),
    did: described.did,
  };
  await agent.deletePost(made.uri);
  return { ...read, gone: await isGone(() => agent.getPostThread({ uri: made.uri })) };
}
