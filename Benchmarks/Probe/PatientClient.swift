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
    private let headers: [String: String]
    private let label: String
    private let state = Mutex(State())
    private let client = OutboundClient(HTTPClient.shared)

    /// - Parameters:
    ///   - token: nil: the API asks for none.
    ///   - label: part of the tasks' names, unlike that of any other client of this daemon.
    ///   - keepsConnection: whether all requests may come by the same one.
    init(baseURL: String, token: String? = nil, label: String = "patient", keepsConnection: Bool = true) {
        self.baseURL = baseURL
        self.label = label
        var headers = token.map { ["authorization": "Bearer \($0)"] } ?? [:]
        headers["connection"] = keepsConnection ? nil : "close"
        self.headers = headers
    }

    /// Until it is cancelled.
    func run() async {
        var number = 0
        while !Task.isCancelled {
            number += 1
            let body = Array(#"{"username":"octocat","repository":"\#(label)-\#(number)"}"#.utf8)
            await ask(.post, "/tasks", body, expecting: 202)
            await ask(.get, "/tasks/1", nil, expecting: 200)
        }
    }

    private func ask(_ method: OutboundRequest.Method, _ path: String, _ body: [UInt8]?, expecting status: Int) async {
        let request = OutboundRequest(
            method: method, url: baseURL + path, headers: headers, body: body, timeout: .seconds(30),
            maxResponseBytes: 65_536, demand: .whole
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
    var waits: Waits { Waits(state.withLock(\.waits)) }
}
