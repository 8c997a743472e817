//! One POST: the address is resolved and looked at, then connected to. Redirects are answers like others.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    Request,
    body::Incoming,
    client::conn::http1,
    header::{CONTENT_LENGTH, HOST, RETRY_AFTER, USER_AGENT},
    http::request::Builder,
};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs, pki_types::ServerName},
};
use url::{Position, Url};

use super::reach::Reach;

/// Bytes of an answer that are read; what it says is not kept.
const ANSWER_BYTES_MAX: usize = 16 * 1024;
/// The longest rest that a receiver may ask for, in seconds.
const RETRY_AFTER_S_MAX: u64 = 24 * 3600;

/// What a receiver answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// How long it asks to be left alone, in milliseconds.
    pub retry_after_ms: Option<u64>,
}

/// Why there is no answer; says nothing of what was sent, or whereto.
pub type Silence = &'static str;

/// TLS with the authorities of Mozilla.
pub(super) fn tls() -> Option<Arc<ClientConfig>> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .ok()?;
    Some(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

/// Sends it and waits for the answer.
pub(super) async fn post(
    url: &Url,
    headers: &[(&'static str, String)],
    body: Vec<u8>,
    reach: Reach,
    tls: &Arc<ClientConfig>,
    timeout: Duration,
) -> Result<Answer, Silence> {
    let sent = exchange(url, headers, body, reach, tls);
    tokio::time::timeout(timeout, sent).await.unwrap_or(Err("it took too long"))
}

async fn exchange(
    url: &Url,
    headers: &[(&'static str, String)],
    body: Vec<u8>,
    reach: Reach,
    tls: &Arc<ClientConfig>,
) -> Result<Answer, Silence> {
    let stream = connect(url, reach).await?;
    let host = &url[Position::BeforeHost..Position::AfterPort];
    let mut request = Request::post(&url[Position::BeforePath..Position::AfterQuery])
        .header(HOST, host)
        .header(USER_AGENT, concat!("rialto/", env!("CARGO_PKG_VERSION")))
        .header(CONTENT_LENGTH, body.len());
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    if url.scheme() == "http" {
        return talk(TokioIo::new(stream), request, body).await;
    }
    let name = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let name = ServerName::try_from(name).map_err(|_| "its name cannot be")?;
    let secured = TlsConnector::from(tls.clone()).connect(name, stream).await;
    let secured = secured.map_err(|_| "its certificate is not good, or it does not speak TLS")?;
    talk(TokioIo::new(secured), request, body).await
}

/// To the first address that may be connected to.
async fn connect(url: &Url, reach: Reach) -> Result<TcpStream, Silence> {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let port = url.port_or_known_default().unwrap_or(443);
    let found = lookup_host((host, port)).await.map_err(|_| "its name is not known")?;
    let allowed: Vec<SocketAddr> = found.filter(|address| reach.allows(address.ip())).collect();
    if allowed.is_empty() {
        return Err("its address is not public");
    }
    TcpStream::connect(allowed.as_slice()).await.map_err(|_| "it cannot be connected to")
}

async fn talk<S>(stream: TokioIo<S>, request: Builder, body: Vec<u8>) -> Result<Answer, Silence>
where
    TokioIo<S>: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
{
    let request =
        request.body(Full::new(Bytes::from(body))).map_err(|_| "it cannot be asked so")?;
    let cut = |_| "it went away";
    let (mut sender, connection) = http1::handshake(stream).await.map_err(cut)?;
    let spoken = async {
        let response = sender.send_request(request).await.map_err(cut)?;
        Ok(heard(response).await)
    };
    tokio::pin!(spoken);
    tokio::select! {
        answer = &mut spoken => answer,
        _ = connection => spoken.await,
    }
}

async fn heard(response: hyper::Response<Incoming>) -> Answer {
    let status = response.status().as_u16();
    let asked = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let seconds = asked.and_then(|text| text.trim().parse::<u64>().ok());
    // Read so that the receiver can finish; whether it comes to an end changes nothing.
    let _rest = Limited::new(response.into_body(), ANSWER_BYTES_MAX).collect().await;
    Answer { status, retry_after_ms: seconds.map(|s| s.min(RETRY_AFTER_S_MAX) * 1000) }
}
