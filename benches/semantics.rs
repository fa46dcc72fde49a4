//! How long evaluation takes: all credulous and skeptical preferred statuses of graphs shaped like real threads
//! (shared data, when it is beside the checkout), and of two large made ones.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use counterclaim::semantics::argument_graph::{ArgumentGraph, Claim, Element, Link, LinkKind};
use counterclaim::semantics::evaluation::{Options, evaluate};
use counterclaim::semantics::framework::Framework;
use counterclaim::semantics::iccma::{Format, read};
use counterclaim::semantics::solver::{Limits, Semantics, Solver};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::Path;

fn statuses(framework: &Framework) {
    let solver = Solver::new(framework, Limits::default());
    black_box(solver.statuses(Semantics::Preferred));
}

fn thread_graphs(c: &mut Criterion) {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/semantics/dung-thread-graphs");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped the thread graphs: {} is missing", folder.display());
        return;
    };
    let mut paths: Vec<_> = entries.map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "af"));
    paths.sort();
    for path in paths {
        let instance = read(&std::fs::read(&path).unwrap(), Format::Af).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        c.bench_function(&format!("preferred statuses {name}"), |b| {
            b.iter(|| statuses(&instance.framework));
        });
    }
}

fn made_graphs(c: &mut Criterion) {
    let n = 50_000;
    let chain: Vec<_> = (1..n).map(|i| (i, i - 1)).collect();
    let chain = Framework::new(n, &chain).unwrap();
    c.bench_function("preferred statuses chain of 50,000", |b| {
        b.iter(|| statuses(&chain))
    });
    // A thread of 5,000 claims: every third reply supports, the others attack; every seventh link is undercut.
    let mut graph = ArgumentGraph {
        claims: vec![Claim::default(); 5_000],
        ..ArgumentGraph::default()
    };
    for i in 1..5_000 {
        let kind = if i % 3 == 0 {
            LinkKind::Support
        } else {
            LinkKind::Attack
        };
        let target = if i % 7 == 0 {
            Element::Link(i / 2 - 1)
        } else {
            Element::Claim(i / 2)
        };
        graph.links.push(Link {
            kind,
            premises: vec![i],
            target,
            weight: 1.0,
        });
    }
    c.bench_function("evaluate 5,000 claims", |b| {
        b.iter(|| black_box(evaluate(&graph, &Options::default()).unwrap()));
    });
}

criterion_group!(benches, thread_graphs, made_graphs);
criterion_main!(benches);
