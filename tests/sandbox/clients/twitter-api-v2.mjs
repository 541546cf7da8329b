import { Agent } from 'node:https';
import { connect } from 'node:net';
import { TwitterApi } from 'twitter-api-v2';

// Its hosts are fixed, so its connections are led to the server that it was told.
class Detour extends Agent {
  constructor(server) {
    super({ keepAlive: false });
    this.server = new URL(server);
  }
  addRequest(request, options) {
    request.setHeader('Host', this.server.host);
    super.addRequest(request, options);
  }
  createConnection() {
    return connect(Number(this.server.port), this.server.hostname);
  }
}

export async function journey({ server, picture, text, alt, seen, isGone }) {
  const { v2 } = new TwitterApi('sandbox-catalonia_ca', { httpAgent: new Detour(server) });
  // Pieces as small as these make several of one picture.
  const options = { media_type: 'image/png', media_category: 'tweet_image' };
  const id = await v2.uploadMedia(picture, options, 64);
  await v2.createMediaMetadata(id, { alt_text: { text: alt } });
  const { data: made } = await v2.tweet(text, { media: { media_ids: [id] } });
  const { data, includes } = await v2.singleTweet(made.id, {
    expansions: ['attachments.media_keys', 'author_id'], 'tweet.fields': ['entities'],
    'media.fields': ['alt_text', 'url'], 'user.fields': ['username'],
  });
  const [shown] = includes.media;
  const [{ url }] = data.entities.urls.slice(-1);
  const read = {
    id: data.id, text: data.text.replace(` ${url}`, ''), alt: shown.alt_text, sha256: await seen(shown.url),
    author: includes.users[0].username,
  };
  await v2.deleteTweet(made.id);
  return { ...read, gone: await isGone(async () => (await v2.singleTweet(made.id)).data) };
}
