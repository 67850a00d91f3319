//! Lists and names that are too large to lie in the repository.

use std::io::Write as _;
use std::path::PathBuf;

/// A path in the folder of shared data: `NAMESIEVE_SHARED`, else `shared` beside the repository. Where it is not there, that is said and the
/// test has nothing to do.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let full = std::env::var_os("NAMESIEVE_SHARED").map_or_else(beside, PathBuf::from).join(path);
    if full.exists() {
        return Some(full);
    }
    let _ = writeln!(std::io::stderr(), "SKIPPED: no `{}`; set NAMESIEVE_SHARED", full.display());
    None
}
