//! Messages that only one browser can read: RFC 8291, with the coding `aes128gcm` of RFC 8188.

use aws_lc_rs::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral},
    error::Unspecified,
    hmac,
    rand::{self, SystemRandom},
};

/// Bytes of a public key on P-256, uncompressed.
pub const PUBLIC_BYTES: usize = 65;
/// Bytes of the secret that a browser shares.
pub const AUTH_BYTES: usize = 16;
/// The size of a record, which holds all of a message.
const RECORD_BYTES: u32 = 4096;
/// What ends the last record.
const LAST: u8 = 2;

/// Encrypts `text` for the browser with this public key and secret.
pub fn seal(text: &[u8], theirs: &[u8], auth: &[u8]) -> Result<Vec<u8>, Unspecified> {
    let random = SystemRandom::new();
    let own = EphemeralPrivateKey::generate(&ECDH_P256, &random)?;
    let ours = own.compute_public_key()?;
    let mut salt = [0; 16];
    rand::fill(&mut salt)?;
    let peer = UnparsedPublicKey::new(&ECDH_P256, theirs);
    let input = agree_ephemeral(own, peer, Unspecified, |shared| {
        let info = [b"WebPush: info\0", theirs, ours.as_ref(), &[1]].concat();
        Ok(mac(mac(auth, shared).as_ref(), &info))
    })?;
    let key = mac(&salt, input.as_ref());
    let content = mac(key.as_ref(), b"Content-Encoding: aes128gcm\0\x01");
    let nonce = mac(key.as_ref(), b"Content-Encoding: nonce\0\x01");
    let sealing = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &content.as_ref()[..16])?);
    let nonce = Nonce::try_assume_unique_for_key(&nonce.as_ref()[..12])?;
    let mut record = [text, &[LAST]].concat();
    sealing.seal_in_place_append_tag(nonce, Aad::empty(), &mut record)?;
    let length = u8::try_from(ours.as_ref().len()).map_err(|_| Unspecified)?;
    Ok([&salt[..], &RECORD_BYTES.to_be_bytes(), &[length], ours.as_ref(), &record].concat())
}

fn mac(key: &[u8], text: &[u8]) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text)
}
