//! `/openapi.json`: made of the handlers themselves, so that it cannot say anything else than they do.

use std::sync::LazyLock;

use actix_web::{App, HttpResponse, get};
use utoipa::{
    OpenApi,
    openapi::{
        Components, ContactBuilder, Info, OpenApiBuilder, Paths,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_actix_web::{AppExt, service_config::ServiceConfig};
