//! The real house: what its settings promise is so at every door.

use std::path::Path;

use rialto::{clock::Clock, config::Config, house::House};
use serde_json::Value;

use crate::desk::Server;

fn house(folder: &Path, set: impl FnOnce(&mut Config)) -> (House, Server) {
    let mut config = Config::default();
    config.server.listen = vec!["127.0.0.1:0".parse().unwrap()];
    config.server.workers = 1;
    folder.clone_into(&mut config.data.dir);
    set(&mut config);
    let house = House::open(&config, None, Clock::system()).unwrap();
    let server = Server::at(house.addresses()[0]);
    (house, server)
}

#[actix_web::test]
async fn where_guests_are_off_they_are_told_to_sign_in_over_rest_too() {
    let folder = tempfile::tempdir().unwrap();
    let (house, server) = house(folder.path(), |config| config.auth.guests = false);
    for path in ["/auctions", "/auctions/x", "/auctions/x/bids", "/events?room=auction:x"] {
        let refused = server.call(&format!("GET {path}"), None, &Value::Null).await;
        refused.is(401, "unauthenticated");
    }
    // Whoever signs in must know the limits of names and passwords before.
    assert_eq!(server.call("GET /meta", None, &Value::Null).await.status, 200);
    house.close(std::time::Duration::from_secs(1)).await;
}

#[actix_web::test]
async fn clients_are_told_what_the_settings_say() {
    let folder = tempfile::tempdir().unwrap();
    let (house, server) = house(folder.path(), |config| {
        config.web.title = "The Shop".to_owned();
        config.conversations.message_chars = 77.try_into().unwrap();
        config.attachments.size = "5KiB".parse().unwrap();
        config.pictures.size = "3KiB".parse().unwrap();
    });
    let meta = server.call("GET /meta", None, &Value::Null).await.json;
    assert_eq!(meta["title"], "The Shop");
    for (name, limit) in [
        ("titleCharsMax", 200),
        ("descriptionCharsMax", 20_000),
        ("imagesMax", 20),
        ("messageCharsMax", 77),
        ("attachmentBytesMax", 5 * 1024),
        ("pictureBytesMax", 3 * 1024),
    ] {
        assert_eq!(meta["limits"][name], limit, "{name}");
    }
    house.close(std::time::Duration::from_secs(1)).await;
}

#[actix_web::test]
async fn figures_that_are_switched_off_are_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let (house, server) = house(folder.path(), |config| config.metrics.enabled = false);
    server.send("GET /metrics", &[], "").await.is(404, "not_found");
    house.close(std::time::Duration::from_secs(1)).await;
}

#[actix_web::test]
async fn a_body_that_nobody_reads_ends_the_connection() {
    let folder = tempfile::tempdir().unwrap();
    let (house, server) = house(folder.path(), |_| ());
    let head = "POST /api/v1/nowhere HTTP/1.1\r\nHost: floor\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n";
    let refused = server.raw(head.as_bytes().to_vec()).await;
    refused.is(404, "not_found");
    house.close(std::time::Duration::from_secs(1)).await;
}

#[actix_web::test]
async fn the_head_alone_may_be_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let (house, server) = house(folder.path(), |_| ());
    for path in ["/", "/healthz", "/api/v1/auctions"] {
        let response = server.send(&format!("HEAD {path}"), &[], "").await;
        assert_eq!((response.status, response.text.as_str()), (200, ""), "{path}: {response:?}");
    }
    house.close(std::time::Duration::from_secs(1)).await;
}

#[cfg(unix)]
#[actix_web::test]
async fn the_data_is_for_nobody_else_to_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (house, _server) = house(&data, |_| ());
    let files = std::fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().path());
    for path in files.chain([data.clone()]) {
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{} has mode {mode:o}", path.display());
    }
    house.close(std::time::Duration::from_secs(1)).await;
}
