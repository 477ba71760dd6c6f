import NIOCore

/// What goes wrong with a request, or merely takes its time.
package struct Fault: Sendable {
    enum Action: Sendable {
        /// This instead of the stand-in's own answer.
        case replace(LoopbackAnswer)
        /// The stand-in's own answer, changed.
        case alter(@Sendable (inout LoopbackAnswer) -> Void)
        /// The head of the stand-in's own answer and so many bytes of its body, then the end of the connection.
        case truncate(Int)
        /// The head of this instead of the stand-in's own answer, and that body.
        case send(LoopbackAnswer, MadeBody)
        /// The end of the connection instead of an answer.
        case drop
    }

    let action: Action
    /// What happens first.
    let wait: @Sendable () async throws -> Void

    private init(_ action: Action, after wait: @escaping @Sendable () async throws -> Void = {}) {
        self.action = action
        self.wait = wait
    }

    /// This answer instead of the stand-in's own.
    package static func answer(_ answer: LoopbackAnswer) -> Fault {
        Fault(.replace(answer))
    }

    /// This status with an empty body, and a `retry-after` in seconds if there is one.
    package static func status(_ status: Int, retryAfter seconds: Int? = nil) -> Fault {
        .answer(LoopbackAnswer(status: status, headers: seconds.map { ["retry-after": String($0)] } ?? [:]))
    }

    /// A redirect to another URL.
    package static func redirect(to url: String, status: Int = 307) -> Fault {
        .answer(LoopbackAnswer(status: status, headers: ["location": url]))
    }

    /// The stand-in's own answer, changed by `change`.
    package static func altered(_ change: @escaping @Sendable (inout LoopbackAnswer) -> Void) -> Fault {
        Fault(.alter(change))
    }

    /// The first half of the body as if it were all of it: JSON that does not parse.
    package static var malformed: Fault {
        .altered { answer in
            answer.body = answer.body.getSlice(at: 0, length: answer.body.readableBytes / 2) ?? answer.body
        }
    }

    /// The whole head, at most the first `count` bytes of the body, then the end of the connection.
    package static func truncated(after count: Int) -> Fault {
        Fault(.truncate(count))
    }

    /// 200 and so many bytes that claim to be JSON and are white space, made as they are sent.
    ///
    /// - Parameter declaresSize: Whether the answer has a `content-length`. Otherwise only reading tells how much it is.
    package static func flood(bytes: Int, declaresSize: Bool = false) -> Fault {
        let body = MadeBody(size: bytes, pieceSize: 64 * 1024, pause: .zero, declaresSize: declaresSize)
        return Fault(.send(.json, body))
    }

    /// The same, one byte at a time with that pause between two. Ends at the first byte after the client has left.
    package static func drip(bytes: Int, every pause: Duration) -> Fault {
        Fault(.send(.json, MadeBody(size: bytes, pieceSize: 1, pause: pause, declaresSize: false)))
    }

    /// The end of the connection instead of an answer.
    package static var drop: Fault {
        Fault(.drop)
    }

    /// Nothing at all for that long, then the end of the connection.
    package static func silence(_ duration: Duration) -> Fault {
        .drop.delayed(by: duration)
    }

    /// The stand-in's own answer, that much later.
    package static func delay(_ duration: Duration) -> Fault {
        .altered { _ in }.delayed(by: duration)
    }

    /// The stand-in's own answer, as soon as `wait` returns: a test's way to hold a request in flight.
    ///
    /// The task that runs `wait` is cancelled when the server stops.
    package static func held(until wait: @escaping @Sendable () async throws -> Void) -> Fault {
        Fault(.alter { _ in }, after: wait)
    }

    /// The same, that much later.
    package func delayed(by duration: Duration) -> Fault {
        Fault(action) { [wait] in
            try await Task.sleep(for: duration)
            try await wait()
        }
    }
}

extension LoopbackAnswer {
    fileprivate static let json = LoopbackAnswer(status: 200, headers: ["content-type": JSON.mediaType])
}
