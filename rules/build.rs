//! Reads the packs, checks them and stores their compiled form, so that nothing is parsed when Scruple starts.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use scruple::rule::Packs;
use scruple::rule::pack::PackFile;

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=core");
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), String> {
    let mut files = Vec::new();
    read(Path::new("core"), &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let packs = Packs::default().extend(&files).map_err(|errors| errors.to_string())?;
    let bytes = packs.to_bytes().map_err(|error| error.to_string())?;
    let out = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    fs::write(PathBuf::from(out).join("core.packs"), bytes).map_err(|error| error.to_string())
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
