import NIOCore
import Synchronization

/// A request's body in parts that are sent one after another, as fast as the other side takes them: so one that takes nothing more
/// is noticed, and no whole body is copied into a connection's buffer.
struct BodyParts: AsyncSequence, Sendable {
    static let size = 64 << 10

    let bytes: ByteBuffer
    let progress = Progress()

    func makeAsyncIterator() -> Iterator {
        Iterator(rest: bytes, progress: progress)
    }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var rest: ByteBuffer
        fileprivate let progress: Progress

        mutating func next() async -> ByteBuffer? {
            let part = rest.readableBytes > 0 ? rest.readSlice(length: Swift.min(rest.readableBytes, size)) : nil
            progress.note(isOver: part == nil)
            return part
        }
    }

    /// When a part was last asked for, which is when the connection had taken those before it.
    final class Progress: Sendable {
        private enum State {
            case notBegun
            case at(ContinuousClock.Instant)
            case over
        }

        private let state = Mutex(State.notBegun)

        fileprivate func note(isOver: Bool) {
            state.withLock { $0 = isOver ? .over : .at(.now) }
        }

        /// Returns true once nothing was asked for during `limit`, false when all was.
        func stalls(for limit: Duration) async throws(CancellationError) -> Bool {
            while true {
                let state = state.withLock { $0 }
                var wait = limit
                switch state {
                case .notBegun: break
                case .at(let moment): wait = limit - (.now - moment)
                case .over: return false
                }
                guard wait > .zero else { return true }
                do {
                    try await Task.sleep(for: wait)
                } catch {
                    throw CancellationError()
                }
            }
        }
    }
}
