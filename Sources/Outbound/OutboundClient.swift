package import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Sends one HTTP request and reads its answer, within one bound on the time and one on the size.
///
/// Follows no redirect and repeats nothing: what an answer means, and whether to try again, is for the caller to decide.
package struct OutboundClient: Sendable {
    /// What a compressed body may grow to: 64 MiB.
    static let maxInflatedBytes = 64 << 20

    private let client: HTTPClient

    /// - Parameter client: made with `HTTPClient.Configuration.outbound()`; whoever made it shuts it down.
    package init(_ client: HTTPClient) {
        self.client = client
    }

    /// Returns the answer, whatever its status.
    ///
    /// A cancelled task ends the exchange at once, and `cancelled` is thrown unless the answer was already there. A task that is
    /// cancelled before sends nothing.
    package func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        var request = request
        request.headers.merge(TraceHeaders.current) { own, _ in own }
        let outgoing = try HTTPClientRequest(request)
        return try await race(request, outgoing).get()
    }

    /// Races the exchange against the clock, since AsyncHTTPClient's own deadline ends with the answer's head.
    private func race(
        _ request: OutboundRequest, _ outgoing: HTTPClientRequest
    ) async -> Result<OutboundResponse, OutboundError> {
        await withTaskGroup(of: Racer.self) { group in
            // The first to end decides, except that an answer counts also when it came in the same moment.
            group.addTask { .exchange(await exchange(request, outgoing)) }
            group.addTask {
                do {
                    try await Task.sleep(for: request.timeout)
                    return .clock(.timeout(request.timeout))
                } catch {
                    return .clock(.cancelled)
                }
            }
            var verdict: OutboundError?
            while let racer = await group.next() {
                group.cancelAll()
                switch racer {
                case .exchange(.success(let response)): return .success(response)
                case .exchange(.failure(let error)), .clock(let error): verdict = verdict ?? error
                }
            }
            return .failure(verdict ?? .cancelled)
        }
    }

    private func exchange(
        _ request: OutboundRequest, _ outgoing: HTTPClientRequest
    ) async -> Result<OutboundResponse, OutboundError> {
        // AsyncHTTPClient may send a request that was cancelled before it began.
        guard !Task.isCancelled else { return .failure(.cancelled) }
        do {
            let answer = try await client.execute(outgoing, deadline: .now() + TimeAmount(request.timeout))
            return await read(answer, as: request)
        } catch {
            return .failure(OutboundError(cause: error, timeout: request.timeout))
        }
    }

    private func read(
        _ answer: HTTPClientResponse, as request: OutboundRequest
    ) async -> Result<OutboundResponse, OutboundError> {
        var body: [UInt8] = []
        var isTruncated = false
        do {
            for try await part in answer.body {
                body.append(contentsOf: part.readableBytesView.prefix(request.maxResponseBytes - body.count + 1))
                guard body.count > request.maxResponseBytes else { continue }
                guard request.demand == .excerpt else { return .failure(.tooLarge(limit: request.maxResponseBytes)) }
                body.removeLast()
                isTruncated = true
                break
            }
        } catch {
            guard request.demand == .excerpt else {
                return .failure(OutboundError(cause: error, timeout: request.timeout))
            }
            isTruncated = true
        }
        let headers = answer.headers.map { (name: $0.name, value: $0.value) }
        return .success(
            OutboundResponse(
                status: Int(answer.status.code), headers: headers, body: body, isTruncated: isTruncated
            )
        )
    }
}

/// Whoever comes to the end first.
private enum Racer: Sendable {
    case exchange(Result<OutboundResponse, OutboundError>)
    case clock(OutboundError)
}
