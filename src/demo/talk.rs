//! What people have said already when somebody comes: something to read, and something unread.

use serde_json::{Value, json};

use super::floor::{Floor, Undone};
use crate::protocol::{
    conversation::{beside, direct},
    id::RoomId,
    person::Person,
};

/// Ada and Bo have talked, a robot has asked about a lot, and there is a group.
pub(super) async fn begin(
    floor: &Floor,
    [ada, bo]: [&Person; 2],
    robots: &[Person],
    lot: &RoomId,
) -> Result<(), Undone> {
    between(floor, ada, bo).await?;
    let [asker, .., friend] = robots else { return Ok(()) };
    about(floor, asker, bo, lot).await?;
    let group = json!({
        "kind": "group", "title": "Saturday's auction", "members": [ada.id, bo.id, asker.id],
    });
    let room = floor.create(friend, "conversation", "conversation:create", &group).await?;
    say(floor, friend, &room, "Who comes on Saturday? I can take two in the car.").await?;
    say(floor, asker, &room, "I do. The atlas is mine, do not even try.").await?;
    let last = say(floor, bo, &room, "Then bring the large umbrella, it will be outside.").await?;
    react(floor, friend, &room, &last).await
}

/// The two have read what the other said, but for Bo's last word.
async fn between(floor: &Floor, ada: &Person, bo: &Person) -> Result<(), Undone> {
    let room = direct(ada.id, bo.id);
    let opened = json!({ "kind": "direct", "members": [bo.id] });
    floor.ask(ada, &room, "conversation:create", &opened).await?;
    say(floor, ada, &room, "Good morning! Does the telescope come with its tripod?").await?;
    let asked = say(floor, ada, &room, "And could I collect it myself?").await?;
    read(floor, bo, &room, &asked).await?;
    let told = say(floor, bo, &room, "It does, and you can. Bring a blanket for the tube.").await?;
    read(floor, ada, &room, &told).await?;
    say(floor, bo, &room, "The lantern is still there as well, if you care to make an offer.")
        .await?;
    Ok(())
}

/// A question beside a lot, with its answer.
async fn about(floor: &Floor, asker: &Person, seller: &Person, lot: &RoomId) -> Result<(), Undone> {
    let room = beside(lot);
    let opened = json!({ "kind": "auction", "auction": lot });
    floor.ask(asker, &room, "conversation:create", &opened).await?;
    let question = say(floor, asker, &room, "Is the lens original, or was it replaced?").await?;
    let answer = json!({
        "content": "All original; the maker's mark is on the inside of the first ring.",
        "replyTo": question["message"],
    });
    floor.ask(seller, &room, "chat:message", &answer).await?;
    Ok(())
}

async fn say(floor: &Floor, by: &Person, room: &RoomId, text: &str) -> Result<Value, Undone> {
    floor.ask(by, room, "chat:message", &json!({ "content": text })).await
}

async fn react(floor: &Floor, by: &Person, room: &RoomId, said: &Value) -> Result<(), Undone> {
    let data = json!({ "message": said["message"], "emoji": "👍", "on": true });
    floor.ask(by, room, "chat:react", &data).await.map(|_| ())
}

/// Everything up to what was said has been read.
async fn read(floor: &Floor, by: &Person, room: &RoomId, said: &Value) -> Result<(), Undone> {
    let position = said["message"].as_str().and_then(|message| message.parse::<u64>().ok());
    let data = json!({ "upTo": position });
    floor.ask(by, room, "chat:read", &data).await.map(|_| ())
}
