//! The JSON of requests and answers. It holds no rule; the words of the procedure are the core's own.

pub(crate) mod body;
pub(crate) mod complaint_view;
pub(crate) mod contents;
pub(crate) mod filing;
pub(crate) mod officer_view;
mod view;
pub(crate) mod vocabulary;
pub(crate) mod worklist;
