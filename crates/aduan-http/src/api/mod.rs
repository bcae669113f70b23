//! What goes over the wire: the JSON of requests and answers. No rule stands here; words that the procedure knows are
//! the core's own.

pub(crate) mod body;
pub(crate) mod file;
pub(crate) mod filing;

pub(crate) mod view;
pub(crate) mod vocabulary;
