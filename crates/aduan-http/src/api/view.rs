//! How the structures of the answers are declared.

/// Structures that are written as JSON and described in the document, with a row for each field:
///
/// ```text
/// /// What it is.
/// field: Type = schema;
/// /// An `Option<Type>`, left out where there is none.
/// field?: Type = schema;
/// ```
///
/// `schema` is the function of `vocabulary` that describes the type; it is not given where the type describes itself.
macro_rules! views {
    ($(
        $(#[$meta:meta])*
        $visibility:vis struct $view:ident {
            $(
                $(#[$about:meta])*
                $shown:vis $field:ident $(?: $optional:ty)? $(: $type:ty)? $(= $schema:ident)?;
            )+
        }
    )+) => {$(
        $(#[$meta])*
        #[derive(serde::Serialize, utoipa::ToSchema)]
        $visibility struct $view {
            $(
                $(#[$about])*
                $(#[schema(schema_with = crate::api::vocabulary::$schema)])?
                // Without a use of `$optional` the attribute could not be repeated with it; `any()` holds never.
                $(#[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(any(), optional($optional))])?
                $shown $field: $(Option<$optional>)? $($type)?,
            )+
        }
    )+};
}

pub(crate) use views;
