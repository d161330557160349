//! Versions of Rhai's own functions on texts whose results have no bound: a text replaced by a larger
//! one at a million places, a list of everything as one text. A bound that is looked at afterwards
//! would come too late for them.

use rhai::{Array, Dynamic, EvalAltResult, ImmutableString, Map, NativeCallContext, Position};

use super::{Outcome, fail};
use crate::modes::api::Api;
use crate::modes::values;

/// More characters than anybody reads of a list or a map.
const LONGEST_LIST: usize = 10_000;

/// More bytes than a map needs as JSON.
const MOST_OF_JSON: usize = 64 * 1024;

/// Registers them.
pub fn register(api: &mut Api) {
    api.unlisted(
        "replace",
        |context: NativeCallContext, text: &mut ImmutableString, old: &str, new: &str| {
            replace(&context, text, old, new)
        },
    );
    api.unlisted(
        "replace",
        |context: NativeCallContext, text: &mut ImmutableString, old: &str, new: char| {
            replace(&context, text, old, new.encode_utf8(&mut [0; 4]))
        },
    );
    api.unlisted(
        "replace",
        |context: NativeCallContext, text: &mut ImmutableString, old: char, new: &str| {
            replace(&context, text, old.encode_utf8(&mut [0; 4]), new)
        },
    );
    api.unlisted(
        "replace",
        |context: NativeCallContext, text: &mut ImmutableString, old: char, new: char| {
            let (mut a, mut b) = ([0; 4], [0; 4]);
            let (old, new) = (old.encode_utf8(&mut a), new.encode_utf8(&mut b));
            replace(&context, text, old, new)
        },
    );
    for name in ["to_string", "to_debug"] {
        api.unlisted(name, |context: NativeCallContext, list: &mut Array| {
            let mut text = String::new();
            show_list(&context, list, 0, &mut text);
            ImmutableString::from(text)
        });
        api.unlisted(name, |context: NativeCallContext, map: &mut Map| {
            let mut text = String::new();
            show_map(&context, map, 0, &mut text);
            ImmutableString::from(text)
        });
    }
    api.unlisted("to_json", |map: &mut Map| {
        let map = Dynamic::from(map.clone());
        match values::check(&map, MOST_OF_JSON) {
            Ok(()) => Ok(ImmutableString::from(values::to_json(&map).to_string())),
            Err(wrong) => fail(format!("to_json: the map's {} {}", wrong.path, wrong.what)),
        }
    });
}

fn replace(
    context: &NativeCallContext,
    text: &mut ImmutableString,
    old: &str,
    new: &str,
) -> Outcome<()> {
    let longest = context.engine().max_string_size();
    let times = text.matches(old).count();
    let kept = text.len().saturating_sub(times.saturating_mul(old.len()));
    if kept.saturating_add(times.saturating_mul(new.len())) > longest {
        let too_large = EvalAltResult::ErrorDataTooLarge("string".to_owned(), Position::NONE);
        return Err(too_large.into());
    }
    *text = text.replace(old, new).into();
    Ok(())
}

fn show(context: &NativeCallContext, value: &Dynamic, depth: usize, text: &mut String) {
    if let Ok(list) = value.as_array_ref() {
        return show_list(context, &list, depth, text);
    }
    if let Ok(map) = value.as_map_ref() {
        return show_map(context, &map, depth, text);
    }
    let shown = context.call_native_fn_raw("to_debug", true, &mut [&mut value.clone()]);
    match shown.map(Dynamic::into_immutable_string) {
        Ok(Ok(shown)) => text.push_str(&shown),
        _ => text.push_str(values::word_for(value.type_name())),
    }
}

fn show_list(context: &NativeCallContext, list: &[Dynamic], depth: usize, text: &mut String) {
    text.push('[');
    for (at, value) in list.iter().enumerate() {
        text.push_str(if at > 0 { ", " } else { "" });
        if is_long(text, depth) {
            break;
        }
        show(context, value, depth + 1, text);
    }
    text.push(']');
}

fn show_map(context: &NativeCallContext, map: &Map, depth: usize, text: &mut String) {
    text.push_str("#{");
    for (at, (name, value)) in map.iter().enumerate() {
        text.push_str(if at > 0 { ", " } else { "" });
        if is_long(text, depth) {
            break;
        }
        text.push_str(&format!("{name:?}: "));
        show(context, value, depth + 1, text);
    }
    text.push('}');
}

/// Whether the rest is left out, which the text then says.
fn is_long(text: &mut String, depth: usize) -> bool {
    let is_long = text.len() > LONGEST_LIST || depth > values::DEEPEST;
    if is_long {
        text.push('…');
    }
    is_long
}
