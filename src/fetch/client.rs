//! One address to one file, with what can go wrong on the way.

use std::error::Error as StdError;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use flate2::read::MultiGzDecoder;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use ureq::http::{Response, StatusCode, header};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body, Proxy, Timeout};

use super::store::FileRecord;
use crate::error::Repr;
use crate::limits::{MAX_FETCHED_BYTES, MAX_REDIRECTS};
use crate::{Error, Result};

/// Longest wait between two tries, unless the server asks for more.
const MAX_BACKOFF: Duration = Duration::from_secs(60);

/// Longest time that counts; clocks do not reach much further.
const MAX_PATIENCE: Duration = Duration::from_secs(365 * 24 * 3_600);

/// Bytes that are taken from the network at a time.
const BUFFER: usize = 1 << 16;

/// How patient a [`Client`] is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Longest wait until a connection stands. 30 seconds unless set.
    pub connect_timeout: Duration,
    /// Longest time in which nothing comes, before the answer or within it. A minute unless set: OFAC's service takes long to answer.
    pub stall_timeout: Duration,
    /// Longest time for one file, with all tries and the waits between them. An hour unless set, which is enough for a file of the
    /// largest size over 10 Mbit/s.
    pub total_timeout: Duration,
    /// How often a request is repeated that failed in a way that may pass. 4 unless set.
    pub retries: u32,
    /// The wait before the first repetition; it doubles with each, up to a minute. 1 second unless set.
    pub backoff: Duration,
    /// Largest file, in bytes. [`MAX_FETCHED_BYTES`] unless set.
    pub max_bytes: u64,
    /// Whether the environment's `ALL_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` hold. They do unless set otherwise.
    pub proxy_from_environment: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(30),
            stall_timeout: Duration::from_secs(60),
            total_timeout: Duration::from_secs(3_600),
            retries: 4,
            backoff: Duration::from_secs(1),
            max_bytes: MAX_FETCHED_BYTES,
            proxy_from_environment: true,
        }
    }
}

/// What happens while a list is fetched.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// An address is asked for its file.
    Asking {
        /// The address.
        address: &'a str,
    },
    /// The file begins.
    Started {
        /// The bytes that are to come, where the server says how many.
        bytes: Option<u64>,
    },
    /// More of the file has come.
    Received {
        /// How many bytes more.
        bytes: u64,
    },
    /// A try failed, and there will be another.
    Retrying {
        /// The wait until then.
        after: Duration,
        /// Why it failed.
        error: &'a Error,
    },
}

/// Whoever is told what happens.
pub(super) type Observer<'a> = &'a mut dyn FnMut(Event<'_>);

/// Fetches files by HTTP and HTTPS.
///
/// Certificates are checked against the roots that the machine trusts, or where it has none, against those of Mozilla, compiled in.
/// Redirects are followed, [`MAX_REDIRECTS`] at most, and never from HTTPS to HTTP.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
    options: Options,
}

/// What an address is asked for.
pub(super) struct Request<'a> {
    pub(super) address: &'a str,
    /// The file as it is known already: only a newer one is wanted.
    pub(super) known: Option<&'a FileRecord>,
    /// Where to write it.
    pub(super) path: &'a Path,
}

/// What the server said of a file that it gave.
pub(super) struct Received {
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    pub(super) content_type: Option<String>,
}

/// A try that failed, and how long to wait at least where another makes sense.
struct Failed {
    error: Error,
    again_after: Option<Duration>,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self { error, again_after: None }
    }
}

impl Client {
    /// A client with these options.
    pub fn new(mut options: Options) -> Self {
        let Options { connect_timeout, stall_timeout, total_timeout, .. } = &mut options;
        for timeout in [connect_timeout, stall_timeout, total_timeout] {
            *timeout = MAX_PATIENCE.min(*timeout);
        }
        // A certificate that can not be read is left out: the others are as good as before.
        let trusted = rustls_native_certs::load_native_certs().certs;
        let roots = match trusted.as_slice() {
            [] => RootCerts::WebPki,
            trusted => trusted.iter().map(|root| Certificate::from_der(root).to_owned()).into(),
        };
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(MAX_REDIRECTS)
            .user_agent(concat!("namesieve/", env!("CARGO_PKG_VERSION")))
            .timeout_resolve(Some(options.connect_timeout))
            .timeout_connect(Some(options.connect_timeout))
            .timeout_per_read(Some(options.stall_timeout))
            .timeout_per_write(Some(options.stall_timeout))
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .proxy(if options.proxy_from_environment { Proxy::try_from_env() } else { None })
            .build();
        Self { agent: config.into(), options }
    }

    /// Fetches a file; `None` where the server says that the known one is still good.
    pub(super) fn get(&self, request: &Request<'_>, observer: Observer<'_>) -> Result<Option<Received>> {
        let start = Instant::now();
        let left = || self.options.total_timeout.saturating_sub(start.elapsed());
        let (mut backoff, mut retries) = (self.options.backoff, self.options.retries);
        observer(Event::Asking { address: request.address });
        loop {
            let Failed { error, again_after } = match self.attempt(request, left(), observer) {
                Ok(received) => return Ok(received),
                Err(failed) => failed,
            };
            let wait = again_after.map(|least| least.max(backoff)).filter(|&wait| retries > 0 && wait < left());
            let Some(after) = wait else { return Err(error) };
            observer(Event::Retrying { after, error: &error });
            thread::sleep(after);
            backoff = backoff.saturating_mul(2).min(MAX_BACKOFF);
            retries -= 1;
        }
    }

    fn attempt(
        &self,
        &Request { address, known, path }: &Request<'_>,
        left: Duration,
        observer: Observer<'_>,
    ) -> Result<Option<Received>, Failed> {
        let mut request = self
            .agent
            .get(address)
            // Unpacked here, so that the length of the answer is known as it is sent.
            .header(header::ACCEPT_ENCODING, "gzip")
            .config()
            .timeout_global(Some(left))
            .https_only(address.starts_with("https://"))
            .build();
        if let Some(known) = known {
            let validators = [(header::IF_NONE_MATCH, &known.etag), (header::IF_MODIFIED_SINCE, &known.last_modified)];
            for (name, value) in validators {
                if let Some(value) = value {
                    request = request.header(name, value);
                }
            }
        }
        let response = request.call().map_err(|error| self.failed(address, error))?;
        match response.status() {
            StatusCode::OK => self.receive(address, response, path, observer).map(Some),
            StatusCode::NOT_MODIFIED if known.is_some() => Ok(None),
            status => {
                let passes = status.is_server_error()
                    || [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_EARLY, StatusCode::TOO_MANY_REQUESTS]
                        .contains(&status);
                let wait = text(&response, header::RETRY_AFTER).as_deref().and_then(retry_after);
                let asks = wait.map(|wait| format!(" and asks to wait {}", seconds(wait))).unwrap_or_default();
                Err(Failed {
                    error: refused(address, format!("the server answers {status}{asks}")),
                    again_after: passes.then(|| wait.unwrap_or_default()),
                })
            }
        }
    }

    /// Writes the body of an answer to a file, for good.
    fn receive(
        &self,
        address: &str,
        response: Response<Body>,
        path: &Path,
        observer: Observer<'_>,
    ) -> Result<Received, Failed> {
        let max = self.options.max_bytes;
        let too_large = || refused(address, format!("it is over the cap of {max} bytes for a file of a list"));
        let is_chunked = response.headers().contains_key(header::TRANSFER_ENCODING);
        let length = text(&response, header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
        if length.is_none() && !is_chunked {
            // Where only the end of the connection ends an answer, nothing tells a whole one from one cut short.
            return Err(refused(address, "the server does not say where its answer ends").into());
        }
        if length.is_some_and(|length| length > max) {
            return Err(too_large().into());
        }
        let coding = text(&response, header::CONTENT_ENCODING);
        let received = Received {
            etag: text(&response, header::ETAG),
            last_modified: text(&response, header::LAST_MODIFIED),
            content_type: text(&response, header::CONTENT_TYPE),
        };
        observer(Event::Started { bytes: length });
        let body = Counted { body: response.into_body().into_reader(), observer };
        let mut body: Box<dyn Read + '_> = match coding.as_deref() {
            None | Some("" | "identity") => Box::new(body),
            Some("gzip" | "x-gzip") => Box::new(MultiGzDecoder::new(body)),
            Some(coding) => {
                return Err(
                    refused(address, format!("its answer is coded as `{coding}`, which was not asked for")).into()
                );
            }
        };

        let unwritten = |error| Error::write(path, error);
        let mut file = File::create(path).map_err(unwritten)?;
        let mut buffer = vec![0; BUFFER];
        let mut bytes = 0;
        loop {
            let read = match body.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.failed(address, error.into())),
            };
            bytes += read as u64;
            if bytes > max {
                return Err(too_large().into());
            }
            file.write_all(&buffer[..read]).map_err(unwritten)?;
        }
        if bytes == 0 {
            return Err(refused(address, "the answer is empty").into());
        }
        // A list without a date of its own has that of its file.
        if let Some(date) = received.last_modified.as_deref().and_then(http_date) {
            file.set_modified(date.into()).map_err(unwritten)?;
        }
        file.sync_all().map_err(unwritten)?;
        Ok(received)
    }

    fn failed(&self, address: &str, error: ureq::Error) -> Failed {
        let Options { connect_timeout, stall_timeout, total_timeout, .. } = self.options;
        let (why, passes) = match &error {
            // Of this kind are certificates that are not as they should be, and stay so.
            ureq::Error::Io(cause) if cause.kind() == io::ErrorKind::InvalidData => {
                ("the connection failed".to_owned(), false)
            }
            ureq::Error::Io(_) => ("the connection failed".to_owned(), true),
            ureq::Error::Timeout(Timeout::Resolve | Timeout::Connect) => {
                (format!("no connection within {}", seconds(connect_timeout)), true)
            }
            ureq::Error::Timeout(Timeout::PerRead | Timeout::PerWrite) => {
                (format!("nothing came for {}", seconds(stall_timeout)), true)
            }
            ureq::Error::Timeout(_) => (format!("it took longer than {}", seconds(total_timeout)), false),
            ureq::Error::HostNotFound => ("there is no such host".to_owned(), true),
            ureq::Error::TooManyRedirects => (format!("more than {MAX_REDIRECTS} redirects"), false),
            ureq::Error::RequireHttpsOnly(_) => ("it leads from https to http".to_owned(), false),
            ureq::Error::Protocol(_) => ("the answer is not as HTTP has it".to_owned(), true),
            ureq::Error::ConnectionFailed | ureq::Error::BodyStalled => ("the connection failed".to_owned(), true),
            _ => ("the request failed".to_owned(), false),
        };
        let source: Option<Box<dyn StdError + Send + Sync>> = match error {
            ureq::Error::Io(cause) => Some(cause.into()),
            ureq::Error::Timeout(_)
            | ureq::Error::HostNotFound
            | ureq::Error::TooManyRedirects
            | ureq::Error::RequireHttpsOnly(_) => None,
            error => Some(error.into()),
        };
        let error = Repr::Fetch { address: address.to_owned(), why, source }.into();
        Failed { error, again_after: passes.then_some(Duration::ZERO) }
    }
}

fn refused(address: &str, why: impl Into<String>) -> Error {
    Repr::Fetch { address: address.to_owned(), why: why.into(), source: None }.into()
}

/// A header as text.
fn text(response: &Response<Body>, name: header::HeaderName) -> Option<String> {
    Some(response.headers().get(name)?.to_str().ok()?.trim().to_owned())
}

/// What `Retry-After` says: a number of seconds, or a day and time.
fn retry_after(text: &str) -> Option<Duration> {
    let until = |time: Timestamp| Duration::try_from(time.duration_since(Timestamp::now())).unwrap_or_default();
    text.parse().map(Duration::from_secs).ok().or_else(|| http_date(text).map(until))
}

pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    rfc2822::parse(text).ok().map(|time| time.timestamp())
}

fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}

/// A body that tells how much of it has come, as it is sent.
struct Counted<'a, R> {
    body: R,
    observer: Observer<'a>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.body.read(buffer)?;
        (self.observer)(Event::Received { bytes: bytes as u64 });
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_seconds_or_a_time() {
        for (text, want) in [
            ("120", Some(Duration::from_secs(120))),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(Duration::ZERO)),
            ("soon", None),
            ("-1", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(retry_after(text), want, "{text}");
        }
        let far = retry_after("Tue, 31 Dec 2999 23:59:59 GMT").expect("a time");
        assert!(far > Duration::from_secs(1 << 32));
    }
}
