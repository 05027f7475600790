//! Quizzes.

use super::Parts;
use crate::tl::schema::{Schema, Type};
use crate::tl::value::Value;

/// A quiz named its correct answers by their options, and now by their indexes.
pub fn answers_by_place(mut parts: Parts, to: &Schema) -> Parts {
    let places = to.constructor("inputMediaPoll").and_then(|media| {
        let field = &media.fields[media.field("correct_answers")?];
        Some(field.ty == Type::Vector { bare: false, of: Box::new(Type::Int) })
    });
    let options: Vec<Value> = match parts.get("poll") {
        Some(Value::Object(poll)) => match poll.get("answers") {
            Some(Value::Vector(answers)) => answers
                .iter()
                .filter_map(|answer| match answer {
                    Value::Object(answer) => answer.get("option").cloned(),
                    _ => None,
                })
                .collect(),
            _ => return parts,
        },
        _ => return parts,
    };
    if places != Some(true) {
        return parts;
    }
    if let Some(Value::Vector(correct)) = parts.take("correct_answers") {
        let place = |option: Value<'static>| match options.iter().position(|known| *known == option) {
            Some(place) => Value::Int(place as i32),
            // An unknown option has no index.
            None => option,
        };
        let correct = correct.into_iter().map(place).collect();
        parts.put("correct_answers", Value::Vector(correct));
    }
    parts
}
