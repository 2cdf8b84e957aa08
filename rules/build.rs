//! Reads the packs, checks them and stores their compiled form, so that nothing is parsed when Scruple starts: the
//! core pack alone, which most runs need, and all packs together.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use scruple::rule::Packs;
use scruple::rule::pack::PackFile;

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), String> {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let store = |packs: &Packs, name: &str| {
        let bytes = packs.to_bytes().map_err(|error| error.to_string())?;
        fs::write(out.join(name), bytes).map_err(|error| error.to_string())
    };
    let core = add(Packs::default(), Path::new("core"))?.with_review();
    let mut packs = core.clone();
    for folder in folders()? {
        packs = add(packs, &folder)?;
    }
    store(&packs, "all.packs")?;
    store(&core.aware_of(&packs), "core.packs")?;
    let names: Vec<&str> = packs.named().map(|pack| pack.name.as_str()).collect();
    fs::write(out.join("names.rs"), format!("&{names:?}")).map_err(|error| error.to_string())
}

/// The folders of the packs beside the core pack: those that hold a file that names them.
fn folders() -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(".").map_err(|error| error.to_string())?;
    let mut folders = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.join("pack.yaml").is_file() {
            folders.push(path.strip_prefix(".").map_or(path.clone(), Path::to_path_buf));
        }
    }
    folders.sort();
    println!("cargo::rerun-if-changed=.");
    Ok(folders)
}

fn add(packs: Packs, folder: &Path) -> Result<Packs, String> {
    let mut files = Vec::new();
    read(folder, &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    packs.extend(&files).map_err(|errors| errors.to_string())
}

fn read(folder: &Path, files: &mut Vec<PackFile>) -> Result<(), String> {
    let named = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(named)? {
        let path = entry.map_err(named)?.path();
        if path.is_dir() {
            read(&path, files)?;
        } else {
            let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            files.push(PackFile { path: path.display().to_string(), text });
        }
    }
    Ok(())
}
