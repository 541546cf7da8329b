import { Telegram } from 'telegraf';

export async function journey({ server, path, text, alt, seen, isGone }) {
  const telegram = new Telegram('123456789:sandbox-catalonia', { apiRoot: server });
  const chat = '@catalonia_ca';
  // Telegram has no alt text: the description stands below the words.
  const caption = `${text}\n\n${alt}`;
  const made = await telegram.sendPhoto(chat, { source: path }, { caption });
  const largest = made.photo.at(-1);
  const link = await telegram.getFileLink(largest.file_id);
  const [words, description] = made.caption.split('\n\n');
  const read = { id: String(made.message_id), text: words, alt: description, sha256: await seen(link) };
  await telegram.deleteMessage(chat, made.message_id);
  return { ...read, gone: await isGone(() => telegram.deleteMessage(chat, made.message_id)) };
}
