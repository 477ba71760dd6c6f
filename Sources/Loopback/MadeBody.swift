import Hummingbird
import NIOCore

/// A body that is made while it is sent, so that its size costs no memory here.
///
/// It is white space, which JSON allows before a value: a reader has no reason to give up before the end.
struct MadeBody: Sendable {
    /// In bytes.
    let size: Int
    /// In bytes.
    let pieceSize: Int
    /// Between two pieces.
    let pause: Duration
    /// Whether the head tells the size. Otherwise the body comes in chunks (RFC 9112, section 7.1).
    let declaresSize: Bool

    /// Writing fails, and the connection ends, as soon as the client is gone.
    var responseBody: ResponseBody {
        ResponseBody(contentLength: declaresSize ? size : nil) { writer in
            let piece = ByteBuffer(repeating: UInt8(ascii: " "), count: pieceSize)
            var rest = size
            while rest > 0, let next = piece.getSlice(at: 0, length: min(rest, pieceSize)) {
                try await writer.write(next)
                rest -= next.readableBytes
                if rest > 0, pause > .zero { try await Task.sleep(for: pause) }
            }
            try await writer.finish(nil)
        }
    }
}
