//! People by how their names begin.

use rialto::{
    gateway::accounts::SignedIn,
    protocol::{person::Role, time::Time},
};
use serde_json::{Value, json};

use crate::wired::{Wired, deed};

/// The names that somebody finds, with commas; or the code of the refusal.
async fn found(wired: &Wired, who: Option<&SignedIn>, search: &str) -> String {
    let answer = wired.rest(&format!("GET /people?{search}"), who, None, &Value::Null).await;
    if answer.status != 200 {
        return answer.json["error"]["code"].as_str().unwrap().to_owned();
    }
    let items = answer.json["items"].as_array().unwrap();
    let names = items.iter().map(|one| {
        assert!(one["id"].is_string() && one["role"].is_string(), "{one}");
        assert_eq!(one.as_object().unwrap().len(), 3, "{one}");
        one["name"].as_str().unwrap()
    });
    names.collect::<Vec<_>>().join(",")
}

#[actix_web::test]
async fn people_are_found_by_how_their_names_begin() {
    let wired = Wired::fresh();
    let ada = wired.somebody("Ada", Role::User).await;
    let mut all = Vec::new();
    for name in ["adam", "Adele", "ADRIAN", "Élan", "bea", "ad_libitum", "adzukibean"] {
        all.push(wired.somebody(name, Role::User).await);
    }
    assert_eq!(found(&wired, Some(&ada), "q=ad").await, "ad_libitum,adam,Adele,ADRIAN,adzukibean");
    assert_eq!(found(&wired, Some(&ada), "q=%20AD%20&limit=2").await, "ad_libitum,adam");
    assert_eq!(found(&wired, Some(&ada), "q=ad_").await, "ad_libitum");
    assert_eq!(found(&wired, Some(&ada), "q=%C3%A9l").await, "Élan");
    assert_eq!(found(&wired, Some(&ada), "q=zz").await, "");
    for wrong in ["q=a", "q=", "q=%20a%20", "q=ad&limit=0", "q=ad&limit=21", "", "q=ad&x=1"] {
        assert_eq!(found(&wired, Some(&ada), wrong).await, "invalid", "{wrong}");
    }
    assert_eq!(found(&wired, None, "q=ad").await, "unauthenticated");

    // Not whom one has blocked, who is shut out, or who is gone.
    let block = format!("PUT /me/blocks/{}", all[0].person.id);
    assert_eq!(wired.rest(&block, Some(&ada), None, &json!({})).await.status, 200);
    let accounts = wired.house.floor().accounts;
    let until: Time = wired.clock.now().plus(60_000);
    accounts.ban(all[1].person.id, None, &deed()).await.unwrap();
    accounts.ban(all[2].person.id, Some(until), &deed()).await.unwrap();
    let gone =
        wired.rest("DELETE /me", Some(&all[6]), None, &json!({ "name": "adzukibean" })).await;
    assert_eq!(gone.status, 204, "{gone:?}");
    assert_eq!(found(&wired, Some(&ada), "q=ad").await, "ad_libitum");
    assert_eq!(found(&wired, Some(&all[0]), "q=ad").await, "ad_libitum,Ada");
    assert_eq!(found(&wired, Some(&ada), "q=gone").await, "");
    wired.pass(60_000);
    assert_eq!(found(&wired, Some(&ada), "q=ad").await, "ad_libitum,ADRIAN");
    wired.close().await;
}
