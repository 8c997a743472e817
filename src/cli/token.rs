//! `token create` and `inspect`.

use std::io;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{
    args::{Token, TokenCommand},
    desk::{Desk, Missing, at, declined, device},
    failure::{Exit, Failure},
};
use crate::{
    gateway::token::{Distrust, TOKEN_BYTES_MAX},
    protocol::{account::Declined, fault::Problem},
};

pub(super) fn run(token: Token) -> Result<(), Failure> {
    match token.command {
        TokenCommand::Create { settings, name, ttl } => {
            let lasting = |config: &mut crate::config::Config| {
                if let Some(ttl) = ttl {
                    config.auth.access_ttl = ttl;
                }
            };
            at(&settings, Missing::Refuse, lasting, async |desk| {
                let user = desk.user(&name).await?;
                let signed = desk.accounts.sign_in(&user, &device()).await;
                let signed = signed.map_err(declined("make a token"))?;
                println!("{}", signed.access_token.expose());
                eprintln!("It is good until {}.", signed.expires_at);
                Ok(())
            })
        }
        TokenCommand::Inspect { settings, json } => {
            let token = read()?;
            let findings = at(
                &settings,
                Missing::Refuse,
                |_| (),
                async |desk| Ok(inspect(desk, &token).await),
            )?;
            findings.print(if json { Form::Json } else { Form::Text })
        }
    }
}

fn read() -> Result<String, Failure> {
    let mut line = String::new();
    let limit = u64::try_from(TOKEN_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(2);
    let mut input = io::BufReader::new(io::Read::take(io::stdin(), limit));
    let read = io::BufRead::read_line(&mut input, &mut line);
    read.map_err(|error| Failure::usage("no token", error, "pipe one into standard input"))?;
    Ok(line.trim().to_owned())
}

/// What there is to say about a token.
struct Findings {
    /// What it claims; nothing where it cannot be read.
    claims: Value,
    /// Why it would not be believed.
    refused: Option<String>,
}

/// How findings are written.
#[derive(Clone, Copy)]
enum Form {
    Text,
    Json,
}

async fn inspect(desk: &Desk, token: &str) -> Findings {
    let distrust = desk.tokens.verify(token, desk.clock.now()).err();
    let refused = match distrust {
        Some(distrust) => Some(reason(distrust).to_owned()),
        None => desk.standing.admit(token).await.err().map(|declined| match declined {
            Declined::Refused(refusal) => Problem::from(&refusal).message,
            Declined::Fault(_) => "its holder has been signed out since".to_owned(),
        }),
    };
    Findings { claims: claims(token).unwrap_or(Value::Null), refused }
}

/// What a token claims, believed or not.
fn claims(token: &str) -> Option<Value> {
    let body = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).ok()?).ok()
}

fn reason(distrust: Distrust) -> &'static str {
    match distrust {
        Distrust::TooLong => "it is longer than any token that is looked at",
        Distrust::Malformed => {
            "it is not three parts of base64url with JSON, or claims are missing"
        }
        Distrust::Issuer => "nobody known here issued it (`iss`, see auth.issuers)",
        Distrust::Algorithm => "it is not signed with the algorithm of its issuer's key",
        Distrust::Type => "it is not an access token (`typ`)",
        Distrust::Key => "no key here has its name (`kid`)",
        Distrust::Signature => "the signature does not fit: another key, or it was changed",
        Distrust::Audience => "it is meant for others (`aud`)",
        Distrust::NotYet => "it is not good yet (`nbf`, `iat`)",
        Distrust::Expired => "it has expired (`exp`)",
    }
}

impl Findings {
    fn print(self, form: Form) -> Result<(), Failure> {
        match form {
            Form::Json => {
                let good = self.refused.is_none();
                println!("{}", json!({ "good": good, "why": self.refused, "claims": self.claims }));
            }
            Form::Text => {
                for (name, value) in self.claims.as_object().into_iter().flatten() {
                    println!("{name:<6} {value}");
                }
                if self.refused.is_none() {
                    println!("It would be believed.");
                }
            }
        }
        match self.refused {
            None => Ok(()),
            Some(why) => Err(Failure::new(
                Exit::Refused,
                "this token would not be believed",
                why,
                "sign in again, or see `rialto token create --help`",
            )),
        }
    }
}
