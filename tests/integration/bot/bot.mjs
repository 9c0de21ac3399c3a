// A bot made with a public SDK, which knows nothing of consentry: it expects to be Meta's webhook, and the SDK verifies
// each signature. Prints a line for each message that it accepts, and one for each webhook that it refuses.
import { createServer } from "node:http";
import { webcrypto } from "node:crypto";
import { WhatsAppAPI } from "whatsapp-api-js/middleware/node-http";

globalThis.crypto ??= webcrypto; // Node 18 has it under this name only.

const say = (what) => process.stdout.write(JSON.stringify(what) + "\n");
const bot = new WhatsAppAPI({ token: "not needed to listen", appSecret: process.env.APP_SECRET, v: "v23.0" });
bot.on.message = ({ phoneID, from, message }) => say({ number: phoneID, from, id: message.id, text: message.text.body });

const server = createServer(async (request, response) => {
  const status = request.method === "POST" ? await bot.handle_post(request) : 405;
  if (status !== 200) say({ refused: status });
  response.writeHead(status).end();
});
server.listen(0, "127.0.0.1", () => say({ port: server.address().port }));
