//! How the protocol describes itself: what a kind of room understands and tells, as JSON Schema made of its types.
//! Each kind says it in its own `schema.rs`; the document that is made of it is `http/asyncapi.rs`.

use std::{borrow::Cow, marker::PhantomData};

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{Ref, RefOr, Schema, schema::AnyOf},
};

use super::{
    Words, auction, connection, conversation, inbox, lobby, market, matchmaking, party,
    read::NoData, session,
};

/// Schemas by their names.
pub type Parts = Vec<(String, RefOr<Schema>)>;

/// The schema of a type, and those of everything that it refers to.
#[derive(Clone)]
pub struct Shape {
    /// Where a type has a name, a reference to it.
    pub schema: RefOr<Schema>,
    /// What is referred to, by name.
    pub parts: Parts,
}

impl Shape {
    /// That of a type.
    pub fn of<T: ToSchema>() -> Self {
        let mut parts = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut parts);
        Shape { schema: Ref::from_schema_name(T::name()).into(), parts }
    }
}

/// A word of the protocol: a request, an event, a signal or a message of the connection.
#[derive(Clone)]
pub struct Word {
    /// As it is written.
    pub name: String,
    /// What it is for.
    pub summary: String,
    /// Its data.
    pub data: Shape,
    /// The data of the reply, where it is a request.
    pub reply: Option<Shape>,
}

/// What a connection itself, or a kind of room, understands and tells.
pub struct Vocabulary {
    /// The kind; nothing for the connection itself.
    pub kind: &'static str,
    /// How its rooms are called.
    pub room: &'static str,
    /// A room as one finds it who comes.
    pub state: Option<Shape>,
    /// What stands beside the state.
    pub beside: Option<Shape>,
    /// What may be asked.
    pub requests: Vec<Word>,
    /// What is told, numbered and kept.
    pub events: Vec<Word>,
    /// What is told, and neither numbered nor kept.
    pub signals: Vec<Word>,
    /// The codes of its refusals.
    pub refusals: &'static [&'static str],
}

/// What the connection itself understands and tells.
pub fn connection() -> Vocabulary {
    connection::vocabulary()
}

/// What each kind of room understands and tells.
pub fn kinds() -> [Vocabulary; 9] {
    [
        auction::schema::vocabulary(),
        conversation::schema::vocabulary(),
        inbox::schema::vocabulary(),
        lobby::schema::vocabulary(),
        lobby::schema::list(),
        market::schema::vocabulary(),
        matchmaking::schema::vocabulary(),
        party::schema::vocabulary(),
        session::schema::vocabulary(),
    ]
}

impl Vocabulary {
    /// Of what has no rooms and says nothing yet.
    pub(super) fn new(refusals: &'static [&'static str]) -> Self {
        let (requests, events, signals) = (Vec::new(), Vec::new(), Vec::new());
        Vocabulary {
            kind: "",
            room: "",
            state: None,
            beside: None,
            requests,
            events,
            signals,
            refusals,
        }
    }

    /// Of a kind whose rooms are called so, and which refuses with these codes.
    pub(super) fn of<W: Words, State: ToSchema>(
        room: &'static str,
        refusals: &'static [&'static str],
    ) -> Self {
        let state = Some(Shape::of::<State>());
        Vocabulary { kind: W::KIND, room, state, ..Vocabulary::new(refusals) }
    }

    /// Also says this beside the state.
    #[must_use]
    pub(super) fn beside<Beside: ToSchema>(self) -> Self {
        Vocabulary { beside: Some(Shape::of::<Beside>()), ..self }
    }

    /// Also understands this request.
    #[must_use]
    pub(super) fn request<Data: ToSchema, Reply: ToSchema>(
        mut self,
        name: &str,
        summary: &str,
    ) -> Self {
        let reply = Some(Shape::of::<Reply>());
        self.requests.push(Word { reply, ..word::<Data>(name, summary) });
        self
    }

    /// Also understands this request, which has no data.
    #[must_use]
    pub(super) fn deed<Reply: ToSchema>(self, name: &str, summary: &str) -> Self {
        self.request::<NoData, Reply>(name, summary)
    }

    /// Also tells this event.
    #[must_use]
    pub(super) fn event<Data: ToSchema>(mut self, name: &str, summary: &str) -> Self {
        self.events.push(word::<Data>(name, summary));
        self
    }

    /// Also tells this signal.
    #[must_use]
    pub(super) fn signal<Data: ToSchema>(mut self, name: &str, summary: &str) -> Self {
        self.signals.push(word::<Data>(name, summary));
        self
    }

    /// Also tells every variant of an untagged enum, by these names in the order in which they are declared.
    #[must_use]
    pub(super) fn events<View: ToSchema>(mut self, names: &[&str]) -> Self {
        let (variants, parts) = variants::<View>();
        let words = names.iter().zip(variants).map(|(name, mut schema)| Word {
            name: (*name).to_owned(),
            summary: take_description(&mut schema),
            data: Shape { schema, parts: parts.clone() },
            reply: None,
        });
        self.events.extend(words);
        self
    }

    /// Also tells every variant of an enum that is written `{event, data}`.
    #[must_use]
    pub(super) fn notes<Note: ToSchema>(mut self) -> Self {
        let (variants, parts) = variants::<Note>();
        let words = variants.into_iter().filter_map(|mut schema| {
            let summary = take_description(&mut schema);
            let RefOr::T(Schema::Object(mut note)) = schema else { return None };
            let RefOr::T(Schema::Object(name)) = note.properties.remove("event")? else {
                return None;
            };
            let name = name.enum_values?.first()?.as_str()?.to_owned();
            let data = Shape { schema: note.properties.remove("data")?, parts: parts.clone() };
            Some(Word { name, summary, data, reply: None })
        });
        self.events.extend(words);
        self
    }

    /// Every shape that it is made of.
    pub fn shapes(&self) -> impl Iterator<Item = &Shape> {
        let words = self.requests.iter().chain(&self.events).chain(&self.signals);
        let words = words.flat_map(|word| word.reply.iter().chain([&word.data]));
        self.state.iter().chain(&self.beside).chain(words)
    }
}

fn word<Data: ToSchema>(name: &str, summary: &str) -> Word {
    let (name, summary) = (name.to_owned(), summary.to_owned());
    Word { name, summary, data: Shape::of::<Data>(), reply: None }
}

/// The schemas of an enum's variants, and what they refer to.
fn variants<T: ToSchema>() -> (Vec<RefOr<Schema>>, Parts) {
    let mut parts = Vec::new();
    T::schemas(&mut parts);
    let RefOr::T(Schema::OneOf(all)) = T::schema() else { return (Vec::new(), parts) };
    (all.items, parts)
}

/// What a schema says of a variant, which is said of the event.
fn take_description(schema: &mut RefOr<Schema>) -> String {
    match schema {
        RefOr::Ref(reference) => std::mem::take(&mut reference.description),
        RefOr::T(Schema::Object(object)) => object.description.take().unwrap_or_default(),
        RefOr::T(_) => String::new(),
    }
}

/// One of two.
pub struct Either<One, Other>(PhantomData<(One, Other)>);

impl<One: ToSchema, Other: ToSchema> PartialSchema for Either<One, Other> {
    fn schema() -> RefOr<Schema> {
        let (one, other) = (Shape::of::<One>().schema, Shape::of::<Other>().schema);
        AnyOf::builder().item(one).item(other).into()
    }
}

impl<One: ToSchema, Other: ToSchema> ToSchema for Either<One, Other> {
    fn name() -> Cow<'static, str> {
        format!("{}Or{}", One::name(), Other::name()).into()
    }

    fn schemas(schemas: &mut Parts) {
        schemas.extend(Shape::of::<One>().parts);
        schemas.extend(Shape::of::<Other>().parts);
    }
}

/// Some of the fields of a type: its schema with nothing required.
pub struct Partly<T>(PhantomData<T>);

impl<T: ToSchema> PartialSchema for Partly<T> {
    fn schema() -> RefOr<Schema> {
        let mut schema = T::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            object.required.clear();
        }
        schema
    }
}

impl<T: ToSchema> ToSchema for Partly<T> {
    fn name() -> Cow<'static, str> {
        format!("Partly{}", T::name()).into()
    }

    fn schemas(schemas: &mut Parts) {
        T::schemas(schemas);
    }
}
