//! Servers on 127.0.0.1 that do as they are told.
#![allow(dead_code, unreachable_pub, missing_docs)]

use std::io::Read as _;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

/// Serves every connection with `serve`, after reading one request's head.
pub fn server(serve: impl Fn(TcpStream, &str) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            while let Some(head) = head(&mut stream) {
                let Ok(writer) = stream.try_clone() else { break };
                serve(writer, &head);
            }
        }
    });
    address
}

/// The next request's head; `None` when the connection ends.
pub fn head(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => bytes.push(byte[0]),
            _ => return None,
        }
    }
    String::from_utf8(bytes).ok()
}
