//! A server on loopback that answers as a test tells it to, one connection after the other.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A request, as far as a test may want to know it.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) path: String,
    /// How many requests for the path there were before.
    pub(crate) count: usize,
    /// By names in lower case.
    headers: BTreeMap<String, String>,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// What the server sends.
pub(crate) struct Reply {
    head: String,
    body: Vec<u8>,
    end: End,
}

/// What it does after that.
enum End {
    Close,
    /// Neither sends nor closes until the client goes.
    Stall,
    /// Sends the body again and again until the client goes.
    Endless,
    /// Sends the body byte by byte, with a wait before each.
    Trickle(Duration),
}

impl Reply {
    /// Any status, and no body.
    pub(crate) fn status(status: &str) -> Self {
        Self { head: format!("HTTP/1.1 {status}\r\nConnection: close\r\n"), body: Vec::new(), end: End::Close }
    }

    /// A whole file.
    pub(crate) fn file(body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let length = body.len().to_string();
        Self { body: body.to_vec(), ..Self::status("200 OK").header("Content-Length", &length) }
    }

    /// A file with an ETag, or the answer that the client has it.
    pub(crate) fn tagged(request: &Request, body: &str, etag: &str) -> Self {
        match request.header("if-none-match") {
            Some(known) if known == etag => Self::status("304 Not Modified").header("ETag", etag),
            _ => Self::file(body).header("ETag", etag),
        }
    }

    /// A file in chunks, to the last or not.
    pub(crate) fn chunked<T: AsRef<[u8]>>(chunks: &[T], ends: bool) -> Self {
        let mut body = Vec::new();
        for chunk in chunks.iter().map(AsRef::as_ref) {
            body.extend(format!("{:x}\r\n", chunk.len()).bytes().chain(chunk.iter().copied()).chain(*b"\r\n"));
        }
        body.extend(if ends { &b"0\r\n\r\n"[..] } else { b"" });
        Self { body, ..Self::status("200 OK").header("Transfer-Encoding", "chunked") }
    }

    /// A chunk again and again, until the client goes.
    pub(crate) fn endless() -> Self {
        Self { end: End::Endless, ..Self::chunked(&["x".repeat(0x1000)], false) }
    }

    /// Whatever bytes, in place of an answer.
    pub(crate) fn raw(bytes: &str) -> Self {
        Self { head: String::new(), body: bytes.into(), end: End::Close }
    }

    pub(crate) fn redirect(to: &str) -> Self {
        Self::status("302 Found").header("Location", to).header("Content-Length", "0")
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    /// Breaks off after that many bytes of the body.
    pub(crate) fn cut(mut self, bytes: usize) -> Self {
        self.body.truncate(bytes);
        self
    }

    /// Goes silent after that many bytes of the body.
    pub(crate) fn stall(self, bytes: usize) -> Self {
        Self { end: End::Stall, ..self.cut(bytes) }
    }

    /// Sends the body byte by byte, with a wait before each.
    pub(crate) fn trickle(self, wait: Duration) -> Self {
        Self { end: End::Trickle(wait), ..self }
    }

    /// Errors are the client's going away, which it may.
    fn send(&self, stream: &mut TcpStream, sent: &Sender<()>) -> std::io::Result<()> {
        if !self.head.is_empty() {
            stream.write_all(format!("{}\r\n", self.head).as_bytes())?;
        }
        if let End::Trickle(wait) = self.end {
            return self.body.chunks(1).try_for_each(|byte| {
                thread::sleep(wait);
                stream.write_all(byte)
            });
        }
        stream.write_all(&self.body)?;
        let _ = sent.send(());
        match self.end {
            End::Trickle(_) => Ok(()),
            End::Close => Ok(()),
            End::Stall => stream.read(&mut [0]).map(drop),
            End::Endless => loop {
                stream.write_all(&self.body)?;
            },
        }
    }
}

pub(crate) struct Server {
    /// `http://127.0.0.1:PORT`
    pub(crate) address: String,
    port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
    /// Tells of each reply that is sent, as far as it goes.
    pub(crate) sent: Receiver<()>,
    ends: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn new(reply: impl Fn(&Request) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (requests, ends) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (sender, sent) = channel();
        let thread = thread::spawn({
            let (requests, ends) = (Arc::clone(&requests), Arc::clone(&ends));
            move || {
                for stream in listener.incoming() {
                    if ends.load(Ordering::SeqCst) {
                        return;
                    }
                    let mut stream = stream.unwrap();
                    let Some(request) = read(&mut stream, &requests) else { continue };
                    let _ = reply(&request).send(&mut stream, &sender);
                }
            }
        });
        Self { address: format!("http://127.0.0.1:{port}"), port, requests, sent, ends, thread: Some(thread) }
    }

    /// The address of a file.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// `LIST=ADDRESS`.
    pub(crate) fn source(&self, list: &str, path: &str) -> String {
        format!("{list}={}", self.at(path))
    }

    /// The requests since this was last asked.
    pub(crate) fn requests(&self) -> Vec<Request> {
        let mut requests = self.requests.lock().unwrap();
        let all = requests.clone();
        requests.clear();
        all
    }
}

fn read(stream: &mut TcpStream, requests: &Mutex<Vec<Request>>) -> Option<Request> {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let headers = lines.take_while(|line| !line.is_empty());
    let headers = headers
        .filter_map(|line| line.split_once(": ").map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())))
        .collect();
    let mut requests = requests.lock().unwrap();
    let count = requests.iter().filter(|request| request.path == path).count();
    let request = Request { path, count, headers };
    requests.push(request.clone());
    Some(request)
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        if let Some(thread) = self.thread.take() {
            // It fails where a test's closure did, which then failed too.
            let _ = thread.join();
        }
    }
}
