import Hummingbird
import NIOCore

/// The way of one request through a stand-in: log it, look for a fault, answer, log the answer.
struct StandInResponder<Role: StandIn>: HTTPResponder {
    /// What a request needs of Hummingbird's context: the connection, to be able to drop it.
    struct Context: InitializableFromSource {
        let channel: any Channel

        init(source: ApplicationRequestContextSource) {
            channel = source.channel
        }
    }

    /// Thrown where the connection ends instead of an answer.
    private struct Dropped: Error {}

    /// In bytes. Above it the request fails with 500.
    private static var maxBodySize: Int { 64 * 1024 * 1024 }

    let standIn: Role

    func respond(to request: Request, context: Context) async throws -> Response {
        let body = try await request.body.collect(upTo: Self.maxBodySize)
        let exchange = standIn.log.arrive(request.head, body: body)
        guard let fault = standIn.faults.take(for: exchange) else {
            return conclude(exchange, with: standIn.answer(to: exchange))
        }
        do {
            try await fault.wait()
        } catch {
            // The server stops, or the test that held the request gave up.
            throw drop(exchange, on: context.channel)
        }
        switch fault.action {
        case .replace(let answer):
            return conclude(exchange, with: standIn.complete(answer, to: exchange))
        case .alter(let alter):
            var answer = standIn.answer(to: exchange)
            alter(&answer)
            return conclude(exchange, with: answer)
        case .truncate(let count):
            let answer = standIn.answer(to: exchange)
            return conclude(exchange, with: answer, sending: Self.cut(answer.body, after: count))
        case .send(let head, let body):
            return conclude(exchange, with: standIn.complete(head, to: exchange), sending: body.responseBody)
        case .drop:
            throw drop(exchange, on: context.channel)
        }
    }

    /// - Parameter body: Sent instead of the answer's own.
    private func conclude(
        _ exchange: Exchange, with answer: LoopbackAnswer, sending body: ResponseBody? = nil
    ) -> Response {
        standIn.didAnswer(standIn.log.conclude(exchange, status: answer.status))
        return Response(
            status: .init(code: answer.status),
            headers: answer.headers,
            body: body ?? ResponseBody(byteBuffer: answer.body)
        )
    }

    /// A body that promises all its bytes, sends the first `count` and ends the connection.
    private static func cut(_ body: ByteBuffer, after count: Int) -> ResponseBody {
        ResponseBody(contentLength: body.readableBytes) { writer in
            if let start = body.getSlice(at: body.readerIndex, length: min(count, body.readableBytes)) {
                try await writer.write(start)
            }
            throw Dropped()
        }
    }

    /// Closes the connection. Hummingbird turns the error into an answer, which then finds nobody.
    private func drop(_ exchange: Exchange, on channel: any Channel) -> Dropped {
        standIn.didAnswer(standIn.log.conclude(exchange, status: nil))
        channel.close(promise: nil)
        return Dropped()
    }
}
