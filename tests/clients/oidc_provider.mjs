// A certified OpenID Connect provider with one client and people of its own, for the tests.
//
// node oidc_provider.mjs FOLDER_WITH_NODE_MODULES ADDRESS_OF_THE_SERVICE
//
// Whoever logs in is called what they typed; any password will do. «reviewer» has that role.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

// Whoever started this holds its standard input open, and may be a program that started another.
process.stdin.on("end", () => process.exit()).resume();

const [folder, service] = process.argv.slice(2);
const found = createRequire(`${folder}/`).resolve("oidc-provider");
const { Provider } = await import(pathToFileURL(found).href);

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "partnerskap",
        client_secret: "a-secret-of-the-tests",
        redirect_uris: [`${service}/login/callback`],
        post_logout_redirect_uris: [`${service}/`],
      },
    ],
    claims: { openid: ["sub", "acr"], profile: ["name", "roles"], email: ["email", "email_verified"] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        name: `${id} Nordmann`,
        email: `${id}@kommune.example`,
        email_verified: id !== "unverified",
        roles: id === "reviewer" ? ["partnerskap-reviewer"] : ["other"],
      }),
    }),
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    cookies: { keys: ["of the tests"] },
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
