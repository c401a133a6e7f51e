//! Dials that came later: written to a file only where they are turned.
//!
//! Keys are fingerprints of what is written, and those of older records must stay what they were. Bytes between page and
//! worker name no fields, so there every field is written.

/// Writes a struct with its fields, and the one that came later only if it is turned. Its reader needs `serde(default)`.
macro_rules! later {
    ($name:ident { $($field:ident),+ } $late:ident if $turned:expr) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                use serde::ser::SerializeStruct;
                let turned: fn(&Self) -> bool = $turned;
                let later = turned(self) || !serializer.is_human_readable();
                let n = [$(stringify!($field)),+].len();
                let mut fields = serializer.serialize_struct(stringify!($name), n + usize::from(later))?;
                $(fields.serialize_field(stringify!($field), &self.$field)?;)+
                if later {
                    fields.serialize_field(stringify!($late), &self.$late)?;
                }
                fields.end()
            }
        }
    };
}

pub(crate) use later;
