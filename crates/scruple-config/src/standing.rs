//! Whether a file stands where it is looked for.

use std::fs;
use std::path::Path;

use crate::packs::reason;

/// Whether anything goes by this name; where it is no file, why not. What is passed over in silence is missed by nobody
/// until it is too late.
pub(crate) fn standing(path: &Path) -> Option<Result<(), String>> {
    let linked = fs::symlink_metadata(path).ok()?.is_symlink();
    Some(match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => Ok(()),
        Ok(metadata) if metadata.is_dir() => Err("is a folder and no file; rename it".to_owned()),
        Ok(_) => Err("is a pipe or a device and no file; take it away".to_owned()),
        Err(error) if linked => {
            Err(format!("is a link that leads to no file ({}); mend it or take it away", reason(&error)))
        }
        Err(error) => Err(reason(&error)),
    })
}
