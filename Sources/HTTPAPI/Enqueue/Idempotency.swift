import Foundation
import HTTPTypes
import Hummingbird
import JobStore
import Jobs
import NIOCore
import Synchronization

/// Does a request that carries an `Idempotency-Key` once, however often it comes (draft-ietf-httpapi-idempotency-key-header):
/// who repeats it gets the first answer again, for ``KeptAnswer/lifetime``.
///
/// What was refused is not kept, and may be tried again with the same key.
final class Idempotency: Sendable {
    private let store: any Store
    /// No more than there are connections.
    private let underWay = Mutex<Set<IdempotencyKey>>([])

    init(store: any Store) {
        self.store = store
    }

    /// - Parameter work: does the request, and keeps what it answers with the key that it is given; nil when it has none.
    func answer(
        _ request: Request, _ body: Data, of caller: Caller, _ work: (KeyedRequest?) async throws -> Response
    ) async throws -> Response {
        guard let key = try IdempotencyKey(request.headers, of: caller) else { return try await work(nil) }
        guard underWay.withLock({ $0.insert(key).inserted }) else { throw Problem.keyInUse }
        defer { underWay.withLock { _ = $0.remove(key) } }
        let keyed = KeyedRequest(key: key, request, body)
        guard let kept = try await keptAnswer(key) else { return try await work(keyed) }
        guard kept.fingerprint == keyed.fingerprint else { throw Problem.keyReused }
        return kept.response
    }

    private func keptAnswer(_ key: IdempotencyKey) async throws(Problem) -> KeptAnswer? {
        do {
            return try await store.keptAnswer(key)
        } catch {
            throw Problem(error)
        }
    }
}

extension KeptAnswer {
    fileprivate var response: Response {
        var headers: HTTPFields = [.contentType: "application/json"]
        headers[.location] = location
        return Response(
            status: HTTPResponse.Status(code: status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: body))
        )
    }
}

extension Problem {
    fileprivate static let keyInUse = Problem(
        type: .keyInUse, detail: "the first request with this Idempotency-Key is still under way",
        headers: [.retryAfter: "1"]
    )
    fileprivate static let keyReused = Problem(
        type: .keyReused, detail: "this Idempotency-Key belongs to another request; take a new one"
    )
}
