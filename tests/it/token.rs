//! S1: no forged, expired or wrong-type token is believed. The keys under `tests/it/keys/` are for these tests alone.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on may stop")]

use std::{fs, os::unix::fs::PermissionsExt};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rialto::{
    gateway::token::{
        ACCESS_MS, Distrust, Holder, TOKEN_BYTES_MAX, Tokens,
        issuer::{Issuer, Signing, Trust},
        keys::{KeyError, OwnKeys},
    },
    protocol::{
        account::FamilyId,
        id::{Id, UserId},
        person::Role,
        time::Time,
    },
};
use serde_json::{Value, json};

const NOW: Time = Time::from_ms(1_795_000_000_000);
const SECOND: i64 = 1_795_000_000;
const KEY: &[u8] = b"\x01k9@3vQz!7mLw#x0PfR%u2TgY^e5AhJ&";
const OLD_KEY: &[u8] = b"\x02Zq8$wE4rT6yU(i0O)pA[sD]fG{hJ}kL";
const SHARED: &[u8] = b"mV7-qL2_xR9.zT4~bN6+cW1=dF8/eG3*";
const RSA: &[u8] = include_bytes!("keys/rsa.pem");
const RSA_PUBLIC: &[u8] = include_bytes!("keys/rsa.pub.pem");
const RSA_SHORT: &[u8] = include_bytes!("keys/rsa-1024.pub.pem");
const EC: &[u8] = include_bytes!("keys/ec.pem");
const EC_PUBLIC: &[u8] = include_bytes!("keys/ec.pub.pem");
const ED: &[u8] = include_bytes!("keys/ed.pem");
const ED_PUBLIC: &[u8] = include_bytes!("keys/ed.pub.pem");

fn user() -> UserId {
    UserId(Id::from_number(7))
}

fn family() -> FamilyId {
    FamilyId(Id::from_number(8))
}

fn trust(issuer: &str, signing: Signing) -> Trust {
    Trust {
        issuer: issuer.to_owned(),
        audience: "floor".to_owned(),
        signing,
        token_type: "JWT".to_owned(),
        leeway_ms: 0,
        trust_role: false,
    }
}

fn tokens() -> Tokens {
    let others = [
        (Signing::Hs256, SHARED, "hs"),
        (Signing::Rs256, RSA_PUBLIC, "rs"),
        (Signing::Es256, EC_PUBLIC, "es"),
        (Signing::EdDsa, ED_PUBLIC, "ed"),
    ];
    let others = others.map(|(signing, key, name)| {
        Issuer::with_key(trust(name, signing), key).expect("a good key")
    });
    Tokens::new("rialto", OwnKeys::new(KEY, Some(OLD_KEY)).unwrap(), others.into())
}

fn own() -> String {
    tokens().issue(user(), family(), Id::from_number(9), NOW).token.expose().to_owned()
}

fn parts(token: &str) -> (Value, Value) {
    let mut parts = token.split('.').map(|part| {
        serde_json::from_slice(&BASE64.decode(part).unwrap_or_default()).unwrap_or(Value::Null)
    });
    (parts.next().unwrap(), parts.next().unwrap())
}

/// Signs whatever it is told to with HMAC, as a forger who knows `secret` would.
fn forge(head: &Value, claims: &Value, secret: &[u8]) -> String {
    let message =
        format!("{}.{}", BASE64.encode(head.to_string()), BASE64.encode(claims.to_string()));
    let key = EncodingKey::from_secret(secret);
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256);
    format!("{message}.{}", signature.unwrap())
}

fn foreign(issuer: &str) -> Value {
    json!({"iss": issuer, "aud": "floor", "sub": "u-1", "exp": SECOND + 60, "iat": SECOND, "name": "Ann", "role": "admin"})
}

fn signed(algorithm: Algorithm, key: &EncodingKey, claims: &Value) -> String {
    jsonwebtoken::encode(&Header::new(algorithm), claims, key).unwrap()
}

#[track_caller]
fn refuses(token: &str, why: Distrust) {
    assert_eq!(tokens().verify(token, NOW), Err(why), "{token}");
}

#[test]
fn our_own_token_is_believed_for_its_time_and_not_a_millisecond_longer() {
    let verified = tokens().verify(&own(), NOW).expect("fresh");
    assert_eq!(verified.holder, Holder::Own { user: user(), family: family() });
    assert_eq!(verified.expires_at, NOW.plus(ACCESS_MS));
    assert!(tokens().verify(&own(), Time::from_ms(verified.expires_at.ms() - 1)).is_ok());
    assert_eq!(tokens().verify(&own(), verified.expires_at), Err(Distrust::Expired));
    assert_eq!(tokens().verify(&own(), Time::from_ms(NOW.ms() - 1)), Err(Distrust::NotYet));
}

#[test]
fn a_head_that_says_another_algorithm_type_or_key_is_refused() {
    let (head, claims) = parts(&own());
    let with = |field: &str, value: Value| {
        let mut head = head.clone();
        head[field] = value;
        forge(&head, &claims, KEY)
    };
    assert!(tokens().verify(&forge(&head, &claims, KEY), NOW).is_ok(), "the forger's tool works");
    for algorithm in ["none", "None", "HS384", "hs256", "RS256", "ES256", "EdDSA", ""] {
        refuses(&with("alg", json!(algorithm)), Distrust::Algorithm);
    }
    for kind in [json!("JWT"), json!("at+JWT"), json!("rt+jwt"), Value::Null, json!("")] {
        refuses(&with("typ", kind), Distrust::Type);
    }
    refuses(&with("kid", json!("x")), Distrust::Key);
    refuses(&with("kid", Value::Null), Distrust::Key);
    refuses(&with("kid", json!("../../dev/null")), Distrust::Key);
    refuses(&with("crit", json!(["b64"])), Distrust::Algorithm);
    refuses(&with("kid", json!(7)), Distrust::Malformed);
    // A key that the token brings along is not looked at.
    let secret = BASE64.encode(SHARED);
    let mut own_key = head.clone();
    own_key["jwk"] = json!({"kty": "oct", "k": secret});
    refuses(&forge(&own_key, &claims, SHARED), Distrust::Signature);
}

#[test]
fn without_a_signature_or_with_a_foreign_one_it_is_refused() {
    let (mut head, claims) = parts(&own());
    refuses(&forge(&head, &claims, SHARED), Distrust::Signature);
    let token = own();
    let (message, signature) = token.rsplit_once('.').unwrap();
    refuses(&format!("{message}."), Distrust::Signature);
    refuses(message, Distrust::Malformed);
    refuses(&format!("{token}.{signature}"), Distrust::Malformed);
    head["alg"] = json!("none");
    let unsigned =
        format!("{}.{}.", BASE64.encode(head.to_string()), BASE64.encode(claims.to_string()));
    refuses(&unsigned, Distrust::Signature);
}

#[test]
fn any_changed_character_makes_it_worthless() {
    let token = own();
    for place in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(tokens().verify(&changed, NOW).is_err(), "changed at {place}: {changed}");
    }
}

#[test]
fn every_claim_is_needed_and_must_be_ours() {
    let (head, claims) = parts(&own());
    let with = |field: &str, value: Value| {
        let mut claims = claims.clone();
        claims[field] = value;
        forge(&head, &claims, KEY)
    };
    for field in ["sub", "sid", "iat", "nbf", "exp", "jti", "aud", "iss"] {
        let mut fewer = claims.clone();
        fewer.as_object_mut().unwrap().remove(field);
        refuses(&forge(&head, &fewer, KEY), Distrust::Malformed);
    }
    refuses(&with("iss", json!("rialto2")), Distrust::Issuer);
    refuses(&with("iss", json!(["rialto"])), Distrust::Malformed);
    refuses(&with("aud", json!("others")), Distrust::Audience);
    refuses(&with("aud", json!(["rialto", "others"])), Distrust::Malformed);
    refuses(&with("exp", json!(SECOND)), Distrust::Expired);
    refuses(&with("exp", json!(0)), Distrust::Expired);
    refuses(&with("exp", json!(-5)), Distrust::Malformed);
    refuses(&with("exp", json!("9999999999")), Distrust::Malformed);
    refuses(&with("exp", json!(1e300)), Distrust::Malformed);
    refuses(&with("exp", Value::Null), Distrust::Malformed);
    refuses(&with("nbf", json!(SECOND + 1)), Distrust::NotYet);
    refuses(&with("sub", json!("")), Distrust::Malformed);
}

#[test]
fn a_claim_that_stands_twice_is_refused() {
    let (head, claims) = parts(&own());
    let twice = claims.to_string().replacen('{', r#"{"exp":9999999999,"#, 1);
    let message = format!("{}.{}", BASE64.encode(head.to_string()), BASE64.encode(twice));
    let key = EncodingKey::from_secret(KEY);
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256);
    refuses(&format!("{message}.{}", signature.unwrap()), Distrust::Malformed);
    let twice = head.to_string().replacen('{', r#"{"alg":"none","#, 1);
    let rest = own().split_once('.').unwrap().1.to_owned();
    refuses(&format!("{}.{rest}", BASE64.encode(twice)), Distrust::Malformed);
}

#[test]
fn what_is_no_token_is_refused_whatever_its_size() {
    for text in ["", ".", "..", "...", "a.b.c", "Bearer x", "eyJ.eyJ.eyJ", "{}", "\u{0}", "ä.ö.ü"]
    {
        assert!(tokens().verify(text, NOW).is_err(), "{text:?}");
    }
    refuses(&"a".repeat(TOKEN_BYTES_MAX + 1), Distrust::TooLong);
    let (head, mut claims) = parts(&own());
    claims["pad"] = json!("x".repeat(TOKEN_BYTES_MAX));
    refuses(&forge(&head, &claims, KEY), Distrust::TooLong);
    let deep = format!("{}{}", "[".repeat(3000), "]".repeat(3000));
    refuses(&format!("{}.e30.AA", BASE64.encode(&deep)), Distrust::Malformed);
}

#[test]
fn the_previous_key_verifies_and_no_longer_signs() {
    let before = Tokens::new("rialto", OwnKeys::new(OLD_KEY, None).unwrap(), Vec::new());
    let old = before.issue(user(), family(), Id::from_number(1), NOW);
    assert!(tokens().verify(old.token.expose(), NOW).is_ok());
    assert_eq!(before.verify(&own(), NOW), Err(Distrust::Key));
    // Signed with the previous key, in the name of the current one.
    let (head, claims) = parts(&own());
    refuses(&forge(&head, &claims, OLD_KEY), Distrust::Signature);
}

#[test]
fn other_issuers_are_believed_with_their_own_algorithm_alone() {
    let keys = [
        ("hs", Algorithm::HS256, EncodingKey::from_secret(SHARED)),
        ("rs", Algorithm::RS256, EncodingKey::from_rsa_pem(RSA).unwrap()),
        ("es", Algorithm::ES256, EncodingKey::from_ec_pem(EC).unwrap()),
        ("ed", Algorithm::EdDSA, EncodingKey::from_ed_pem(ED).unwrap()),
    ];
    for (issuer, _, _) in &keys {
        for (signer, algorithm, key) in &keys {
            let found = tokens().verify(&signed(*algorithm, key, &foreign(issuer)), NOW);
            if issuer == signer {
                let holder = found.expect("its own key").holder;
                assert_eq!(
                    holder,
                    Holder::Foreign {
                        issuer: (*issuer).to_owned(),
                        subject: "u-1".to_owned(),
                        name: Some("Ann".to_owned()),
                        role: None,
                    }
                );
            } else {
                assert_eq!(found, Err(Distrust::Algorithm), "{issuer} signed by {signer}");
            }
        }
    }
    // The confusion of HMAC and RSA: signed with the public key as if it were a secret.
    let head = json!({"alg": "HS256", "typ": "JWT"});
    refuses(&forge(&head, &foreign("rs"), RSA_PUBLIC), Distrust::Algorithm);
    refuses(&signed(Algorithm::RS512, &keys[1].2, &foreign("rs")), Distrust::Algorithm);
    // Somebody who may sign for one issuer says to be us, or another.
    refuses(&forge(&head, &foreign("rialto"), SHARED), Distrust::Type);
    refuses(&forge(&head, &foreign("nobody"), SHARED), Distrust::Issuer);
}

#[test]
fn other_issuers_tokens_are_checked_in_full() {
    let head = json!({"alg": "HS256", "typ": "JWT"});
    let with = |field: &str, value: Value| {
        let mut claims = foreign("hs");
        claims[field] = value;
        forge(&head, &claims, SHARED)
    };
    assert!(tokens().verify(&with("aud", json!(["x", "floor"])), NOW).is_ok());
    refuses(&with("aud", json!("floors")), Distrust::Audience);
    refuses(&with("aud", Value::Null), Distrust::Malformed);
    refuses(&with("exp", json!(SECOND)), Distrust::Expired);
    refuses(&with("exp", json!(SECOND + 100_000)), Distrust::Expired);
    refuses(&with("nbf", json!(SECOND + 1)), Distrust::NotYet);
    refuses(&with("sub", json!("")), Distrust::Malformed);
    refuses(&with("sub", json!("x".repeat(256))), Distrust::Malformed);
    refuses(&with("role", json!("king")), Distrust::Malformed);
    let other_type = json!({"alg": "HS256", "typ": "at+jwt"});
    refuses(&forge(&other_type, &foreign("hs"), SHARED), Distrust::Type);
    let without_type = json!({"alg": "HS256"});
    assert!(tokens().verify(&forge(&without_type, &foreign("hs"), SHARED), NOW).is_ok());
}

#[test]
fn leeway_and_role_are_as_configured() {
    let trust = Trust { leeway_ms: 5_000, trust_role: true, ..trust("hs", Signing::Hs256) };
    let issuer = Issuer::with_key(trust, SHARED).unwrap();
    let tokens = Tokens::new("rialto", OwnKeys::new(KEY, None).unwrap(), vec![issuer]);
    let token = forge(&json!({"alg": "HS256"}), &foreign("hs"), SHARED);
    let end = Time::from_ms((SECOND + 60) * 1000);
    assert!(tokens.verify(&token, end.plus(4_999)).is_ok());
    assert_eq!(tokens.verify(&token, end.plus(5_000)), Err(Distrust::Expired));
    let Holder::Foreign { role, .. } = tokens.verify(&token, NOW).unwrap().holder else {
        panic!("not ours");
    };
    assert_eq!(role, Some(Role::Admin));
}

#[test]
fn a_key_set_is_read_by_kid() {
    let ed = BASE64.encode(&between_lines(ED_PUBLIC)[12..]);
    let set = json!({"keys": [
        {"kty": "OKP", "crv": "Ed25519", "kid": "one", "use": "sig", "alg": "EdDSA", "x": ed},
        {"kty": "OKP", "crv": "Ed25519", "kid": "sealed", "use": "enc", "x": ed},
        {"kty": "oct", "kid": "secret", "k": BASE64.encode(SHARED)},
    ]});
    let issuer =
        Issuer::with_key_set(trust("ed", Signing::EdDsa), set.to_string().as_bytes()).unwrap();
    let tokens = Tokens::new("rialto", OwnKeys::new(KEY, None).unwrap(), vec![issuer]);
    let token = |kid: Option<&str>| {
        let mut head = Header::new(Algorithm::EdDSA);
        head.kid = kid.map(str::to_owned);
        jsonwebtoken::encode(&head, &foreign("ed"), &EncodingKey::from_ed_pem(ED).unwrap()).unwrap()
    };
    assert!(tokens.verify(&token(Some("one")), NOW).is_ok());
    for kid in [None, Some("two"), Some("sealed"), Some("secret")] {
        assert_eq!(tokens.verify(&token(kid), NOW), Err(Distrust::Key), "{kid:?}");
    }
    let none = Issuer::with_key_set(trust("rs", Signing::Rs256), set.to_string().as_bytes());
    assert!(matches!(none, Err(KeyError::WrongKind)));
}

/// The bytes between the lines of a PEM.
fn between_lines(pem: &[u8]) -> Vec<u8> {
    let text: String =
        str::from_utf8(pem).unwrap().lines().filter(|line| !line.starts_with('-')).collect();
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

#[test]
fn keys_that_can_be_guessed_or_are_of_the_wrong_kind_are_refused() {
    let own = |secret: &[u8]| OwnKeys::new(secret, None).map(|_| ());
    assert!(matches!(own(b"short"), Err(KeyError::Weak)));
    assert!(matches!(own(&[b'x'; 64]), Err(KeyError::Weak)));
    assert!(matches!(own(&KEY[..31]), Err(KeyError::Weak)));
    assert!(matches!(own(b"your-256-bit-secret-your-256-bit-secret"), Err(KeyError::Sample)));
    assert!(matches!(own(b"ChangeMe-0a1b2c3d4e5f6g7h8i9j0k1l2m3n"), Err(KeyError::Sample)));
    assert!(matches!(own(RSA_PUBLIC), Err(KeyError::PublicAsSecret)));
    let issuer = |signing, key: &[u8]| Issuer::with_key(trust("x", signing), key).map(|_| ());
    assert!(matches!(issuer(Signing::Hs256, RSA_PUBLIC), Err(KeyError::PublicAsSecret)));
    assert!(matches!(issuer(Signing::Hs256, b"secret"), Err(KeyError::Sample)));
    assert!(matches!(issuer(Signing::Rs256, RSA_SHORT), Err(KeyError::WrongKind)));
    assert!(matches!(issuer(Signing::Rs256, EC_PUBLIC), Err(KeyError::WrongKind)));
    assert!(matches!(issuer(Signing::Es256, ED_PUBLIC), Err(KeyError::WrongKind)));
    assert!(matches!(issuer(Signing::EdDsa, SHARED), Err(KeyError::WrongKind)));
}

#[test]
fn the_key_file_is_made_for_its_owner_alone_and_rotates_with_an_overlap() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token.key");
    let of = |keys| Tokens::new("rialto", keys, Vec::new());
    let first = of(OwnKeys::open(&path).unwrap());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let token = first.issue(user(), family(), Id::from_number(1), NOW).token;
    assert!(of(OwnKeys::open(&path).unwrap()).verify(token.expose(), NOW).is_ok(), "kept");
    let second = of(OwnKeys::rotate(&path).unwrap());
    assert!(second.verify(token.expose(), NOW).is_ok(), "still verifies");
    let newer = second.issue(user(), family(), Id::from_number(1), NOW).token;
    assert_eq!(first.verify(newer.expose(), NOW), Err(Distrust::Key), "signed with the new one");
    let third = of(OwnKeys::rotate(&path).unwrap());
    assert_eq!(third.verify(token.expose(), NOW), Err(Distrust::Key), "two rotations later");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let why = OwnKeys::open(&path).expect_err("readable by others").to_string();
    assert!(why.contains("chmod 600"), "{why}");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    for bad in ["", "not base64!", "a\nb\nc"] {
        fs::write(&path, bad).unwrap();
        assert!(OwnKeys::open(&path).is_err(), "{bad:?}");
    }
}

#[test]
fn nothing_secret_is_shown() {
    let tokens = tokens();
    let access = tokens.issue(user(), family(), Id::from_number(9), NOW);
    let shown = format!("{tokens:?} {access:?}");
    let secrets = [access.token.expose().to_owned(), BASE64.encode(KEY), format!("{KEY:?}")];
    assert!(secrets.iter().all(|secret| !shown.contains(secret)), "{shown}");
}
