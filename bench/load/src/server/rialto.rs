//! Rialto: its settings, its people and its auctions.

use std::{fs, io::Read, net::SocketAddrV4, path::Path, process::Command, rc::Rc};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::Kind;
use crate::{clock::unix_seconds, dialect, http};

/// Who makes the tokens, so that ten thousand people cost no ten thousand passwords.
const ISSUER: &str = "https://bench.example";
const AUDIENCE: &str = "rialto";
const TOKEN_SECONDS: u64 = 12 * 3600;

/// Settings in which nothing is limited that a benchmark wants to do.
const SETTINGS: &str = r"
[server]
max_connections = 25000

[limits]
connections_per_user = 1000
connections_per_address = 25000
requests_per_s = 1000000
requests_per_address_per_s = 1000000
subscribes_per_s = 1000000
bids_per_s = 1000000
";

/// With what tokens are made.
#[derive(Clone)]
pub(super) struct Keys {
    secret: Rc<[u8]>,
}

/// How Rialto is started.
pub(super) fn command(
    program: &Path,
    directory: &Path,
    address: SocketAddrV4,
    kind: Kind,
) -> Result<(Command, Keys), String> {
    let told = |error: std::io::Error| format!("{}: {error}", directory.display());
    let directory = directory.canonicalize().map_err(told)?;
    let keys = Keys::make().map_err(told)?;
    let key_file = directory.join("issuer.key");
    fs::write(&key_file, &keys.secret).map_err(told)?;
    let volatile = kind == Kind::RialtoVolatile;
    let settings = format!(
        "{SETTINGS}\n[[auth.issuers]]\nissuer = \"{ISSUER}\"\naudience = \"{AUDIENCE}\"\n\
         algorithm = \"HS256\"\nkey_file = \"{}\"\ntrust_role = true\n\n\
         [testing]\nvolatile = {volatile}\n",
        key_file.display()
    );
    let file = directory.join("rialto.toml");
    fs::write(&file, settings).map_err(told)?;
    let mut command = Command::new(program);
    command.args(["serve", "--listen", &address.to_string(), "--config"]).arg(file);
    command.arg("--data").arg(directory.join("data"));
    Ok((command, keys))
}

impl Keys {
    fn make() -> std::io::Result<Self> {
        let mut bytes = [0; 48];
        fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
        Ok(Keys { secret: URL_SAFE_NO_PAD.encode(bytes).into_bytes().into() })
    }

    /// The token of somebody who bids.
    pub(super) fn token_of(&self, person: usize) -> String {
        self.token(&dialect::name(person), "user")
    }

    /// Makes so many auctions, open to all, and gives their rooms.
    pub(super) fn make_auctions(
        &self,
        server: SocketAddrV4,
        count: usize,
    ) -> Result<Vec<String>, String> {
        let token = self.token("seller", "seller");
        let terms = json!({
            "title": "hot", "currency": "EUR", "bidding": "open", "startPrice": 1,
            "increment": { "type": "fixed", "amount": 1 }, "durationMs": 3_600_000, "publish": true
        });
        let make = |_| {
            let head = "POST /api/v1/auctions";
            let (status, body) = http::request(server, head, Some(&token), &terms.to_string())?;
            let made: Value = serde_json::from_str(&body).unwrap_or_default();
            let room = made["room"].as_str().map(str::to_owned);
            room.ok_or_else(|| format!("no auction, but {status}: {body}"))
        };
        (0..count).map(make).collect()
    }

    /// Opens conversations with so many people in each, one after the other, and gives their rooms.
    /// Nobody is notified: that would be one event of a conversation that is no message.
    pub(super) fn make_conversations(
        &self,
        server: SocketAddrV4,
        sizes: &[usize],
    ) -> Result<Vec<String>, String> {
        let mut rooms = Vec::with_capacity(sizes.len());
        let mut first = 0;
        for size in sizes {
            let people = first..first + size;
            let ids = people.clone().map(|person| self.id_of(server, person));
            let ids = ids.collect::<Result<Vec<String>, String>>()?;
            let talk = match &ids[..] {
                [_, other] => json!({ "kind": "direct", "members": [other] }),
                ids => json!({ "kind": "group", "title": "Bench", "members": ids }),
            };
            let made = self.ask(server, first, "POST /api/v1/conversations", &talk)?;
            let id = made["id"].as_str().ok_or("a conversation without an id")?;
            let mute = format!("POST /api/v1/conversations/{id}/mute");
            for person in people {
                self.ask(server, person, &mute, &json!({ "on": true }))?;
            }
            rooms.push(format!("conversation:{id}"));
            first += size;
        }
        Ok(rooms)
    }

    /// The id of somebody, who is known to the server from now on.
    pub(super) fn id_of(&self, server: SocketAddrV4, person: usize) -> Result<String, String> {
        let known = self.ask(server, person, "GET /api/v1/me", &json!({}))?;
        known["id"].as_str().map(str::to_owned).ok_or_else(|| "a person without an id".to_owned())
    }

    fn ask(
        &self,
        server: SocketAddrV4,
        person: usize,
        head: &str,
        body: &Value,
    ) -> Result<Value, String> {
        let token = self.token_of(person);
        let (status, text) = http::request(server, head, Some(&token), &body.to_string())?;
        if !(200..300).contains(&status) {
            return Err(format!("{head}: {status} {text}"));
        }
        Ok(serde_json::from_str(&text).unwrap_or_default())
    }

    /// How many messages somebody has not read, by their own list.
    pub(super) fn unread_by(&self, server: SocketAddrV4, person: usize) -> Result<u64, String> {
        let head = "GET /api/v1/conversations";
        let (_, text) = http::request(server, head, Some(&self.token_of(person)), "")?;
        let list: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let counts = list["items"].as_array().ok_or("no list")?.iter();
        Ok(counts.filter_map(|line| line["unreadCount"].as_u64()).sum())
    }

    fn token(&self, name: &str, role: &str) -> String {
        let now = unix_seconds();
        let claims = json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": name, "name": name, "role": role,
            "iat": now, "exp": now + TOKEN_SECONDS
        });
        let head = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
        let signed = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let signature = signature(&self.secret, signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
fn signature(secret: &[u8], signed: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("any length");
    mac.update(signed);
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_signed_as_rfc_7515_shows() {
        // Its example A.1.
        let key = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
        let signed = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let signature = signature(&URL_SAFE_NO_PAD.decode(key).unwrap(), signed.as_bytes());
        let shown = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(URL_SAFE_NO_PAD.encode(signature), shown);
    }
}
