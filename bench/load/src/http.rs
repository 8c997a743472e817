//! A request over HTTP, for what is to be done before the load begins.

use std::{
    io::{Read, Write},
    net::{SocketAddrV4, TcpStream},
    time::Duration,
};

/// Asks, and gives the status and the body.
pub(crate) fn request(
    server: SocketAddrV4,
    head: &str,
    token: Option<&str>,
    body: &str,
) -> Result<(u16, String), String> {
    let bearer = token.map(|token| format!("Authorization: Bearer {token}\r\n"));
    let text = format!(
        "{head} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n{}\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        bearer.unwrap_or_default(),
        body.len()
    );
    let answer = ask(server, text.as_bytes()).map_err(|error| format!("{head}: {error}"))?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("no answer")?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok((status.ok_or("no status")?, body.to_owned()))
}

fn ask(server: SocketAddrV4, request: &[u8]) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(server)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.write_all(request)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
