//! Sets of JSON types, as `type` and `nullable` name them.

use crate::place::Place;

/// A JSON type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// Null.
    Null,
    /// `true` and `false`.
    Boolean,
    /// Numbers without a fraction.
    Integer,
    /// Numbers.
    Number,
    /// Strings.
    String,
    /// Arrays.
    Array,
    /// Objects.
    Object,
}

impl Type {
    const ALL: [Type; 7] = [
        Type::Null,
        Type::Boolean,
        Type::Integer,
        Type::Number,
        Type::String,
        Type::Array,
        Type::Object,
    ];

    /// The type as a document writes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Type::Null => "null",
            Type::Boolean => "boolean",
            Type::Integer => "integer",
            Type::Number => "number",
            Type::String => "string",
            Type::Array => "array",
            Type::Object => "object",
        }
    }

    /// The type of that name.
    pub(crate) fn named(name: &str) -> Option<Type> {
        Type::ALL.into_iter().find(|it| it.name() == name)
    }

    /// The narrowest type of a value.
    pub(crate) fn of(value: &serde_json::Value) -> Type {
        match value {
            serde_json::Value::Null => Type::Null,
            serde_json::Value::Bool(_) => Type::Boolean,
            serde_json::Value::Number(number) => {
                let fraction =
                    number.is_f64() && number.as_f64().is_some_and(|it| it.fract() != 0.0);
                if fraction {
                    Type::Number
                } else {
                    Type::Integer
                }
            }
            serde_json::Value::String(_) => Type::String,
            serde_json::Value::Array(_) => Type::Array,
            serde_json::Value::Object(_) => Type::Object,
        }
    }
}

/// Types in the order in which they were written; integers are not listed beside numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TypeSet(Vec<Type>);

impl TypeSet {
    /// A set of what is listed.
    pub(crate) fn of(list: impl IntoIterator<Item = Type>) -> TypeSet {
        let mut set = TypeSet(Vec::new());
        for one in list {
            if !set.0.contains(&one) {
                set.0.push(one);
            }
        }
        if set.0.contains(&Type::Number) {
            set.0.retain(|one| *one != Type::Integer);
        }
        set
    }

    /// Whether values of the type are in the set.
    pub(crate) fn takes(&self, one: Type) -> bool {
        self.0.contains(&one) || (one == Type::Integer && self.0.contains(&Type::Number))
    }

    /// What is in both sets.
    pub(crate) fn and(&self, other: &TypeSet) -> TypeSet {
        let mine = self.0.iter().filter(|one| other.takes(**one));
        let theirs = other.0.iter().filter(|one| self.takes(**one));
        TypeSet::of(mine.chain(theirs).copied())
    }

    /// Whether null is in the set.
    pub(crate) fn has_null(&self) -> bool {
        self.0.contains(&Type::Null)
    }

    /// The types but null.
    pub(crate) fn without_null(&self) -> Vec<Type> {
        self.0
            .iter()
            .copied()
            .filter(|one| *one != Type::Null)
            .collect()
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Type> {
        self.0.iter().copied()
    }
}

/// `type`, and whether `nullable` adds null to it.
///
/// `nullable` is of 3.0, and documents that were moved to 3.1 by hand still have it.
pub(super) fn read(place: &Place<'_>) -> (Option<TypeSet>, bool) {
    let one = place
        .str("type")
        .and_then(Type::named)
        .map(|it| TypeSet::of([it]));
    let several = place
        .get("type")
        .filter(|it| it.node.as_array().is_some())
        .map(|it| {
            TypeSet::of(
                it.items()
                    .iter()
                    .filter_map(|it| Type::named(it.node.as_str()?)),
            )
        });
    (one.or(several), place.flag("nullable"))
}
