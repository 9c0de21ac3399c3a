// A receiver that leaves the verifying to a published library. One line of JSON for each delivery, with what was answered.
import { createServer } from "node:http";

const libraries = {
  async standardwebhooks(secret) {
    const { Webhook } = await import("standardwebhooks");
    const webhook = new Webhook(secret);
    return async (headers, body) => {
      webhook.verify(body, headers);
    };
  },
  async tern(secret) {
    const { WebhookVerificationService } = await import("@hookflo/tern");
    return async (headers, body) => {
      const request = new Request("http://127.0.0.1/", { method: "POST", headers, body });
      // It has Standard Webhooks under the names of services that sign by it.
      const result = await WebhookVerificationService.verifyWithPlatformConfig(request, "replicateai", secret, 300);
      if (!result.isValid) throw new Error(result.error);
    };
  },
};

const verify = await libraries[process.argv[2]](process.env.WEBHOOK_SECRET);

const server = createServer(async (request, response) => {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const body = Buffer.concat(pieces);
  let status = 204;
  let why = "";
  try {
    await verify(request.headers, body.toString("utf8"));
  } catch (error) {
    status = 401;
    why = String(error.message);
  }
  console.log(JSON.stringify({ status, why, id: request.headers["webhook-id"] }));
  response.writeHead(status).end();
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
