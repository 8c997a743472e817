//! A connection that the HTTP server hands over because its client asks for a WebSocket.

use std::{net::IpAddr, sync::Arc, time::Duration};

use actix_codec::{Framed, FramedParts};
use actix_http::{Request, RequestHead, Response, h1};
use actix_web::{
    HttpResponse,
    body::{BoxBody, to_bytes},
};
use bytes::{Bytes, BytesMut};
use log::debug;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use super::{outbox::Outbox, timed::Timed};

/// How long a client that was refused may take to notice.
const REFUSED_LINGER: Duration = Duration::from_secs(1);
/// What it still sends meanwhile is thrown away up to so much.
const REFUSED_BYTES_MAX: usize = 64 * 1024;

/// A client at the door: its request, and the connection on which it came.
pub struct Call {
    request: Request,
    stream: Arc<TcpStream>,
    /// What came behind the request.
    early: BytesMut,
    /// Answers to requests before this one that have not been sent yet.
    unsent: BytesMut,
}

impl Call {
    pub(super) fn new(request: Request, framed: Framed<Timed, h1::Codec>) -> Self {
        let parts = framed.into_parts();
        Call {
            request,
            stream: Arc::new(parts.io.into_inner()),
            early: parts.read_buf,
            unsent: parts.write_buf,
        }
    }

    /// The head of the request.
    pub fn head(&self) -> &RequestHead {
        self.request.head()
    }

    /// The path that is asked for.
    pub fn path(&self) -> &str {
        self.request.path()
    }

    /// Who is at the other end of the connection; a proxy, where there is one.
    pub fn peer(&self) -> Option<IpAddr> {
        self.request.peer_addr().map(|address| address.ip())
    }

    /// What was left with the connection when it was greeted.
    pub fn left<T: 'static>(&self) -> Option<&T> {
        self.request.conn_data()
    }

    pub(super) fn stream(&self) -> &Arc<TcpStream> {
        &self.stream
    }

    /// Says yes; hands out the connection and what the client was too impatient to wait with.
    pub(super) fn accept(self, outbox: &Outbox, accept: &[u8; 28]) -> (Arc<TcpStream>, Bytes) {
        let Call { request: _, stream, early, mut unsent } = self;
        unsent.extend_from_slice(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
              Sec-WebSocket-Accept: ",
        );
        unsent.extend_from_slice(accept);
        unsent.extend_from_slice(b"\r\n\r\n");
        outbox.control(unsent.freeze());
        // The buffer of the HTTP server is much larger than what is in it.
        (stream, Bytes::copy_from_slice(&early))
    }

    /// Says no, and ends the connection: what follows on it was perhaps meant as frames.
    pub async fn refuse(self, response: HttpResponse<BoxBody>) {
        let Call { request: _, stream, early, unsent } = self;
        // Nobody else has it yet.
        let Some(stream) = Arc::into_inner(stream) else { return };
        let mut parts = FramedParts::with_read_buf(stream, h1::Codec::default(), early);
        parts.write_buf = unsent;
        let (response, body) = Response::from(response).into_parts();
        let response = response.set_body(to_bytes(body).await.unwrap_or_default());
        match h1::SendResponse::new(Framed::from_parts(parts), response).await {
            Ok(framed) => hang_up(framed.into_parts().io).await,
            Err(error) => debug!("a client was gone before it could be refused: {error}"),
        }
    }
}

/// Closes our side, and waits for theirs: a kernel that finds unread bytes would take the answer back.
async fn hang_up(mut stream: TcpStream) {
    let done = async {
        stream.shutdown().await?;
        let mut thrown = 0;
        let mut buffer = [0; 1024];
        while thrown < REFUSED_BYTES_MAX {
            stream.readable().await?;
            match stream.try_read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => thrown += read,
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => (),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    };
    if let Ok(Err(error)) = tokio::time::timeout(REFUSED_LINGER, done).await {
        debug!("a client that was refused was gone: {error}");
    }
}
