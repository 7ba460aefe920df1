use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};

use http::header::HOST;
use http::{StatusCode, Version};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::ConnectionLimits;
use super::head::{self, ContentLength, HeadState};
use super::held::Held;
use super::timer::Timer;
use crate::api::Answer;

/// Up to this length every byte is checked for an invalid head; after it only whole lines are, so
/// that a head in small pieces is not read over and over.
const SHORT: usize = 512;

/// The request that asks for the refusal; the connection ends after it.
const ASKS: &[u8] = b"GET / HTTP/1.1\r\nconnection: close\r\n\r\n";
const ASKS_FOR_HEAD: &[u8] = b"HEAD / HTTP/1.1\r\nconnection: close\r\n\r\n";

/// A TCP connection that only lets through requests that can be answered, and that can end with a
/// reset instead of a proper close.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    limits: Arc<ConnectionLimits>,
    line: Arc<Line>,
    held: Held,
    incoming: Incoming,
    /// Whether it has already had a request.
    is_used: bool,
    head_time: Timer,
    write_time: Timer,
    end_time: Timer,
    is_ending: bool,
}

/// What comes next.
#[derive(Debug)]
enum Incoming {
    /// The head of a request, of which this many bytes were checked without finding its end.
    Head(usize),
    /// This many bytes, which may go through.
    Passing(u64),
    /// Everything else, which may go through: no request is looked for after chunks.
    Rest,
    /// Nothing more from the client: these bytes go through instead.
    Refused(&'static [u8]),
    /// Nothing: the client has closed its side.
    End,
}

/// What a connection and those who answer on it share.
#[derive(Debug, Default)]
pub(crate) struct Line {
    is_reset: AtomicBool,
    is_last: AtomicBool,
    refusal: Mutex<Option<Answer>>,
}

impl Line {
    /// Asks for the connection to end with a reset.
    pub(crate) fn reset(&self) {
        self.is_reset.store(true, Ordering::Relaxed);
    }

    /// Returns whether the connection must end with the answer to this request.
    pub(crate) fn is_last(&self) -> bool {
        self.is_last.load(Ordering::Relaxed)
    }

    /// Returns the answer to what was refused, if this request asks for it.
    pub(crate) fn refusal<B>(&self, request: &http::Request<B>) -> Option<Answer> {
        // Other requests without a host are not let through.
        let asks = request.version() == Version::HTTP_11 && !request.headers().contains_key(HOST);
        asks.then(|| self.refusal.lock().expect("no holder panics").take())?
    }
}

impl Connection {
    pub(crate) fn new(stream: TcpStream, limits: Arc<ConnectionLimits>, line: Arc<Line>) -> Self {
        Connection {
            stream,
            limits,
            line,
            held: Held::default(),
            incoming: Incoming::Head(0),
            is_used: false,
            head_time: Timer::default(),
            write_time: Timer::default(),
            end_time: Timer::default(),
            is_ending: false,
        }
    }

    fn is_reset(&self) -> bool {
        self.line.is_reset.load(Ordering::Relaxed)
    }

    /// Reads a head until it can be let through or must be refused.
    fn poll_head(&mut self, context: &mut Context<'_>, looked: usize) -> Poll<io::Result<()>> {
        let came = self.held.bytes();
        let is_new = came.len() > looked;
        if is_new
            && (looked < SHORT || came[looked..].contains(&b'\n') || came.len() >= self.limits.head)
        {
            match head::look(came, self.limits.head, &self.limits.hosts) {
                HeadState::Part => {}
                HeadState::Whole(length, behind) => {
                    self.let_through(length, behind);
                    return Poll::Ready(Ok(()));
                }
                HeadState::Refused(answer) => {
                    self.refuse(*answer);
                    return Poll::Ready(Ok(()));
                }
            }
        }
        self.incoming = Incoming::Head(came.len());
        match self.held.poll_fill(context, &mut self.stream) {
            Poll::Ready(Ok(0)) if self.held.bytes().iter().all(|it| b"\r\n".contains(it)) => {
                self.incoming = Incoming::End;
            }
            Poll::Ready(Ok(0)) => {
                self.refuse(Answer::bad_request("the head ended before its end"));
            }
            Poll::Ready(Ok(_)) => {}
            Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
            Poll::Pending => {
                // hyper ends a connection between two requests.
                if self.is_used && self.held.bytes().is_empty() {
                    return Poll::Pending;
                }
                let time = self.limits.times.head;
                ready!(self.head_time.poll(context, time));
                let message = format!("the head took longer than {time:?}");
                self.refuse(Answer::error(StatusCode::REQUEST_TIMEOUT, &message));
            }
        }
        Poll::Ready(Ok(()))
    }

    fn let_through(&mut self, head: usize, content: ContentLength) {
        self.head_time.stop();
        self.is_used = true;
        self.incoming = match content {
            ContentLength::Bytes(length) => Incoming::Passing(length.saturating_add(head as u64)),
            ContentLength::Chunked => {
                self.line.is_last.store(true, Ordering::Relaxed);
                Incoming::Rest
            }
        };
    }

    fn refuse(&mut self, answer: Answer) {
        tracing::info!(
            status = answer.status.as_u16(),
            reason = answer.message(),
            "refused"
        );
        let asks = if self.held.bytes().starts_with(b"HEAD ") {
            ASKS_FOR_HEAD
        } else {
            ASKS
        };
        *self.line.refusal.lock().expect("no holder panics") = Some(answer);
        self.incoming = Incoming::Refused(asks);
    }

    /// Returns whether the client may still be sending data that nobody will read: closing the connection
    /// would then destroy the last answer before the client has read it.
    fn is_talked_to(&self) -> bool {
        match self.incoming {
            Incoming::Head(_) => !self.held.bytes().is_empty(),
            Incoming::Passing(left) => left > 0,
            Incoming::Rest | Incoming::Refused(_) => true,
            Incoming::End => false,
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if self.is_reset() {
            // A close without time to linger is a reset.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            match &mut this.incoming {
                Incoming::Head(looked) => {
                    let looked = *looked;
                    ready!(this.poll_head(context, looked))?;
                }
                Incoming::Passing(0) => this.incoming = Incoming::Head(0),
                Incoming::Passing(left) => {
                    if this.held.bytes().is_empty()
                        && ready!(this.held.poll_fill(context, &mut this.stream))? == 0
                    {
                        this.incoming = Incoming::End;
                        continue;
                    }
                    *left -= this.held.give(buffer, *left) as u64;
                    return Poll::Ready(Ok(()));
                }
                Incoming::Rest => {
                    if this.held.give(buffer, u64::MAX) > 0 {
                        return Poll::Ready(Ok(()));
                    }
                    return Pin::new(&mut this.stream).poll_read(context, buffer);
                }
                Incoming::Refused(asks) => {
                    if asks.is_empty() {
                        // hyper goes on by itself: it has an answer to write.
                        return Poll::Pending;
                    }
                    let count = asks.len().min(buffer.remaining());
                    buffer.put_slice(&asks[..count]);
                    *asks = &asks[count..];
                    return Poll::Ready(Ok(()));
                }
                Incoming::End => return Poll::Ready(Ok(())),
            }
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.or_too_late(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.or_too_late(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Flushes the stream; hyper calls this when everything is written.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.write_time.stop();
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.is_reset() {
            // A proper close must not be sent before the reset.
            return Poll::Ready(Ok(()));
        }
        let this = &mut *self;
        if !this.is_ending {
            ready!(Pin::new(&mut this.stream).poll_shutdown(context))?;
            this.is_ending = true;
        }
        if !this.is_talked_to() {
            return Poll::Ready(Ok(()));
        }
        loop {
            this.held.forget();
            match this.held.poll_fill(context, &mut this.stream) {
                Poll::Ready(Ok(1..)) => {}
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => {
                    return this
                        .end_time
                        .poll(context, this.limits.times.linger)
                        .map(Ok);
                }
            }
            if this
                .end_time
                .poll(context, this.limits.times.linger)
                .is_ready()
            {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl Connection {
    /// Returns what was written, or that the client takes too long to read it.
    fn or_too_late(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            return written;
        }
        ready!(self.write_time.poll(context, self.limits.times.content));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}
