import AsyncHTTPClient
import Foundation
import Outbound
import Synchronization

/// A client that does what clients do, one request after the other: posts a task, and asks how it stands.
final class PatientClient: Sendable {
    private struct State {
        var waits: [Double] = []
        var complaints: [String] = []
    }

    private let baseURL: String
    private let token: String
    private let state = Mutex(State())
    private let client = OutboundClient(HTTPClient.shared)

    init(baseURL: String, token: String) {
        self.baseURL = baseURL
        self.token = token
    }

    /// Until it is cancelled.
    func run() async {
        var number = 0
        while !Task.isCancelled {
            number += 1
            let body = Array(#"{"username":"octocat","repository":"patient-\#(number)"}"#.utf8)
            await ask(.post, "/tasks", body, expecting: 202)
            await ask(.get, "/tasks/1", nil, expecting: 200)
        }
    }

    private func ask(_ method: OutboundRequest.Method, _ path: String, _ body: [UInt8]?, expecting status: Int) async {
        let request = OutboundRequest(
            method: method, url: baseURL + path, headers: ["authorization": "Bearer \(token)"], body: body,
            timeout: .seconds(30), maxResponseBytes: 65_536, demand: .whole
        )
        let start = ContinuousClock.now
        do {
            let answer = try await client.send(request)
            let wait = (ContinuousClock.now - start) / .milliseconds(1)
            state.withLock { state in
                state.waits.append(wait)
                if answer.status != status {
                    state.complaints.append("\(method) \(path) was answered \(answer.status)")
                }
            }
        } catch {
            guard !Task.isCancelled else { return }
            state.withLock { $0.complaints.append("\(method) \(path): \(error)") }
        }
    }

    var complaints: [String] { state.withLock(\.complaints) }

    /// In milliseconds: how many there were, and what they waited.
    var waits: (count: Int, p50: Double, p99: Double, longest: Double) {
        let waits = state.withLock { $0.waits.sorted() }
        guard let longest = waits.last else { return (0, 0, 0, 0) }
        return (waits.count, waits[waits.count / 2], waits[min(waits.count - 1, waits.count * 99 / 100)], longest)
    }
}
