//! What a value in a script is, as far as it can be known without running it.

use rhai::{Dynamic, Token};

use super::super::api::Type;

/// The type of a constant.
pub fn of_value(value: &Dynamic) -> Type {
    if value.is_int() {
        Type::Whole
    } else if value.is_float() {
        Type::Float
    } else if value.is_string() {
        Type::Text
    } else if value.is_bool() {
        Type::Truth
    } else if value.is_array() {
        Type::Array
    } else if value.is_map() {
        Type::Map
    } else {
        Type::Any
    }
}

/// What an operator gives.
pub fn of_operator(operator: &Token, left: Type, right: Type) -> Type {
    match operator {
        Token::Plus
        | Token::Minus
        | Token::Multiply
        | Token::Divide
        | Token::Modulo
        | Token::PowerOf => match (left, right) {
            (Type::Whole, Type::Whole) => Type::Whole,
            (Type::Whole | Type::Float, Type::Whole | Type::Float) => Type::Float,
            (Type::Time, Type::Time) | (Type::Day, Type::Day) => Type::Span,
            _ => Type::Any,
        },
        Token::UnaryMinus | Token::UnaryPlus => left,
        Token::EqualsTo
        | Token::NotEqualsTo
        | Token::LessThan
        | Token::LessThanEqualsTo
        | Token::GreaterThan
        | Token::GreaterThanEqualsTo
        | Token::Bang
        | Token::In
        | Token::NotIn => Type::Truth,
        _ => Type::Any,
    }
}

/// What a method or function of Rhai's packages gives, where that matters.
pub fn of_package(name: &str, of: Type) -> Type {
    match (name, of) {
        ("len" | "index_of" | "to_int" | "floor_int", _) => Type::Whole,
        ("to_float", _) => Type::Float,
        ("filter" | "extract" | "drain" | "retain" | "splice", Type::ArrayOf(_)) => of,
        ("pop" | "shift" | "remove" | "find" | "get", Type::ArrayOf(each)) => *each,
        ("filter" | "map" | "extract" | "split", Type::Array | Type::ArrayOf(_)) => Type::Array,
        ("abs", kind) => kind,
        _ => Type::Any,
    }
}

/// What a method hands to the first two parameters of its closure.
pub fn handed_by(name: &str, of: Type) -> [Type; 2] {
    let each = of.each();
    match (name, of) {
        ("reduce" | "reduce_rev", _) => [Type::Any, each],
        ("sort", _) => [each, each],
        (_, Type::Array | Type::ArrayOf(_)) => [each, Type::Whole],
        _ => [each, Type::Any],
    }
}

/// Methods that change what they are called on.
pub const CHANGING: [&str; 25] = [
    "push",
    "pop",
    "shift",
    "insert",
    "remove",
    "clear",
    "append",
    "truncate",
    "chop",
    "drain",
    "retain",
    "splice",
    "reverse",
    "sort",
    "sort_by",
    "sort_desc",
    "dedup",
    "set",
    "mixin",
    "fill_with",
    "pad",
    "make_upper",
    "make_lower",
    "replace",
    "crop",
];
