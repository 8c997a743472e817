//! Signing in and out: S2, S5 and S6 as far as they do not need a socket.

use futures_util::future::join_all;
use rialto::{
    gateway::{
        accounts::{Deed, Login, Newcomer, SignedIn},
        refresh::{GRACE_MS, REFRESH_MS},
        throttle::{ACCOUNT_FREE, ADDRESS_FREE, FORGET_MS, REMEMBERED_MAX, Throttle, WAIT_MS_MAX},
        token::ACCESS_MS,
    },
    protocol::{
        account::{Change, Declined, Refusal},
        fault::Fault,
        person::Role,
    },
    store::sessions::FAMILIES_MAX,
};

use crate::desk::{Desk, NOW, at, desk, secret};

fn name(name: &str) -> Login {
    Login::Name(name.to_owned())
}

fn by_staff() -> Deed {
    Deed { by: None, reason: "a test".to_owned() }
}

async fn is_in(desk: &Desk, signed: &SignedIn) -> bool {
    desk.standing.admit(signed.access_token.expose()).await.is_ok()
}

const OUT: Result<(), Declined> = Err(Declined::Fault(Fault::Unauthenticated));

async fn renew(desk: &Desk, signed: &SignedIn) -> Result<SignedIn, Declined> {
    desk.accounts.refresh(&signed.refresh_token).await
}

#[actix_web::test]
async fn names_and_addresses_are_unique_without_regard_to_case() {
    let desk = desk();
    desk.register("Ännchen").await.unwrap();
    let again = desk.register("äNNCHEN").await.map(|_| ());
    assert_eq!(again, Err(Declined::Refused(Refusal::NameTaken)));
    let with_email = |name: &str, email: &str| Newcomer {
        name: name.to_owned(),
        password: None,
        email: Some(email.to_owned()),
        role: Role::User,
    };
    desk.accounts.create(with_email("bob", "Bob@Example.org")).await.unwrap();
    let again = desk.accounts.create(with_email("bobby", "bob@example.ORG")).await.map(|_| ());
    assert_eq!(again, Err(Declined::Refused(Refusal::EmailTaken)));
    let both = join_all([desk.register("carol"), desk.register("CAROL")]).await;
    assert_eq!(both.iter().filter(|one| one.is_ok()).count(), 1, "at once, one wins");
}

#[actix_web::test]
async fn a_name_that_looks_like_another_or_like_nothing_is_refused() {
    let desk = desk();
    for bad in [
        "a",
        &"x".repeat(41),
        " ann",
        "ann ",
        "a  b",
        "a\u{200b}b",
        "a\tb",
        "\u{202e}nna",
        "a\u{3164}",
    ] {
        let refused = desk.register(bad).await;
        let Err(Declined::Fault(Fault::Invalid { fields })) = refused else {
            panic!("{bad:?} was taken");
        };
        assert_eq!(fields[0].path, "name");
    }
    for good in ["ab", &"x".repeat(40), "Zoë O'Hara-Smith", "王小明", "a_b.c"] {
        assert!(desk.register(good).await.is_ok(), "{good:?}");
    }
}

#[actix_web::test]
async fn an_unknown_name_answers_and_costs_like_a_wrong_password() {
    let desk = desk();
    desk.register("ann").await.unwrap();
    let before = desk.passwords.computed();
    let wrong = desk.accounts.login(&name("ann"), &secret("wrong horse"), &at(1)).await.map(|_| ());
    let between = desk.passwords.computed();
    let unknown = desk.accounts.login(&name("nobody"), &secret("wrong horse"), &at(2)).await;
    let after = desk.passwords.computed();
    assert_eq!(wrong, Err(Declined::Refused(Refusal::WrongCredentials)));
    assert_eq!(unknown.map(|_| ()), wrong);
    assert_eq!((between - before, after - between), (1, 1), "one hash each");
    // The password that nobody's account is compared with lets nobody in.
    let nobody = secret("nobody has this password");
    let found = desk.accounts.login(&name("nobody"), &nobody, &at(2)).await.map(|_| ());
    assert_eq!(found, Err(Declined::Refused(Refusal::WrongCredentials)));
    assert!(desk.accounts.login(&name("ANN"), &secret("correct horse"), &at(1)).await.is_ok());
}

#[actix_web::test]
async fn guessing_is_slowed_down_per_account_for_known_and_unknown_alike() {
    for victim in ["ann", "nobody"] {
        let desk = desk();
        desk.register("ann").await.unwrap();
        let guesses =
            (0..100_u8).map(|guess| {
                let desk = desk.clone();
                async move {
                    desk.accounts.login(&name(victim), &secret("wrong horse"), &at(guess)).await
                }
            });
        let judged = join_all(guesses).await;
        let limited = |found: &Result<SignedIn, Declined>| {
            matches!(found, Err(Declined::Fault(Fault::RateLimited { .. })))
        };
        let through = judged.iter().filter(|found| !limited(found)).count();
        assert_eq!(through, usize::try_from(ACCOUNT_FREE).unwrap(), "{victim}, at once");
        let right = desk.accounts.login(&name("ann"), &secret("correct horse"), &at(200)).await;
        assert_eq!(right.is_ok(), victim == "nobody", "even the right one has to wait");
        desk.pass(WAIT_MS_MAX);
        assert!(
            desk.accounts.login(&name("ann"), &secret("correct horse"), &at(201)).await.is_ok()
        );
    }
}

#[test]
fn an_address_that_fails_waits_longer_each_time_and_is_forgotten_at_last() {
    let throttle = Throttle::default();
    let address = at(1).address;
    for guess in 0..ADDRESS_FREE {
        assert!(throttle.attempt(&guess.to_string(), address, NOW).is_ok());
    }
    let mut now = NOW;
    for (guess, wait) in
        [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000].iter().enumerate()
    {
        let account = format!("x{guess}");
        let refused = throttle.attempt(&account, address, now).map(|_| ());
        assert_eq!(refused, Err(Fault::RateLimited { retry_after_ms: *wait }));
        now = now.plus(*wait);
        assert!(throttle.attempt(&account, address, now).is_ok());
    }
    assert!(throttle.attempt("y", at(2).address, now).is_ok(), "others are not slowed down");
    assert!(throttle.attempt("z", address, now.plus(FORGET_MS)).is_ok());
    // What was not judged, and what was right, does not count.
    let throttle = Throttle::default();
    for _ in 0..100 {
        throttle.attempt("ann", address, NOW).unwrap().not_judged();
        throttle.attempt("ann", address, NOW).unwrap().succeeded();
    }
    assert_eq!(throttle.remembered(), (0, 0));
}

#[test]
fn the_memory_of_failures_is_bounded_and_keeps_the_worst() {
    let throttle = Throttle::default();
    let address = at(1).address;
    for _ in 0..ACCOUNT_FREE {
        let _counted = throttle.attempt("ann", at(2).address, NOW).unwrap();
    }
    for guess in 0..REMEMBERED_MAX + 50 {
        let now = NOW.plus(u64::try_from(guess).unwrap() * 60_000 / 10_000);
        // From its own address each, or the address would be refused.
        let mut bytes = [0x20, 1, 13, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        bytes[4..8].copy_from_slice(&u32::try_from(guess).unwrap().to_be_bytes());
        let _counted = throttle.attempt(&guess.to_string(), bytes.into(), now).unwrap();
    }
    let (accounts, addresses) = throttle.remembered();
    assert!(accounts <= REMEMBERED_MAX && addresses <= REMEMBERED_MAX);
    assert!(throttle.attempt("ann", address, NOW).is_err(), "the worst is not pushed out");
}

#[actix_web::test]
async fn a_refresh_token_is_spent_by_its_use_and_reuse_ends_the_family() {
    let desk = desk();
    let first = desk.register("ann").await.unwrap();
    let elsewhere =
        desk.accounts.login(&name("ann"), &secret("correct horse"), &at(2)).await.unwrap();
    desk.pass(60_000);
    let second = renew(&desk, &first).await.unwrap();
    assert_eq!(second.family, first.family);
    assert_ne!(second.refresh_token, first.refresh_token);
    let third = renew(&desk, &second).await.unwrap();
    assert!(is_in(&desk, &third).await);
    let since = desk.store.last_change().await.unwrap();
    // A thief comes with the first one.
    assert_eq!(renew(&desk, &first).await.map(|_| ()), OUT);
    assert_eq!(renew(&desk, &third).await.map(|_| ()), OUT, "the family has ended");
    assert!(!is_in(&desk, &third).await, "its access tokens as well");
    assert!(is_in(&desk, &elsewhere).await, "and nothing else");
    let told = desk.store.changes_since(since, 10).await.unwrap();
    let told: Vec<_> = told.iter().map(|told| (told.user, told.family, told.what)).collect();
    assert_eq!(told, [(first.person.id, Some(first.family), Change::Reused)]);
}

#[actix_web::test]
async fn a_lost_reply_signs_nobody_out() {
    let desk = desk();
    let first = desk.register("ann").await.unwrap();
    let lost = renew(&desk, &first).await.unwrap();
    desk.pass(GRACE_MS);
    let again = renew(&desk, &first).await.unwrap();
    assert_eq!(again.refresh_token, lost.refresh_token, "the same successor");
    let next = renew(&desk, &again).await.unwrap();
    // Now that the successor was used, the first one is spent for good, within the grace or not.
    assert_eq!(renew(&desk, &first).await.map(|_| ()), OUT);
    assert!(!is_in(&desk, &next).await);
}

#[actix_web::test]
async fn after_the_grace_the_token_before_is_reuse() {
    let desk = desk();
    let first = desk.register("ann").await.unwrap();
    let second = renew(&desk, &first).await.unwrap();
    desk.pass(GRACE_MS + 1);
    assert_eq!(renew(&desk, &first).await.map(|_| ()), OUT);
    assert_eq!(renew(&desk, &second).await.map(|_| ()), OUT);
}

#[actix_web::test]
async fn a_token_shown_many_times_at_once_has_one_successor() {
    let desk = desk();
    let first = desk.register("ann").await.unwrap();
    let all = join_all((0..20).map(|_| renew(&desk, &first))).await;
    let tokens: Vec<_> = all.into_iter().map(|one| one.unwrap().refresh_token).collect();
    assert!(tokens.iter().all(|token| *token == tokens[0]));
    assert_eq!(desk.accounts.families(first.person.id).await.unwrap().len(), 1);
}

#[actix_web::test]
async fn what_is_no_refresh_token_ends_nobodys_family() {
    let desk = desk();
    let signed = desk.register("ann").await.unwrap();
    let text = signed.refresh_token.expose().to_owned();
    let other_handle = format!("AAAAAAAAAAAAAAAAAAAAAA{}", &text[22..]);
    for bad in
        ["", ".", "x", &text[1..], &format!("{text}x"), &other_handle, signed.access_token.expose()]
    {
        assert_eq!(desk.accounts.refresh(&secret(bad)).await.map(|_| ()), OUT, "{bad:?}");
    }
    assert!(renew(&desk, &signed).await.is_ok());
}

#[actix_web::test]
async fn a_family_ends_a_month_after_its_last_use() {
    let desk = desk();
    let first = desk.register("ann").await.unwrap();
    desk.pass(REFRESH_MS - 1);
    let second = renew(&desk, &first).await.unwrap();
    desk.pass(REFRESH_MS);
    assert_eq!(renew(&desk, &second).await.map(|_| ()), OUT);
    desk.store.prune_accounts(desk.clock.now()).await.unwrap();
    assert!(desk.accounts.families(first.person.id).await.unwrap().is_empty());
}

#[actix_web::test]
async fn the_oldest_of_too_many_sign_ins_ends() {
    let desk = desk();
    let first = desk.register("ann").await.unwrap();
    let user = desk.accounts.user(first.person.id).await.unwrap();
    for _ in 0..FAMILIES_MAX {
        desk.pass(1);
        desk.accounts.sign_in(&user, &at(1)).await.unwrap();
    }
    let most = usize::try_from(FAMILIES_MAX).unwrap();
    assert_eq!(desk.accounts.families(user.id).await.unwrap().len(), most);
    assert!(!is_in(&desk, &first).await);
}

#[actix_web::test]
async fn signing_out_password_role_and_ban_count_at_once_and_are_told() {
    let desk = desk();
    let ann = desk.register("ann").await.unwrap();
    let user = ann.person.id;
    let login =
        || async { desk.accounts.login(&name("ann"), &secret("correct horse"), &at(1)).await };
    let since = desk.store.last_change().await.unwrap();

    assert!(desk.accounts.end_family(user, ann.family).await.unwrap());
    assert!(!desk.accounts.end_family(user, ann.family).await.unwrap(), "only once");
    assert!(!is_in(&desk, &ann).await);

    let ann = login().await.unwrap();
    let before = desk.standing.admit(ann.access_token.expose()).await.unwrap();
    desk.accounts.set_role(user, Role::Seller, &by_staff()).await.unwrap();
    let after = desk.standing.again(&before).await.unwrap();
    assert_eq!((before.person.role, after.person.role), (Role::User, Role::Seller));

    desk.accounts.ban(user, Some(NOW.plus(1_000)), &by_staff()).await.unwrap();
    let banned = Refusal::Banned { until: Some(NOW.plus(1_000)), reason: "a test".to_owned() };
    let banned = Err(Declined::Refused(banned));
    assert_eq!(desk.standing.again(&after).await.map(|_| ()), banned);
    assert_eq!(login().await.map(|_| ()), banned);
    desk.pass(1_000);
    let ann = login().await.expect("the ban is over");

    desk.accounts.set_password(user, &secret("another horse"), &by_staff()).await.unwrap();
    assert!(!is_in(&desk, &ann).await);
    assert!(login().await.is_err());
    let ann = desk.accounts.login(&name("ann"), &secret("another horse"), &at(1)).await.unwrap();
    desk.accounts.sign_out_everywhere(user, &by_staff()).await.unwrap();
    assert!(!is_in(&desk, &ann).await);

    let told = desk.store.changes_since(since, 100).await.unwrap();
    let told: Vec<_> = told.into_iter().map(|told| told.what).collect();
    let expected =
        [Change::SignedOut, Change::Role, Change::Banned, Change::Password, Change::SignedOut];
    assert_eq!(told, expected);
}

#[actix_web::test]
async fn an_access_token_ends_by_itself() {
    let desk = desk();
    let ann = desk.register("ann").await.unwrap();
    let admitted = desk.standing.admit(ann.access_token.expose()).await.unwrap();
    desk.pass(ACCESS_MS);
    assert!(!is_in(&desk, &ann).await);
    assert_eq!(desk.standing.again(&admitted).await.map(|_| ()), OUT);
}

#[actix_web::test]
async fn nobody_changes_the_own_role_or_bans_themselves() {
    let desk = desk();
    let admin = desk.somebody("root", Role::Admin).await.person.id;
    let own = Deed { by: Some(admin), reason: "oops".to_owned() };
    let refused = Err(Declined::Refused(Refusal::OwnAccount));
    assert_eq!(desk.accounts.set_role(admin, Role::User, &own).await, refused);
    assert_eq!(desk.accounts.ban(admin, None, &own).await, refused);
}

#[actix_web::test]
async fn what_is_secret_is_not_shown_and_not_kept() {
    let desk = desk();
    let ann = desk.register("ann").await.unwrap();
    let user = desk.accounts.user(ann.person.id).await.unwrap();
    let shown = format!("{ann:?} {user:?} {:?}", secret("correct horse"));
    for hidden in
        [ann.access_token.expose(), ann.refresh_token.expose(), "correct horse", "$argon2"]
    {
        assert!(!shown.contains(hidden), "{shown}");
    }
    assert!(user.password.unwrap().expose().starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
}
