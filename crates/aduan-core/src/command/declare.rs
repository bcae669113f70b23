//! The macros by which a command is declared: see the parent module for the declarations.
//!
//! Each field has a class in brackets: `[text]`, `[contact]`, `[identity]`, `[upload]` are sealed; `[register]`, `[person]`, `[hold]`
//! are given by the desk, so nobody is asked for them; `[official]` and `[officer]` are people, who get their alias from the desk;
//! all else is a `[fact]`. A `?` behind the class means that the
//! field may be left out; `[fact = value]` means that `value` then stands for it.

/// Declares the name, the variant and every conversion of each command.
macro_rules! commands {
    (told by $($alone:ident),+; $( $(#[$meta:meta])* $kind:ident $(($inner:ident))?
        $({ $($(#[$fmeta:meta])* $field:ident: $ty:ty [$($class:tt)+]),* $(,)? })?
        = $token:literal, $id:literal, $en:literal, $rule:ident from $event:ident; )+) => {
        /// What somebody wants to do to a complaint. Who may, and when, stands in
        /// [`procedure::TABLE`](crate::procedure::TABLE).
        ///
        /// It stands in a [`Form`]: [`Sealed`] to be decided, or as its giver has it.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[cfg_attr(not(aduan_workspace), non_exhaustive)]
        pub enum Command<F: Form = Sealed> {
            $( $(#[$meta])* $kind $((Box<$inner<F>>))? $({ $($(#[$fmeta])* $field: $ty),* })?, )+
        }

        tokens! {
            /// The name of a command.
            pub enum CommandKind {
                $( #[doc = concat!("[`Command::", stringify!($kind), "`].")] $kind = $token, $id, $en; )+
            }
        }

        impl CommandKind {
            /// What its giver is asked, in the order of its form.
            pub const fn fields(self) -> &'static [Field] {
                match self {
                    $( Self::$kind => command!(fields $(($inner))? $({ $($field: $ty [$($class)+];)* })?), )+
                }
            }

            /// The rule that it comes from.
            pub const fn rule(self) -> Rule {
                match self { $( Self::$kind => Rule::$rule, )+ }
            }
        }

        impl EventKind {
            /// The command whose batch begins with this event; `None` for one that says itself which was given.
            pub const fn command(self) -> Option<CommandKind> {
                match self {
                    $( Self::$event => Some(CommandKind::$kind), )+
                    $( Self::$alone => None, )+
                }
            }
        }

        impl<F: Form> Command<F> {
            /// Which command it is.
            pub const fn kind(&self) -> CommandKind {
                match self { $( Self::$kind { .. } => CommandKind::$kind, )+ }
            }

            /// The same command in another form.
            ///
            /// # Errors
            /// Those of the translator.
            pub fn translate<T: Form, X: Translate<F, T>>(&self, by: &mut X) -> Result<Command<T>, X::Error> {
                Ok(match self {
                    $( Self::$kind $((bound!(it $inner)))? $({ $($field),* })? =>
                        command!(translate by it $kind $(($inner))? $({ $($field [$($class)+];)* })?), )+
                })
            }

            /// Makes a command out of fields that are given by name.
            ///
            /// # Errors
            /// Those of the source, and its own error where a [required](Field::required) field is missing.
            pub fn read<S: Source<F>>(kind: CommandKind, from: &mut S) -> Result<Self, S::Error> {
                Ok(match kind {
                    $( CommandKind::$kind =>
                        command!(read from $kind $(($inner))? $({ $($field: $ty [$($class)+];)* })?), )+
                })
            }
        }

        impl Command {
            /// The command that leads a batch with this event.
            fn led_by(event: &Event) -> Option<Self> {
                Some(match event {
                    $( Event::$event(bound!(it $event)) =>
                        command!(recover it $kind $(($inner))? $({ $($field)* })?), )+
                    $( Event::$alone(it) => it.given()?, )+
                })
            }

            /// Every content that this command refers to, to be exchanged: two commands that differ in nothing else
            /// say the same, if their contents do.
            ///
            /// ```
            /// use aduan_core::Command;
            /// assert!(Command::Close.contents_mut().is_empty());
            /// ```
            pub fn contents_mut(&mut self) -> Vec<&mut ContentRef> {
                let mut found = Vec::new();
                match self {
                    $( Self::$kind $((bound!(it $inner)))? $({ $($field),* })? =>
                        command!(contents found it $(($inner))? $({ $($field [$($class)+];)* })?), )+
                }
                found
            }
        }
    };
}

/// Declares the structure of a command that has many fields.
macro_rules! command_structs {
    ($( $(#[$meta:meta])* pub struct $name:ident from $event:ident {
        $($(#[$fmeta:meta])* $field:ident: $ty:ty [$($class:tt)+]),* $(,)?
    } )+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name<F: Form = Sealed> { $( $(#[$fmeta])* pub $field: $ty, )* }

        impl<F: Form> $name<F> {
            const FIELDS: &'static [Field] = asked!([] $($field: $ty [$($class)+];)*);

            fn translate<T: Form, X: Translate<F, T>>(&self, by: &mut X) -> Result<$name<T>, X::Error> {
                let Self { $($field),* } = self;
                Ok($name { $($field: class!(translate by $field [$($class)+])),* })
            }

            fn read<S: Source<F>>(from: &mut S) -> Result<Self, S::Error> {
                Ok(Self { $($field: class!(read from $field: $ty [$($class)+])),* })
            }
        }

        impl $name {
            fn recover(event: &crate::event::$event) -> Option<Self> {
                Some(Self { $($field: event.$field.recover()?),* })
            }

            fn contents_mut<'a>(&'a mut self, found: &mut Vec<&'a mut ContentRef>) {
                let Self { $($field),* } = self;
                $( class!(contents found $field [$($class)+]); )*
            }
        }
    )+ };
}

/// One arm of [`commands!`], for each of the three shapes of a variant: without fields, boxed, with fields.
macro_rules! command {
    (fields) => { &[] };
    (fields ($inner:ident)) => { <$inner<Sealed>>::FIELDS };
    (fields { $($fields:tt)* }) => { const { asked!([] $($fields)*) } };

    (translate $by:ident $it:ident $kind:ident) => { Command::$kind };
    (translate $by:ident $it:ident $kind:ident ($inner:ident)) => { Command::$kind(Box::new($it.translate($by)?)) };
    (translate $by:ident $it:ident $kind:ident { $($field:ident $class:tt;)* }) => {
        Command::$kind { $($field: class!(translate $by $field $class)),* }
    };

    (read $from:ident $kind:ident) => { Self::$kind };
    (read $from:ident $kind:ident ($inner:ident)) => { Self::$kind(Box::new($inner::read($from)?)) };
    (read $from:ident $kind:ident { $($field:ident: $ty:ty [$($class:tt)+];)* }) => {
        Self::$kind { $($field: class!(read $from $field: $ty [$($class)+])),* }
    };

    (recover $it:ident $kind:ident) => {{ let _ = $it; Self::$kind }};
    (recover $it:ident $kind:ident ($inner:ident)) => { Self::$kind(Box::new($inner::recover($it)?)) };
    (recover $it:ident $kind:ident { $($field:ident)* }) => { Self::$kind { $($field: $it.$field.recover()?),* } };

    (contents $found:ident $it:ident) => { {} };
    (contents $found:ident $it:ident ($inner:ident)) => { $it.contents_mut(&mut $found) };
    (contents $found:ident $it:ident { $($field:ident $class:tt;)* }) => {{
        $( class!(contents $found $field $class); )*
    }};
}

/// The fields that a giver is asked for.
macro_rules! asked {
    ([$($done:expr,)*]) => { &[$($done),*] };
    ([$($done:expr,)*] $name:ident: $ty:ty [register]; $($rest:tt)*) => { asked!([$($done,)*] $($rest)*) };
    ([$($done:expr,)*] $name:ident: $ty:ty [person]; $($rest:tt)*) => { asked!([$($done,)*] $($rest)*) };
    ([$($done:expr,)*] $name:ident: $ty:ty [hold]; $($rest:tt)*) => { asked!([$($done,)*] $($rest)*) };
    ([$($done:expr,)*] $name:ident: $ty:ty [$($class:tt)+]; $($rest:tt)*) => {
        asked!([$($done,)* class!(field $name: $ty [$($class)+]),] $($rest)*)
    };
}

/// What is made of one field, by its class.
macro_rules! class {
    (field $name:ident: $ty:ty [text]) => { Field::sealed(stringify!($name), FieldKind::Text, true) };
    (field $name:ident: $ty:ty [text?]) => { Field::sealed(stringify!($name), FieldKind::Text, false) };
    (field $name:ident: $ty:ty [contact]) => { Field::sealed(stringify!($name), FieldKind::Contact, true) };
    (field $name:ident: $ty:ty [contact?]) => { Field::sealed(stringify!($name), FieldKind::Contact, false) };
    (field $name:ident: $ty:ty [identity?]) => { Field::sealed(stringify!($name), FieldKind::Identity, false) };
    (field $name:ident: $ty:ty [upload]) => { Field::sealed(stringify!($name), FieldKind::Upload, true) };
    (field $name:ident: $ty:ty [official?]) => { Field::fact::<PersonId>(stringify!($name), false) };
    (field $name:ident: $ty:ty [officer?]) => { Field::fact::<PersonId>(stringify!($name), false) };
    (field $name:ident: $ty:ty [officer]) => { Field::fact::<PersonId>(stringify!($name), true) };
    (field $name:ident: $ty:ty [fact]) => { Field::fact::<$ty>(stringify!($name), true) };
    (field $name:ident: $ty:ty [fact $($or:tt)+]) => { Field::fact::<$ty>(stringify!($name), false) };

    (translate $by:ident $value:ident [fact $($or:tt)*]) => { $value.clone() };
    (translate $by:ident $value:ident [$class:ident ?]) => {
        match $value { Some(value) => Some($by.$class(value)?), None => None }
    };
    (translate $by:ident $value:ident [$class:ident]) => { $by.$class($value)? };

    (read $from:ident $name:ident: $ty:ty [fact = $or:expr]) => {
        $from.fact::<$ty>(const { &class!(field $name: $ty [fact = $or]) })?.unwrap_or($or)
    };
    (read $from:ident $name:ident: $ty:ty [fact ?]) => {
        $from.fact::<$ty>(const { &class!(field $name: $ty [fact ?]) })?.flatten()
    };
    (read $from:ident $name:ident: $ty:ty [fact]) => {{
        let field = const { &class!(field $name: $ty [fact]) };
        match $from.fact::<$ty>(field)? { Some(value) => value, None => return Err($from.missing(field)) }
    }};
    (read $from:ident $name:ident: $ty:ty [register]) => { $from.register()? };
    (read $from:ident $name:ident: $ty:ty [person]) => { $from.person()? };
    (read $from:ident $name:ident: $ty:ty [hold]) => { $from.hold()? };
    (read $from:ident $name:ident: $ty:ty [$class:ident ?]) => {
        $from.$class(const { &class!(field $name: $ty [$class?]) })?
    };
    (read $from:ident $name:ident: $ty:ty [$class:ident]) => {{
        let field = const { &class!(field $name: $ty [$class]) };
        match $from.$class(field)? { Some(value) => value, None => return Err($from.missing(field)) }
    }};

    (contents $found:ident $value:ident [text]) => { $found.push($value); };
    (contents $found:ident $value:ident [text?]) => { $found.extend($value.as_mut()); };
    (contents $found:ident $value:ident [contact]) => { $found.push(&mut $value.content); };
    (contents $found:ident $value:ident [contact?]) => {
        $found.extend($value.as_mut().map(|contact| &mut contact.content));
    };
    (contents $found:ident $value:ident [identity?]) => {
        $found.extend($value.as_mut().map(|identity| &mut identity.content));
    };
    (contents $found:ident $value:ident [upload]) => { $found.push($value); };
    (contents $found:ident $value:ident [official?]) => {
        $found.extend($value.as_mut().and_then(|official| official.content.as_mut()));
    };
    (contents $found:ident $value:ident [$($other:tt)+]) => { let _ = $value; };
}

/// A name in a pattern, where a variant holds one value.
macro_rules! bound {
    ($it:ident $what:ident) => {
        $it
    };
}
