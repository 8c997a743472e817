//! `user create`, `list`, `set-role` and `reset-password`.

use serde::Serialize;

use super::{
    args::{User as Arguments, UserCommand},
    desk::{Desk, Missing, at, declined, deed},
    failure::Failure,
    password,
};
use crate::{
    gateway::accounts::{Newcomer, PAGE_MAX},
    protocol::{frame::to_json, id::UserId, person::Role, secret::Secret, time::Time},
    store::users::User,
};

pub(super) fn run(arguments: Arguments) -> Result<(), Failure> {
    match arguments.command {
        UserCommand::Create { settings, name, role, password: from } => {
            let password = Secret::new(password(from.from())?);
            at(
                &settings,
                Missing::Make,
                |_| (),
                async |desk| create(desk, name, role, password).await,
            )
        }
        UserCommand::List { settings, json } => {
            let users = at(&settings, Missing::Refuse, |_| (), all)?;
            if json {
                print_json(&users);
            } else {
                print_table(&users);
            }
            Ok(())
        }
        UserCommand::SetRole { settings, name, role } => at(
            &settings,
            Missing::Refuse,
            |_| (),
            async |desk| {
                let user = desk.user(&name).await?;
                let done = desk.accounts.set_role(user.id, role, &deed()).await;
                done.map_err(declined("change the role"))?;
                println!("{} is {} now.", user.name, role.as_str());
                Ok(())
            },
        ),
        UserCommand::ResetPassword { settings, name, password: from } => at(
            &settings,
            Missing::Refuse,
            |_| (),
            async |desk| {
                let user = desk.user(&name).await?;
                let password = Secret::new(password(from.from())?);
                let done = desk.accounts.set_password(user.id, &password, &deed()).await;
                done.map_err(declined("change the password"))?;
                println!("{} has a new password and is signed out everywhere.", user.name);
                Ok(())
            },
        ),
    }
}

async fn create(desk: &Desk, name: String, role: Role, password: Secret) -> Result<(), Failure> {
    let newcomer = Newcomer { name, password: Some(password), email: None, role };
    let user = desk.accounts.create(newcomer).await.map_err(declined("make the account"))?;
    println!("{} is there: {}, {}.", user.name, user.role.as_str(), user.id);
    Ok(())
}

async fn all(desk: &Desk) -> Result<Vec<User>, Failure> {
    let mut users: Vec<User> = Vec::new();
    loop {
        let after = users.last().map(|user| user.id);
        let page = desk.accounts.page(None, after, PAGE_MAX).await;
        let page = page.map_err(declined("list accounts"))?;
        let is_last = page.len() < PAGE_MAX;
        users.extend(page);
        if is_last {
            return Ok(users);
        }
    }
}

fn print_table(users: &[User]) {
    println!("{:<13}  {:<9}  {:<24}  NAME", "ID", "ROLE", "SINCE");
    for user in users {
        let banned = if user.ban.is_some() { "  (banned)" } else { "" };
        let since = user.created_at;
        println!("{:<13}  {:<9}  {since}  {}{banned}", user.id, user.role.as_str(), user.name);
    }
}

fn print_json(users: &[User]) {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Row<'a> {
        id: UserId,
        name: &'a str,
        role: Role,
        banned: bool,
        created_at: Time,
    }
    let rows: Vec<_> = users
        .iter()
        .map(|user| Row {
            id: user.id,
            name: &user.name,
            role: user.role,
            banned: user.ban.is_some(),
            created_at: user.created_at,
        })
        .collect();
    println!("{}", to_json(&rows));
}
