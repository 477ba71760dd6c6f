import AsyncHTTPClient
import Foundation
import Loopback
import Outbound
import TestSupport
import Testing

/// A real daemon between a GitHub and a receiver of its own, with a database in a folder of its own.
struct World: Sendable {
    let github: LoopbackGitHub
    let receiver: LoopbackReceiver
    let directory: TemporaryDirectory
    let apiURL: String
    let webhookURL: String

    var database: String { directory.file("hookme.db") }

    static func run(
        github: LoopbackGitHub = LoopbackGitHub(), receiver: LoopbackReceiver = LoopbackReceiver(),
        _ body: (World) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        try await github.serve { apiURL in
            try await receiver.serve { webhookURL in
                try await body(
                    World(
                        github: github, receiver: receiver, directory: directory, apiURL: apiURL,
                        webhookURL: webhookURL + "/hook"
                    )
                )
            }
        }
    }

    /// Runs the daemon for as long as `body` runs, then stops it with SIGTERM.
    ///
    /// - Parameters:
    ///   - settings: go before those that tests want: no wait before the first attempt, any free port, and more time for an answer
    ///     than a busy machine takes.
    ///   - program: stands for hookme's own.
    /// - Returns: the daemon's exit status.
    @discardableResult
    func withDaemon(
        _ settings: [String: String] = [:], config file: String? = nil, program: String? = nil,
        _ body: (DaemonProcess) async throws -> Void
    ) async throws -> Int32 {
        let quick = [
            "WEBHOOK_URL": webhookURL, "API_URL": apiURL, "DATABASE_PATH": database, "PORT": "0",
            "SCHEDULE_INTERVAL": "0", "RESCHEDULE_INTERVAL": "100", "LOG_LEVEL": "debug",
            "API_TIMEOUT": "60000", "WEBHOOK_TIMEOUT": "60000",
        ]
        let environment = quick.merging(settings) { $1 }
        return try await DaemonProcess.run(
            program ?? hookmeProgram(), environment: environment, config: file, body
        ).exitStatus
    }

    /// Waits until the receiver has answered so many deliveries with 2xx.
    func delivered(_ count: Int) async throws {
        try await receiver.log.first(count) { $0.status.map { (200...299).contains($0) } ?? false }
    }

    /// A number that the operator's `sqlite3` answers.
    func count(_ sql: String) async throws -> Int {
        try #require(Int(try await sqlite3(database, sql)))
    }
}

extension DaemonProcess {
    /// `POST /tasks`.
    func post(
        _ repository: String, of username: String = "octocat", to webhookURL: String? = nil, token: String? = nil,
        with client: HTTPClient = .shared
    ) async throws(OutboundError) -> OutboundResponse {
        let destination = webhookURL.map { #","webhook_url":"\#($0)""# } ?? ""
        return try await OutboundClient(client).send(
            OutboundRequest(
                method: .post, url: baseURL + "/tasks",
                headers: ["content-type": "application/json"].merging(Self.authorization(token)) { $1 },
                body: Array(#"{"username":"\#(username)","repository":"\#(repository)"\#(destination)}"#.utf8),
                timeout: .seconds(20), maxResponseBytes: 65_536, demand: .whole
            )
        )
    }

    /// `GET /tasks/{id}`.
    func task(_ id: Int64) async throws -> TaskBody {
        try TaskBody(try await get("/tasks/\(id)"))
    }

    func get(_ path: String, token: String? = nil) async throws(OutboundError) -> OutboundResponse {
        try await send(.get, path, token: token)
    }

    /// Sends a request without a body.
    func send(
        _ method: OutboundRequest.Method, _ path: String, token: String? = nil
    ) async throws(OutboundError) -> OutboundResponse {
        try await OutboundClient(HTTPClient.shared).send(
            OutboundRequest(
                method: method, url: baseURL + path, headers: Self.authorization(token), timeout: .seconds(20),
                maxResponseBytes: 65_536, demand: .whole
            )
        )
    }

    private static func authorization(_ token: String?) -> [String: String] {
        token.map { ["authorization": "Bearer \($0)"] } ?? [:]
    }

    /// Reads the log on to the next line with this message.
    func logged(_ message: String) async throws -> LogLine {
        try #require(await log.first { $0.message == message }, "the daemon never said '\(message)'")
    }
}

/// What the API says of a task, as far as these tests read it.
struct TaskBody: Decodable {
    var id: Int64
    var repository: String
    var state: String
    var runAt: String
    var runReason: String
    var attempts: Int
    var failures: Int
    var deferrals: Int
    var webhookId: String

    var runsAt: Date? {
        try? Date(runAt, strategy: .iso8601.year().month().day().time(includingFractionalSeconds: true))
    }

    init(_ answer: OutboundResponse) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(TaskBody.self, from: Data(answer.body))
    }
}

extension GitHubRepository {
    /// Small, so that a test of something else is quick.
    static func small(_ name: String, id: Int) -> GitHubRepository {
        .sample(id: id, name: name, issues: 1, contributors: 1)
    }
}
