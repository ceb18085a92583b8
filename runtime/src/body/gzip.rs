//! Answers that come compressed although no request asks for it, as some proxies have it.

use std::io::{self, Read as _};

use bytes::Bytes;
use flate2::read::MultiGzDecoder;

/// The content of `packed`, or of its beginning: at most a byte more than `limit`, which says that it is too long.
pub(crate) fn unpack(packed: &[u8], limit: usize) -> io::Result<Bytes> {
    let mut content = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    MultiGzDecoder::new(packed).take(most).read_to_end(&mut content)?;
    Ok(content.into())
}
