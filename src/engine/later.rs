//! Dials that came later: written to a file only where they are turned.
//!
//! Keys are fingerprints of what is written, and those of older records must stay what they were. Bytes between page and
//! worker name no fields, so there every field is written.

/// Writes a struct with its fields, and each that came later only if it is turned. Its reader needs `serde(default)`.
macro_rules! later {
    ($name:ident { $($field:ident),+ } $($late:ident if $turned:expr),+) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                use serde::ser::SerializeStruct;
                let every = !serializer.is_human_readable();
                let turned: &[(&str, fn(&Self) -> bool)] = &[$((stringify!($late), $turned)),+];
                let n = [$(stringify!($field)),+].len();
                let n = n + turned.iter().filter(|(_, turned)| every || turned(self)).count();
                let mut fields = serializer.serialize_struct(stringify!($name), n)?;
                $(fields.serialize_field(stringify!($field), &self.$field)?;)+
                let mut later = turned.iter().map(|(_, turned)| every || turned(self));
                $(if later.next() == Some(true) {
                    fields.serialize_field(stringify!($late), &self.$late)?;
                })+
                fields.end()
            }
        }
    };
}

pub(crate) use later;
