//! Real maps as layout graphs: AIF node sets and Kialo's text exports, read just far enough to have something
//! true to lay out. Shared by the tests and the benchmark.

use std::collections::HashMap;
use std::path::Path;

use counterclaim::layout::{Edge, Graph, Node};

/// A card for this text, about as the window draws it.
pub fn card(text: &str) -> Node {
    let lines = (text.chars().count() as f32 / 32.0).ceil().clamp(1.0, 7.0);
    Node::card(if lines > 1.0 { 230.0 } else { 150.0 }, 22.0 + 17.0 * lines)
}

/// Propositions as cards; inferences, conflicts and rephrases as joints; nothing else.
pub fn aif(path: &Path) -> Option<Graph> {
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    let mut graph = Graph::default();
    let mut numbers = HashMap::new();
    for node in json["nodes"].as_array()? {
        let node_box = match node["type"].as_str()? {
            "I" => card(node["text"].as_str().unwrap_or_default()),
            "RA" | "CA" | "MA" => Node::joint(22.0),
            _ => continue,
        };
        numbers.insert(node["nodeID"].to_string(), graph.nodes.len());
        graph.nodes.push(node_box);
    }
    for edge in json["edges"].as_array()? {
        let end = |name: &str| numbers.get(&edge[name].to_string()).copied();
        if let (Some(from), Some(to)) = (end("fromID"), end("toID")) {
            graph.edges.push(Edge { from, to });
        }
    }
    Some(graph)
}

/// Claims as cards, each pro, con and cross-reference as a joint.
pub fn kialo(path: &Path) -> Option<Graph> {
    let text = std::fs::read_to_string(path).ok()?;
    let mut graph = Graph::default();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut links: Vec<(&str, &str)> = Vec::new();
    for line in text.lines().skip(1) {
        let Some((number, rest)) = line.split_once(". ") else {
            continue;
        };
        if number.is_empty() || !number.split('.').all(|part| part.parse::<u32>().is_ok()) {
            continue;
        }
        let body = rest
            .strip_prefix("Pro: ")
            .or(rest.strip_prefix("Con: "))
            .unwrap_or(rest);
        let mut premise = number;
        if let Some(see) = body.strip_prefix("-> See ") {
            premise = see.trim().trim_end_matches('.');
        } else {
            numbers.insert(number, graph.nodes.len());
            graph.nodes.push(card(body));
        }
        if let Some((parent, _)) = number.rsplit_once('.') {
            links.push((premise, parent));
        }
    }
    for (premise, target) in links {
        if let (Some(&from), Some(&to)) = (numbers.get(premise), numbers.get(target)) {
            let joint = graph.nodes.len();
            graph.nodes.push(Node::joint(22.0));
            graph.edges.push(Edge { from, to: joint });
            graph.edges.push(Edge { from: joint, to });
        }
    }
    Some(graph)
}

/// All maps of a folder, in the order of their names.
pub fn in_folder(folder: &Path) -> Vec<(String, Graph)> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    paths
        .iter()
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.to_owned();
            let graph = match path.extension()?.to_str()? {
                "json" => aif(path)?,
                "txt" => kialo(path)?,
                _ => return None,
            };
            Some((name, graph))
        })
        .collect()
}
