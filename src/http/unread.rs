//! Bodies that nobody reads to their end: the connection ends with the answer.
//!
//! actix-http goes on reading a chunked body after its answer once nobody holds it any more, for as long as the
//! client likes to send. Held until the answer has been sent, an unfinished body closes the connection instead.

use std::{
    cell::RefCell,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use actix_web::{
    Error, HttpMessage,
    body::{BodySize, BoxBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    http::header,
    middleware::Next,
};
use bytes::Bytes;
use futures_util::Stream;

/// Middleware: holds a chunked body until its answer has been sent.
pub async fn held<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if !request.headers().contains_key(header::TRANSFER_ENCODING) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let shared = Shared(Rc::new(RefCell::new(request.take_payload())));
    let stream = Shared(shared.0.clone());
    request.set_payload(Payload::Stream { payload: Box::pin(stream) });
    let response = next.call(request).await?.map_into_boxed_body();
    Ok(response.map_body(|_, body| BoxBody::new(Holding { body, _unread: shared })))
}

/// A body that two have: whoever reads it, and the answer.
struct Shared(Rc<RefCell<Payload>>);

impl Stream for Shared {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_next(context)
    }
}

/// The answer, and what was not read of the question.
struct Holding {
    body: BoxBody,
    _unread: Shared,
}

impl MessageBody for Holding {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}
