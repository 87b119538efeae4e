// Reads the faces with a client whose types were made from the published contract; prints what it met, as JSON.
// Compiled with --strict: a promise that the contract does not make is an error before anything runs.
import createClient from "openapi-fetch";
import type { components, paths } from "./contract.js";

declare const process: { argv: string[]; stdout: { write(text: string): void } };

type Schemas = components["schemas"];
type AnyDocument = Schemas["UpdatedItem"]["data"];

const [, , baseUrl, key] = process.argv;
const client = createClient<paths>({ baseUrl });

function expected<T>(value: T | undefined, problem?: Schemas["Problem"]): T {
  if (value === undefined) throw new Error(problem ? `${problem.status} ${problem.detail}` : "no answer");
  return value;
}

// Each kind by its own field: `type` tells them apart, and the compiler knows.
function said(document: AnyDocument): string {
  switch (document.type) {
    case "ambassador":
      return `${document.company.name}, ${document.commune?.name ?? "?"}`;
    case "chapter":
      return `${document.position}. ${document.title}`;
    default:
      return document.title;
  }
}

async function titles(): Promise<string[]> {
  const found: string[] = [];
  let after: string | undefined;
  do {
    const { data, error } = await client.GET("/api/v1/ambassadors", {
      params: { query: { order: "title", limit: 2, commune: ["94028"], after } },
    });
    const page = expected(data, error);
    found.push(...page.items.map((item) => item.title ?? ""));
    after = page.next ? new URL(page.next).searchParams.get("after") ?? undefined : undefined;
  } while (after);
  return found;
}

async function changes(): Promise<{ held: string[]; deleted: string[] }> {
  const held: string[] = [];
  const deleted: string[] = [];
  let query: NonNullable<paths["/api/v1/changes"]["get"]["parameters"]["query"]> = { limit: 4 };
  for (;;) {
    const { data, error } = await client.GET("/api/v1/changes", { params: { query } });
    const page = expected(data, error);
    if (page.items.length === 0) return { held, deleted };
    for (const item of page.items) {
      if (item.state === "deleted") deleted.push(item.id);
      else held.push(said(item.data));
    }
    const next = new URL(page.next).searchParams;
    query = { limit: 4, after: next.get("after") ?? "", afterChangeNumber: Number(next.get("afterChangeNumber")) };
  }
}

const service = expected((await client.GET("/api/v1/")).data);
const listed = await client.GET("/api/v1/ambassadors", {
  params: { query: { fields: ["title", "slug"], include: ["facets", "total"], limit: 1, order: "title" } },
});
const page = expected(listed.data, listed.error);
const slug = expected(page.items[0]?.slug);
const detail = await client.GET("/api/v1/ambassadors/{id_or_slug}", { params: { path: { id_or_slug: slug } } });
const document = expected(detail.data, detail.error);
const again = await client.GET("/api/v1/ambassadors/{id_or_slug}", {
  params: { path: { id_or_slug: slug } },
  headers: { "If-None-Match": detail.response.headers.get("ETag") ?? "" },
});
const resolved = await client.GET("/api/v1/resolve", { params: { query: { path: `/ambassadeurs/${slug}/` } } });
const place = expected(resolved.data, resolved.error);
const search = await client.GET("/api/v1/search", { params: { query: { q: "visite", type: ["article"] } } });
const refused = await client.GET("/api/v1/news", { params: { query: { limit: 1000 } } });
const eligibility = await client.GET("/api/v1/documents/{document_id}/eligibility", {
  params: { path: { document_id: document.id ?? "" } },
  headers: { Authorization: `Bearer ${key}` },
});

process.stdout.write(
  JSON.stringify({
    graphql: service.graphql,
    titles: await titles(),
    total: page.total,
    communes: page.facets?.commune.map(({ value, count }) => [value, count]),
    sparse: Object.keys(page.items[0] ?? {}).sort(),
    blocks: document.body?.map((block) => block.type),
    notModified: again.response.status,
    place: place.kind === "document" ? said(place.document) : place.location,
    hits: expected(search.data, search.error).items.map(({ document, highlight }) => [document.title, highlight.title]),
    refused: [refused.error?.status, refused.error?.errors.map(({ pointer }) => pointer)],
    eligible: eligibility.data?.in_feed,
    ...(await changes()),
  }),
);
