//! S5: Argon2id of at least 19 MiB/2/1, few at once, and never on an async thread.

use std::{sync::Arc, time::Duration};

use futures_util::future::join_all;
use rialto::{
    gateway::password::{Cost, HASHES_AT_ONCE_MAX, HASHES_WAITING_MAX, Passwords, check},
    protocol::{fault::Fault, secret::Secret},
};

#[actix_web::test]
async fn a_password_is_kept_as_argon2id_with_the_parameters_of_owasp() {
    let passwords = Passwords::new(Cost::OWASP).unwrap();
    let password = Secret::new("correct horse");
    let kept = passwords.hash(&password).await.unwrap();
    assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
    assert_ne!(kept, passwords.hash(&password).await.unwrap(), "salted");
    assert!(passwords.fits(&password, Some(&kept)).await.unwrap());
    assert!(!passwords.fits(&Secret::new("correct hors"), Some(&kept)).await.unwrap());
    assert!(!passwords.fits(&password, None).await.unwrap());
}

#[actix_web::test]
async fn a_kept_password_that_is_damaged_is_a_defect_and_lets_nobody_in() {
    let passwords = Passwords::new(Cost { memory_kib: 8, passes: 1, lanes: 1 }).unwrap();
    for damaged in ["", "x", "$argon2id$", "correct horse"] {
        let found = passwords.fits(&Secret::new("correct horse"), Some(damaged)).await;
        assert!(matches!(found, Err(Fault::Internal { .. })), "{damaged}");
    }
}

#[actix_web::test]
async fn a_crowd_is_told_to_come_back_and_delays_nobody_else() {
    // Slow enough that a crowd must wait for its turn.
    let cost = Cost { memory_kib: 4 * 1024, passes: 3, lanes: 1 };
    let passwords = Arc::new(Passwords::new(cost).unwrap());
    let turns = usize::try_from(HASHES_WAITING_MAX).unwrap() + HASHES_AT_ONCE_MAX;
    let crowd = (0..turns + 40).map(|_| {
        let passwords = passwords.clone();
        async move { passwords.fits(&Secret::new("correct horse"), None).await }
    });
    // The thread that the crowd waits on stays free: this would not end while it computes.
    let mut beats = 0_u32;
    let heart = async {
        for _ in 0..20 {
            actix_web::rt::time::sleep(Duration::from_millis(1)).await;
            beats += 1;
        }
        passwords.computed()
    };
    let (crowd, computed) = futures_util::future::join(join_all(crowd), heart).await;
    let busy = crowd.iter().filter(|one| matches!(one, Err(Fault::Busy { .. }))).count();
    let judged = crowd.iter().filter(|one| matches!(one, Ok(false))).count();
    assert_eq!(busy + judged, turns + 40);
    assert!(40 <= busy, "{busy} were told to come back");
    assert!(computed < u64::try_from(judged).unwrap(), "the heart beat {beats} times meanwhile");
}

#[test]
fn its_length_is_counted_in_characters() {
    let check = |text: &str| check("password", &Secret::new(text)).is_ok();
    assert!(!check("1234567") && check("12345678") && check(&"ä".repeat(200)));
    assert!(!check(&"x".repeat(201)) && check("        "));
}
