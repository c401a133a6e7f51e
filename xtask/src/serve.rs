//! A small static server that behaves like a strict host: the Content-Security-Policy, right
//! types, any sub-path, and (as GitHub Pages does) files that other origins may read, without
//! which a sandboxed frame could load no module.

use crate::csp;
use crate::shell::{Failure, Outcome};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// A server of one folder under one prefix.
pub struct Server {
    listener: TcpListener,
    at: SocketAddr,
    site: Arc<Site>,
}

struct Site {
    folder: PathBuf,
    /// Starts and ends with a slash.
    prefix: String,
}

impl Server {
    /// Listens on this machine only; port 0 takes a free one.
    pub fn bind(folder: &Path, port: u16, prefix: &str) -> Outcome<Self> {
        if !folder.join("index.html").exists() {
            return Err(Failure::new("dist/ holds no site; run `cargo xtask build` first."));
        }
        let busy = |e: std::io::Error| {
            Failure::new(format!("port {port} cannot be used ({e}); try `--port 0` for a free one."))
        };
        let listener = TcpListener::bind(("127.0.0.1", port)).map_err(busy)?;
        let at = listener.local_addr().map_err(busy)?;
        let inner = prefix.trim_matches('/');
        let prefix = if inner.is_empty() { "/".to_owned() } else { format!("/{inner}/") };
        Ok(Self { listener, at, site: Arc::new(Site { folder: folder.to_path_buf(), prefix }) })
    }

    /// Where the site is.
    pub fn address(&self) -> String {
        format!("http://{}{}", self.at, self.site.prefix)
    }

    /// Serves until the program ends, each connection in its own thread.
    pub fn run(self) {
        for stream in self.listener.incoming().filter_map(Result::ok) {
            let site = Arc::clone(&self.site);
            std::thread::spawn(move || {
                // A browser that goes away in the middle is no error of ours.
                let _ = site.talk(stream);
            });
        }
    }
}

struct Answer {
    status: &'static str,
    kind: &'static str,
    location: Option<String>,
    body: Vec<u8>,
}

impl Site {
    /// Answers requests on one connection until the other side closes it.
    fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut writer = stream;
        loop {
            let mut request = String::new();
            if reader.read_line(&mut request)? == 0 {
                return Ok(());
            }
            let mut close = false;
            loop {
                let mut header = String::new();
                if reader.read_line(&mut header)? == 0 || header.trim().is_empty() {
                    break;
                }
                close |= header.trim().eq_ignore_ascii_case("connection: close");
            }
            let mut words = request.split_whitespace();
            let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or("/"));
            let answer = match method {
                "GET" | "HEAD" => self.answer(target),
                _ => plain("405 Method Not Allowed"),
            };
            send(&mut writer, &answer, method == "HEAD")?;
            if close {
                return Ok(());
            }
        }
    }

    fn answer(&self, target: &str) -> Answer {
        let (path, query) =
            target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        let Some(inside) = path.strip_prefix(self.prefix.as_str()) else {
            // `/v1` is meant as `/v1/`: relative addresses need the slash.
            if format!("{path}/") == self.prefix {
                let query = query.map(|q| format!("?{q}")).unwrap_or_default();
                return Answer {
                    location: Some(format!("{}{query}", self.prefix)),
                    ..plain("301 Moved Permanently")
                };
            }
            return plain("404 Not Found");
        };
        let name = decoded(inside);
        let name = if name.is_empty() { "index.html" } else { name.as_str() };
        if name.split(['/', '\\']).any(|step| step == "..") {
            return plain("404 Not Found");
        }
        match std::fs::read(self.folder.join(name)) {
            Ok(body) => Answer { status: "200 OK", kind: kind(name), location: None, body },
            Err(_) => plain("404 Not Found"),
        }
    }
}

fn plain(status: &'static str) -> Answer {
    Answer {
        status,
        kind: "text/plain; charset=utf-8",
        location: None,
        body: format!("{status}\n").into_bytes(),
    }
}

fn send(writer: &mut TcpStream, answer: &Answer, head_only: bool) -> std::io::Result<()> {
    let mut head = format!(
        "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nContent-Security-Policy: {}\r\n\
         Access-Control-Allow-Origin: *\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-cache\r\n",
        answer.status,
        answer.kind,
        answer.body.len(),
        csp::POLICY
    );
    if let Some(location) = &answer.location {
        head.push_str(&format!("Location: {location}\r\n"));
    }
    head.push_str("\r\n");
    let mut message = head.into_bytes();
    if !head_only {
        message.extend_from_slice(&answer.body);
    }
    writer.write_all(&message)
}

/// The media type of a file, by its ending.
fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// A path with its `%20`s read.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after
            .get(..2)
            .and_then(|two| std::str::from_utf8(two).ok())
            .and_then(|two| u8::from_str_radix(two, 16).ok());
        match (first, code) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
