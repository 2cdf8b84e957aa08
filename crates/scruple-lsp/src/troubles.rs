//! What is wrong with the files that the server itself reads: told in the files, also where nobody has opened them, and
//! once in a message.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use scruple_config::{Origin, SettingsError, approved};

use crate::config_file::Mistake;
use crate::diagnostics;
use crate::document::Kind;
use crate::engine::Wrong;
use crate::heed;
use crate::lint::{Bench, Outcome};
use crate::lsp::{MessageType, Uri};
use crate::shared::{Shared, lock};
use crate::workspace::{lint_file, path_of};

/// Tells of settings that cannot be heeded for a document.
pub(crate) async fn broken(shared: &Arc<Shared>, error: &Arc<SettingsError>, document: &Uri) {
    if !lock(&shared.scans.told).insert(error.to_string()) {
        return;
    }
    let mut files = heed::blamed(error);
    if files.is_empty() {
        // A pack does not load: the settings ask for it.
        files.extend(path_of(document).and_then(|path| heed::nearest(&path)));
    }
    for file in files {
        show(shared, file, Kind::Settings, Some(error)).await;
    }
    let first = error.to_string().lines().next().unwrap_or_default().to_owned();
    let text = format!("Scruple: the last good settings stay: {first}");
    shared.client.show_message(MessageType::WARNING, text).await;
}

/// Tells of a register of approved claims that cannot be heeded; `settings` may have named it.
pub(crate) async fn unapproved(shared: &Arc<Shared>, wrong: &Arc<Wrong>, settings: Option<&Path>) {
    if !lock(&shared.scans.told).insert(wrong.message.clone()) {
        return;
    }
    for file in &wrong.files {
        if file.is_file() {
            show(shared, file.clone(), Kind::Register, None).await;
        } else if let Some(settings) = settings {
            show(shared, settings.to_owned(), Kind::Settings, None).await;
        }
    }
    let first = wrong.message.lines().next().unwrap_or_default();
    let text = format!("Scruple: the register of approved claims is not heeded as it stands: {first}");
    shared.client.show_message(MessageType::WARNING, text).await;
}

/// Settings may have changed: what was said of them is said again where it still holds.
pub(crate) async fn settings_changed(shared: &Arc<Shared>) {
    lock(&shared.scans.told).clear();
    let known: Vec<(PathBuf, Kind)> = lock(&shared.scans.settings).drain().collect();
    for (path, kind) in known {
        show(shared, path, kind, None).await;
    }
}

/// A document was closed. Tells whether it is one that the server reads itself, which is then shown as it is on disk.
pub(crate) async fn closed(shared: &Arc<Shared>, path: &Path) -> bool {
    let engine = shared.engine().await;
    let ours = engine.looked_for(path);
    if ours {
        let register =
            path.file_name().is_some_and(|name| name == approved::FILE) || engine.is_register(path);
        let kind = if register { Kind::Register } else { Kind::Settings };
        show(shared, path.to_owned(), kind, None).await;
    }
    ours
}

/// Sends what is wrong with a file that is not open.
async fn show(shared: &Arc<Shared>, path: PathBuf, kind: Kind, error: Option<&Arc<SettingsError>>) {
    if !shared.pushes() || shared.documents.at_path(&path).is_some() {
        return;
    }
    let Some(uri) = Uri::from_file_path(&path) else { return };
    let engine = shared.engine().await;
    let own = (path.clone(), uri.clone(), engine.clone());
    let work = move || lint_file(&own.0, &own.1, Some(kind), &own.2, &mut Bench::default());
    let Ok(mut linted) = tokio::task::spawn_blocking(work).await else { return };
    if let (Some(linted), Some(error)) = (&mut linted, error)
        && let Outcome::Config(mistakes) = &mut linted.outcome
        && mistakes.is_empty()
    {
        // What shows only when a linter is built.
        mistakes.extend(mistakes_in(error, &path));
    }
    let all =
        linted.map(|linted| diagnostics::all(&linted, &uri, &engine, shared.features())).unwrap_or_default();
    if !all.is_empty() {
        lock(&shared.scans.settings).insert(path, kind);
    }
    shared.send_diagnostics(&uri, all, None).await;
}

/// What an error says of a file; all of it where it names none.
fn mistakes_in(error: &SettingsError, path: &Path) -> Vec<Mistake> {
    let whole = || vec![Mistake { range: 0..0, message: error.to_string() }];
    let SettingsError::Mistakes(mistakes) = error else { return whole() };
    let here = mistakes.iter().filter_map(|mistake| match &mistake.origin {
        Origin::Config(place) if *place.path == *path => {
            Some(Mistake { range: place.range.clone(), message: mistake.message.clone() })
        }
        _ => None,
    });
    let here: Vec<Mistake> = here.collect();
    if here.is_empty() { whole() } else { here }
}
