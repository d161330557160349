//! Modes as the commands name them: found, with their settings, compiled.

use serde_json::Value;

use crate::quiz::{BuiltIn, Mode};
use crate::store::KeptMode;

use super::{Error, Result};

/// The built-in mode, which has no script.
pub fn built_in() -> KeptMode {
    KeptMode {
        name: "built-in".to_owned(),
        files: Vec::new(),
    }
}

/// The name of a kept mode.
pub fn name_of(kept: &KeptMode) -> String {
    kept.name.clone()
}

/// Compiles a mode from its kept files, with the settings in force.
///
/// # Errors
/// It does not compile.
pub fn compile(kept: &KeptMode, _settings: Option<&Value>) -> Result<Box<dyn Mode>> {
    if kept.files.is_empty() {
        return Ok(Box::new(BuiltIn));
    }
    Err(Error::Failed("scripts are being built".to_owned()))
}
