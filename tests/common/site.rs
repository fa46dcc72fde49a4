//! A site on this machine for tests to fetch from: a small HTTP server that answers as it is told, well or badly.

#![allow(
    dead_code,
    reason = "each test binary uses its own part of this module"
)]

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// How an answer is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// As it should be.
    Whole,
    /// Not at all: the connection stays open and nothing comes.
    Silent,
    /// The head comes, the body never ends.
    Endless,
    /// The connection is cut in the middle of the body.
    Cut,
}

/// What is answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub kind: &'static str,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    pub how: How,
}

impl Answer {
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            kind: "application/json; charset=utf-8",
            headers: Vec::new(),
            body: body.into(),
            how: How::Whole,
        }
    }

    pub fn page(body: impl Into<Vec<u8>>) -> Self {
        Self {
            kind: "text/html; charset=utf-8",
            ..Self::json(body)
        }
    }

    pub fn status(status: u16) -> Self {
        Self {
            status,
            ..Self::json(format!("{{\"status\":{status}}}"))
        }
    }

    pub fn to(status: u16, location: impl Into<String>) -> Self {
        Self::status(status).with("Location", location)
    }

    pub fn with(mut self, header: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((header, value.into()));
        self
    }

    pub fn how(self, how: How) -> Self {
        Self { how, ..self }
    }
}

/// Given the path with its query, and how often that was asked for before.
type Answers = dyn Fn(&str, usize) -> Answer + Send + Sync;

/// A running server; it ends when this is dropped.
pub struct LocalSite {
    /// `http://127.0.0.1:PORT`.
    pub base: String,
    asked: Arc<Mutex<Vec<String>>>,
    heads: Arc<Mutex<Vec<String>>>,
    stop: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

impl LocalSite {
    pub fn start(answers: impl Fn(&str, usize) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heads = Arc::new(Mutex::new(Vec::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let answers: Arc<Answers> = Arc::new(answers);
        let theirs = (asked.clone(), heads.clone(), stop.clone());
        let accepting = std::thread::spawn(move || {
            let (asked, heads, stop) = theirs;
            for stream in listener.incoming() {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                let Ok(stream) = stream else { continue };
                let (asked, heads, stop, answers) =
                    (asked.clone(), heads.clone(), stop.clone(), answers.clone());
                std::thread::spawn(move || serve(stream, &asked, &heads, &stop, &*answers));
            }
        });
        Self {
            base: format!("http://{address}"),
            asked,
            heads,
            stop,
            accepting: Some(accepting),
        }
    }

    /// A server that answers paths (without their query) from a table, and 404 to all else.
    pub fn table(table: impl IntoIterator<Item = (&'static str, Answer)>) -> Self {
        let table: HashMap<&str, Answer> = table.into_iter().collect();
        Self::start(move |target, _| {
            let path = target.split('?').next().unwrap_or_default();
            table
                .get(path)
                .cloned()
                .unwrap_or_else(|| Answer::status(404))
        })
    }

    /// What was asked for, in order: paths with their queries.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// The requests as they came.
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

impl Drop for LocalSite {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // So that it looks.
        let _ = TcpStream::connect(self.base.trim_start_matches("http://"));
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

fn serve(
    mut stream: TcpStream,
    asked: &Mutex<Vec<String>>,
    heads: &Mutex<Vec<String>>,
    stop: &AtomicBool,
    answers: &Answers,
) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            // Whoever wants to speak TLS hears that nobody here does.
            Ok(1) if head.is_empty() && byte[0] == 0x16 => {
                let _ = stream.write_all(b"HTTP/1.1 400 Plain\r\n\r\n");
                return;
            }
            Ok(1) if head.len() < 64 * 1024 => head.push(byte[0]),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let before = {
        let mut asked = asked.lock().unwrap();
        let before = asked.iter().filter(|other| **other == target).count();
        asked.push(target.clone());
        before
    };
    heads.lock().unwrap().push(head);
    let answer = answers(&target, before);
    let held = || !stop.load(Ordering::Relaxed);
    if answer.how == How::Silent {
        while held() {
            std::thread::sleep(Duration::from_millis(10));
        }
        return;
    }
    let mut text = format!(
        "HTTP/1.1 {} Said\r\nContent-Type: {}\r\nConnection: close\r\n",
        answer.status, answer.kind
    );
    for (name, value) in &answer.headers {
        text += &format!("{name}: {value}\r\n");
    }
    if answer.how != How::Endless && !answer.headers.iter().any(|(n, _)| *n == "Content-Length") {
        text += &format!("Content-Length: {}\r\n", answer.body.len());
    }
    text += "\r\n";
    if stream.write_all(text.as_bytes()).is_err() {
        return;
    }
    // Who asked may leave at any time.
    let _ = match answer.how {
        How::Cut => stream.write_all(&answer.body[..answer.body.len() / 2]),
        How::Endless => {
            let mut sent = stream.write_all(&answer.body);
            while sent.is_ok() && held() {
                sent = stream.write_all(&[b' '; 4096]);
            }
            sent
        }
        How::Whole | How::Silent => stream.write_all(&answer.body),
    };
}
