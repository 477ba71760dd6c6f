import Foundation

/// hookme itself, with a database of its own.
struct Daemon: Server {
    let port: Int
    let processID: Int32
    /// From the start of the process to its line `ready`.
    let startUp: Duration

    var processes: [Int32] { [processID] }

    /// Runs the daemon for as long as `body` runs.
    ///
    /// - Parameters:
    ///   - settings: go before those that keep it quiet: nothing is due for a day, and there is nobody to talk to.
    ///   - wrapper: a program with its arguments that starts the daemon, such as strace.
    static func run<Value: Sendable>(
        _ plan: Plan, _ database: Database, _ settings: [String: String] = [:], wrapper: [String] = [],
        _ body: (Daemon) async throws -> Value
    ) async throws -> Value {
        let nobody = "http://127.0.0.1:9"
        let quiet = [
            "DATABASE_PATH": database.path, "PORT": "0", "WEBHOOK_URL": nobody, "API_URL": nobody,
            "SCHEDULE_INTERVAL": "86400000", "LOG_LEVEL": "notice", "LOG_FORMAT": "json",
        ]
        let command = wrapper + [plan.hookme, "serve"]
        let program = Program(
            command[0], Array(command.dropFirst()), environment: quiet.merging(settings) { $1 }
        )
        let start = ContinuousClock.now
        return try await program.run { running in
            let ready = try await running.line(LogLine.self, within: .seconds(120)) { $0.message == "ready" }
            let startUp = ContinuousClock.now - start
            guard let port = ready.address?.split(separator: ":").last.flatMap({ Int($0) }) else {
                throw BenchError("the daemon does not say where it listens")
            }
            let processID = try wrapper.isEmpty ? running.processID : child(of: running.processID)
            let result = try await body(Daemon(port: port, processID: processID, startUp: startUp))
            if !wrapper.isEmpty {
                kill(processID, SIGTERM)
                try await inTime(.seconds(30), "the end of \(wrapper[0])") {
                    for await _ in running.lines {}
                }
            }
            return result
        }
    }

    /// No warning, no farewell.
    func crash() {
        kill(processID, SIGKILL)
    }

    private static func child(of wrapper: Int32) throws -> Int32 {
        guard let child = try ProcessTable.children(of: wrapper).first else {
            throw BenchError("the daemon is not there")
        }
        return child
    }
}

/// What is read of a line of the daemon's log.
private struct LogLine: Decodable {
    let message: String
    let address: String?
}
