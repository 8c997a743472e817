//! `/openapi.json`: made of the handlers themselves, so that it cannot say anything else than they do.

use std::sync::LazyLock;

use actix_web::{App, HttpResponse, get, http::Method};
use serde_json::{Value, json};
use utoipa::{
    OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_actix_web::{AppExt, service_config::ServiceConfig};

use crate::http::{self, schemas};

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(show_openapi);
}

/// What stands in the description that no handler says.
#[derive(OpenApi)]
#[openapi(info(
    title = "Rialto",
    description = "Every refusal is `{\"error\":{code, message, retry, data}}`; programs read `code` and `data`. \
        Every write takes an `Idempotency-Key`: sent again with the same one it happens once."
))]
struct Api;

/// The description of the whole API, in the form of version 3.1.
pub fn document() -> &'static Document {
    // The handlers do not change while the program runs.
    static DOCUMENT: LazyLock<Document> = LazyLock::new(Document::make);
    &DOCUMENT
}

/// The description, and the table of routes that it holds.
#[derive(Debug)]
pub struct Document {
    text: String,
    routes: Vec<(String, Vec<Method>)>,
}

impl Document {
    fn make() -> Self {
        let app = App::new().into_utoipa_app().openapi(Api::openapi()).configure(http::routes);
        let (_, mut api) = app.split_for_parts();
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        let parts = api.components.get_or_insert_default();
        parts.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let text = settled(json!(api)).to_string();
        let routes = api.paths.paths.iter().map(|(path, item)| {
            let methods = [
                (Method::GET, &item.get),
                (Method::POST, &item.post),
                (Method::PUT, &item.put),
                (Method::PATCH, &item.patch),
                (Method::DELETE, &item.delete),
            ];
            let methods = methods.into_iter().filter(|(_, operation)| operation.is_some());
            (path.clone(), methods.map(|(method, _)| method).collect())
        });
        let routes = routes.collect();
        Document { text, routes }
    }

    /// The description as JSON.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Every route: the path with its parameters in braces, and its methods.
    pub fn routes(&self) -> impl Iterator<Item = (&str, &[Method])> {
        self.routes.iter().map(|(path, methods)| (path.as_str(), methods.as_slice()))
    }

    /// The methods that a path takes; none where there is no such path.
    pub fn methods(&self, path: &str) -> &[Method] {
        let found = self.routes.iter().find(|(template, _)| matches(template, path));
        found.map_or(&[], |(_, methods)| methods)
    }
}

/// The description with schemas that say what is never `null`.
fn settled(mut api: Value) -> Value {
    let paths = api["paths"].as_object().into_iter().flatten();
    let operations = paths.flat_map(|(_, path)| path.as_object().into_iter().flatten());
    let asked: Vec<Value> =
        operations.filter_map(|(_, one)| one.get("requestBody").cloned()).collect();
    if let Some(schemas) = api["components"]["schemas"].as_object_mut() {
        schemas::settle(schemas, &asked);
    }
    api
}

fn matches(template: &str, path: &str) -> bool {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some(name), Some(part)) if name == part => (),
            (Some(name), Some(part)) if name.starts_with('{') && !part.is_empty() => (),
            (Some(_) | None, Some(_) | None) => return false,
        }
    }
}

/// This description.
#[utoipa::path(tag = "meta", responses((status = 200, body = serde_json::Value)))]
#[get("/openapi.json")]
async fn show_openapi() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(document().text())
}
