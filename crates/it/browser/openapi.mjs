// Validates the OpenAPI document that stands on standard input against the schema of its version, with a validator that
// nobody here wrote. Says "valid OpenAPI 3.1", or what is wrong.
import { Validator } from "@seriousme/openapi-schema-validator";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const validator = new Validator();
const result = await validator.validate(JSON.parse(Buffer.concat(chunks).toString("utf8")));
console.log(result.valid ? `valid OpenAPI ${validator.version}` : JSON.stringify(result.errors, null, 1));
