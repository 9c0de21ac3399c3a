// Prints what Redocly's recommended rules find wrong with a description, one problem a line; exits 1 if there is any.
import { createConfig, lint } from "@redocly/openapi-core";

const config = await createConfig({
  extends: ["recommended"],
  rules: { "info-license": "off" }, // The project's, not the API's.
});
const problems = await lint({ ref: process.argv[2], config });
for (const { severity, ruleId, message, location } of problems)
  console.log(`${severity} ${ruleId} ${location.map((place) => place.pointer ?? "").join(" ")}: ${message}`);
process.exit(problems.length === 0 ? 0 : 1);
