import CZlib
import NIOPosix

/// The content coding `gzip` (RFC 9110, section 8.4.1.3; RFC 1952), by the system's zlib. For less than 4 GiB.
package enum Gzip {
    /// What ``content(of:coding:)`` inflates to at most: 64 MiB.
    package static let maxContentBytes = 64 << 20

    /// The largest window, and 16 for gzip's header and trailer instead of zlib's own.
    private static let window = MAX_WBITS + 16
    private static let size = CInt(MemoryLayout<z_stream>.size)

    /// A body as it was before it was compressed. One that cannot be inflated is returned as it came.
    ///
    /// - Parameter coding: its `content-encoding`.
    package static func content(of body: [UInt8], coding: String?) -> [UInt8] {
        coding == "gzip" ? inflate(body, limit: maxContentBytes) ?? body : body
    }

    /// As ``compress(_:)``, on a thread that is there to be kept busy: megabytes take long, and everybody shares the others.
    ///
    /// - Throws: `CancellationError` where the task was cancelled before it began.
    package static func compressed(_ bytes: [UInt8]) async throws -> [UInt8] {
        try await NIOThreadPool.singleton.runIfActive { compress(bytes) }
    }

    /// The same for the same bytes: the header says neither when nor where they were compressed.
    package static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var (input, stream) = (bytes, z_stream())
        let begun = deflateInit2_(
            &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size
        )
        precondition(begun == Z_OK, "zlib has no memory left")
        defer { deflateEnd(&stream) }
        // As long as they can become, so that one step is enough.
        let bound = Int(deflateBound(&stream, UInt(bytes.count)))
        return [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            input.withUnsafeMutableBufferPointer { input in
                (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
                (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(bound))
                let status = deflate(&stream, Z_FINISH)
                precondition(status == Z_STREAM_END, "the bound is too small")
            }
            count = bound - Int(stream.avail_out)
        }
    }

    /// Nil for what is not gzip, not whole, or becomes longer than `limit` bytes.
    package static func inflate(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
        var (input, stream) = (bytes, z_stream())
        guard inflateInit2_(&stream, window, ZLIB_VERSION, size) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var result: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64 << 10)
        var status = Z_OK
        input.withUnsafeMutableBufferPointer { input in
            (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
            while status == Z_OK, result.count <= limit {
                part.withUnsafeMutableBufferPointer { part in
                    (stream.next_out, stream.avail_out) = (part.baseAddress, UInt32(part.count))
                    status = CZlib.inflate(&stream, Z_NO_FLUSH)
                    result.append(contentsOf: part.dropLast(Int(stream.avail_out)))
                }
            }
        }
        return status == Z_STREAM_END && stream.avail_in == 0 && result.count <= limit ? result : nil
    }
}
