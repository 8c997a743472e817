//! What people do with their own accounts, having shown again that it is they.

use super::{
    accounts::{Accounts, Deed, Device, SignedIn},
    naming::fold,
    standing::unavailable,
};
use crate::{
    protocol::{
        account::{Declined, Refusal},
        fault::Fault,
        id::UserId,
        secret::Secret,
    },
    store::users::{Reason, User},
};

impl Accounts {
    /// Another password in the place of the current one; every sign-in ends, and a new one begins.
    pub async fn change_password(
        &self,
        user: UserId,
        current: &Secret,
        new: &Secret,
        device: &Device,
    ) -> Result<SignedIn, Declined> {
        let user = self.user(user).await?;
        let kept = user.password.as_ref().ok_or(Refusal::NoPassword)?;
        self.prove("current", &user, kept, current, device).await?;
        self.set_password(user.id, new, &Deed { by: Some(user.id), reason: String::new() }).await?;
        let user = self.user(user.id).await?;
        self.sign_in(&user, device).await
    }

    /// Erases an account: its name, its sign-ins, and, from then on step by step, what its owner said. The
    /// password is asked for where there is one.
    pub async fn erase(
        &self,
        user: UserId,
        password: Option<&Secret>,
        device: &Device,
    ) -> Result<(), Declined> {
        let user = self.user(user).await?;
        if let Some(kept) = &user.password {
            let given = password.ok_or_else(|| {
                Fault::field("password", "missing_field", "the password of the account")
            })?;
            self.prove("password", &user, kept, given, device).await?;
        }
        let reason = Reason { by: Some(user.id), reason: String::new(), at: self.clock.now() };
        let erased = self.store.erase_user(user.id, reason).await.map_err(unavailable)?;
        if erased { Ok(()) } else { Err(Refusal::NoSuchUser { user: user.id }.into()) }
    }

    /// Whether it is they: whoever tries passwords is slowed down.
    async fn prove(
        &self,
        field: &'static str,
        user: &User,
        kept: &Secret,
        given: &Secret,
        device: &Device,
    ) -> Result<(), Declined> {
        let attempt = self.throttle.attempt(&fold(&user.name), device.address, self.clock.now())?;
        match self.passwords.fits(given, Some(kept.expose())).await {
            Ok(true) => {
                attempt.succeeded();
                Ok(())
            }
            Ok(false) => Err(Fault::field(field, "wrong_value", "not the password").into()),
            Err(fault) => {
                attempt.not_judged();
                Err(fault.into())
            }
        }
    }
}
