//! What is searched: rules.

use aduan_core::{Command, Complaint, Context, Decision, Rejection, decide};

/// Rules that can be searched: the shipped [`decide`], or an embedder's own around it.
pub trait Rules: Sync {
    /// What is decided; as [`decide`].
    ///
    /// # Errors
    /// The refusal.
    fn decide(
        &self,
        complaint: &Complaint,
        command: &Command,
        context: &Context<'_>,
    ) -> Result<Decision, Rejection>;
}

impl<F> Rules for F
where
    F: Fn(&Complaint, &Command, &Context<'_>) -> Result<Decision, Rejection> + Sync,
{
    fn decide(
        &self,
        complaint: &Complaint,
        command: &Command,
        context: &Context<'_>,
    ) -> Result<Decision, Rejection> {
        self(complaint, command, context)
    }
}

/// The shipped ones.
pub(crate) const SHIPPED: fn(&Complaint, &Command, &Context<'_>) -> Result<Decision, Rejection> = decide;
