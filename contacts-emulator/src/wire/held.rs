use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::TcpStream;

/// How many bytes are read at once.
const PIECE: usize = 4096;

/// Bytes that were read and not passed on yet.
#[derive(Debug, Default)]
pub(super) struct Held {
    buffer: Vec<u8>,
    start: usize,
    end: usize,
}

impl Held {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Reads more; 0 is the end.
    pub(super) fn poll_fill(
        &mut self,
        context: &mut Context<'_>,
        stream: &mut TcpStream,
    ) -> Poll<io::Result<usize>> {
        if self.start == self.end {
            self.forget();
        }
        if self.end == self.buffer.len() {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
            if self.buffer.len() - self.end < PIECE {
                self.buffer.resize(self.end + PIECE, 0);
            }
        }
        let mut free = ReadBuf::new(&mut self.buffer[self.end..]);
        ready!(Pin::new(stream).poll_read(context, &mut free))?;
        let count = free.filled().len();
        self.end += count;
        Poll::Ready(Ok(count))
    }

    /// Passes on what is held, up to this many bytes.
    pub(super) fn give(&mut self, buffer: &mut ReadBuf<'_>, most: u64) -> usize {
        let held = self.end - self.start;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let count = held.min(most).min(buffer.remaining());
        buffer.put_slice(&self.buffer[self.start..self.start + count]);
        self.start += count;
        count
    }

    /// Drops what is held, and the memory of an unusually long head.
    pub(super) fn forget(&mut self) {
        (self.start, self.end) = (0, 0);
        if self.buffer.len() > PIECE {
            self.buffer = Vec::new();
        }
    }
}
