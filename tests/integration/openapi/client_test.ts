// Every operation, called by the client that is generated out of docs/openapi.yaml. It compiles only if the description
// gives each of them what it needs, and if each of them stands here.
import * as api from "./client/sdk.gen";
import { client } from "./client/client.gen";

/** What client_test.py has made ready; each is somebody or something of its own. */
interface Given {
  url: string;
  key: string;
  stopped: string;
  erased: string;
  strangers: string[];
  event: string;
  holds: [string, string];
  undo: string;
  delivery: string;
}

interface Answer {
  response: Response;
  error?: unknown;
}

declare const process: { env: Record<string, string | undefined> };

const given: Given = JSON.parse(process.env.GIVEN ?? "{}");
client.setConfig({ baseUrl: given.url, auth: given.key });

const now = () => new Date().toISOString();
const decision = { actor: "ana@shop.example", reason: "she said so on the phone" };

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

const calls: Record<keyof typeof api, () => Promise<Answer>> = {
  check: async () => {
    const answer = await api.check({ query: { contact: given.stopped, scope: "marketing" } });
    expect(answer.data?.allowed === false && answer.data.reason === "opted_out", "STOP is a no");
    return answer;
  },
  checkMany: async () => {
    const answer = await api.checkMany({ body: { scope: "marketing", contacts: [given.stopped, given.strangers[0]] } });
    expect(answer.data?.results[1].reason === "unknown", "in the order of the question");
    return answer;
  },
  recordConsent: async () => {
    const body = { contact: given.strangers[1], scope: "orders", state: "opted_out" as const, source: "call centre" };
    const headers = { "Idempotency-Key": "generated-1" };
    const first = await api.recordConsent({ body, headers });
    const again = await api.recordConsent({ body, headers });
    expect(first.data?.events.length === 1 && first.data.events[0] === again.data?.events[0], "done once");
    expect(again.response.headers.get("idempotent-replayed") === "true", "and said to be");
    return again;
  },
  recordConsents: async () => {
    const row = { contact: given.strangers[4], scope: "marketing", state: "opted_out" as const, source: "list" };
    const answer = await api.recordConsents({ body: { rows: [row, { ...row, contact: "nobody" }] } });
    expect(answer.data?.kept === 1 && answer.data.refused === 1, "each row for itself");
    return answer;
  },
  listBrakes: () => api.listBrakes(),
  releaseBrake: () => api.releaseBrake({ path: { source: "cli", direction: "opt_ins" }, body: decision }),
  registerPrompt: () =>
    api.registerPrompt({ body: { contact: given.strangers[2], scope: "marketing", wording: "v3", expires_in: "7d" } }),
  passMessage: async () => {
    const answer = await api.passMessage({
      body: { id: "generated-2", contact: given.strangers[3], text: "BAJA", timestamp: now(), source: "inbox" },
    });
    expect(answer.data?.signal === "opt_out" && answer.data.match?.rule === "es/opt_out/baja", "heard, and why");
    return answer;
  },
  listReceptions: () => api.listReceptions(),
  listSubjects: () => api.listSubjects({ query: { unlinked: "1" } }),
  showSubject: async () => {
    const answer = await api.showSubject({ path: { contact: given.stopped } });
    expect(answer.data?.states["marketing"].state === "opted_out", "its states");
    return answer;
  },
  eraseSubject: async () => {
    const answer = await api.eraseSubject({ path: { contact: given.erased }, body: decision });
    expect(answer.data?.changed === true, "erased");
    return answer;
  },
  exportSubject: () => api.exportSubject({ path: { contact: given.stopped } }),
  listReads: () => api.listReads({ query: { limit: 10 } }),
  showProof: () => api.showProof({ path: { contact: given.stopped } }),
  listCheckpoints: () => api.listCheckpoints(),
  showHistory: () => api.showHistory({ path: { contact: given.stopped }, query: { limit: 10 } }),
  listEvents: async () => {
    let after: string | undefined;
    for (let pages = 1; ; ++pages) {
      const answer = await api.listEvents({ query: { after, limit: 2 } });
      if (!answer.data?.more) {
        expect(pages > 1, "several pages");
        return answer;
      }
      after = answer.data.next ?? after;
    }
  },
  showEvent: async () => {
    const answer = await api.showEvent({ path: { id: given.event } });
    expect(answer.data?.data.id === given.event, "the event");
    return answer;
  },
  showEventDeliveries: () => api.showEventDeliveries({ path: { id: given.event } }),
  undoEvent: () => api.undoEvent({ path: { id: given.undo }, body: decision }),
  listHolds: () => api.listHolds(),
  confirmHold: () => api.confirmHold({ path: { id: given.holds[0] }, body: decision }),
  releaseHold: () => api.releaseHold({ path: { id: given.holds[1] }, body: decision }),
  listRenewals: () => api.listRenewals({ query: { scope: "marketing", within: "800d" } }),
  listDeliveries: () => api.listDeliveries({ query: { destination: "crm" } }),
  retryDelivery: () => api.retryDelivery({ path: { id: given.delivery } }),
  listDestinations: () => api.listDestinations(),
  pauseDestination: () => api.pauseDestination({ path: { name: "silent" } }),
  resumeDestination: async () => {
    const answer = await api.resumeDestination({ path: { name: "silent" } });
    expect(answer.data?.paused === false, "it goes on");
    return answer;
  },
  retryDestination: () => api.retryDestination({ path: { name: "silent" } }),
  replayDestination: () => api.replayDestination({ path: { name: "crm" }, body: { from: "2026-11-22T00:00:00Z" } }),
  snapshotDestination: () => api.snapshotDestination({ path: { name: "crm" } }),
  testDestination: async () => {
    const answer = await api.testDestination({ path: { name: "crm" } });
    expect(answer.data?.works === true, "it works");
    return answer;
  },
  listJournal: () => api.listJournal(),
  applyJournal: () => api.applyJournal(),
  match: async () => {
    const answer = await api.match({ body: { text: "Hola, BAJA por favor" } });
    expect(answer.data?.decision === "act", "what it would do");
    return answer;
  },
  health: () => api.health({ parseAs: "text" }),
  readiness: () => api.readiness({ query: { verbose: "1" } }),
  metrics: () => api.metrics({ parseAs: "text" }),
};

async function main(): Promise<void> {
  for (const [name, call] of Object.entries(calls)) {
    try {
      const { response, error } = await call();
      console.log(JSON.stringify({ name, status: response.status, error: error ?? null }));
    } catch (trouble) {
      console.log(JSON.stringify({ name, status: 0, error: String(trouble) }));
    }
  }
}

void main();
