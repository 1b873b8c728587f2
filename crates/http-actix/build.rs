//! Compiles the texts of every language into the crate. The build fails if the languages' messages differ.

#[path = "build/catalogue.rs"]
mod catalogue;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use catalogue::Catalogue;

/// The error is a text: it is what a failed build prints.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The language that all others are compared with.
const REFERENCE: &str = "en";

fn main() -> Result<()> {
    let texts = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("text");
    println!("cargo::rerun-if-changed={}", texts.display());
    println!("cargo::rerun-if-changed=build");
    let mut languages = Vec::new();
    for folder in entries(&texts)? {
        let tag = folder.file_name().and_then(|name| name.to_str()).ok_or("a language's folder has no name")?;
        languages.push((tag.to_owned(), read(&folder)?));
    }
    let reference = &languages.iter().find(|(tag, _)| tag == REFERENCE).ok_or("there is no English")?.1;
    let differences: Vec<String> =
        languages.iter().flat_map(|(tag, texts)| reference.catalogue.differences(&texts.catalogue, tag)).collect();
    if !differences.is_empty() {
        return Err(format!("the languages differ:\n{}", differences.join("\n")).into());
    }
    let output = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(output.join("messages.rs"), reference.catalogue.functions())?;
    std::fs::write(output.join("sources.rs"), sources(&languages)?)?;
    Ok(())
}

/// The texts of a language.
struct Texts {
    files: Vec<PathBuf>,
    catalogue: Catalogue,
}

fn read(folder: &Path) -> Result<Texts> {
    let files = entries(folder)?;
    let mut catalogue = Catalogue::default();
    for file in &files {
        let source = std::fs::read_to_string(file)?;
        let problems = catalogue.add(&source);
        if !problems.is_empty() {
            return Err(format!("{}:\n{}", file.display(), problems.join("\n")).into());
        }
    }
    Ok(Texts { files, catalogue })
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut entries: Vec<PathBuf> = entries.collect::<Result<_>>()?;
    entries.sort();
    Ok(entries)
}

/// Rust source of a slice with each language's tag and the contents of its files.
fn sources(languages: &[(String, Texts)]) -> Result<String> {
    let mut code = String::from("&[\n");
    for (tag, texts) in languages {
        writeln!(code, "    ({tag:?}, &[")?;
        for file in &texts.files {
            let file = file.to_str().ok_or("a file of texts has a path that is not UTF-8")?;
            writeln!(code, "        include_str!({file:?}),")?;
        }
        code.push_str("    ]),\n");
    }
    code.push_str("]\n");
    Ok(code)
}
