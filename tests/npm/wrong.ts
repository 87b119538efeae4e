// Must not compile: the contract makes none of these promises.
import createClient from "openapi-fetch";
import type { components, paths } from "./contract.js";

const client = createClient<paths>({ baseUrl: "https://example.org" });
type Ambassador = components["schemas"]["AmbassadorDocument"];

export const field = (document: Ambassador): string => document.revenue;
export const list = client.GET("/api/v1/employees", {});
export const order = client.GET("/api/v1/ambassadors", { params: { query: { order: "random" } } });
export const kind = (document: Ambassador): boolean => document.type === "article";
export const absent = (document: Ambassador): string => document.commune.name;
