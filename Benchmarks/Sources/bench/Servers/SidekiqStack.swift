import Foundation

/// What people would take otherwise: a Rack application under puma that pushes Sidekiq jobs into a Redis which syncs every
/// write. No worker runs: only the acceptance of tasks is compared.
struct SidekiqStack: Server {
    /// How puma spreads its threads over processes.
    enum Shape: String, CaseIterable, Sendable {
        case twoProcesses = "2 workers of 5 threads"
        case oneProcess = "1 process of 16 threads"

        var workers: Int { self == .twoProcesses ? 2 : 0 }
        var threads: Int { self == .twoProcesses ? 5 : 16 }
    }

    let port: Int
    let processes: [Int32]

    static func run<Value: Sendable>(
        _ plan: Plan, _ shape: Shape, _ body: (SidekiqStack) async throws -> Value
    ) async throws -> Value {
        let folder = "\(plan.folder)/\(plan.label("sidekiq"))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let port = try freePort()
        try SidekiqFiles.write(to: folder, port: port, shape: shape)
        return try await Program("redis-server", ["\(folder)/redis.conf"]).run { redis in
            try await waitForRedis(in: folder)
            return try await Program("puma", ["--config", "\(folder)/puma.rb", "\(folder)/config.ru"]).run { puma in
                try await waitForPuma(port)
                let workers = try ProcessTable.children(of: puma.processID)
                guard workers.count == shape.workers else {
                    throw BenchError("puma runs \(workers.count) workers instead of \(shape.workers)")
                }
                let stack = SidekiqStack(port: port, processes: [redis.processID, puma.processID] + workers)
                return try await body(stack)
            }
        }
    }

    private static func waitForRedis(in folder: String) async throws {
        try await inTime(.seconds(20), "redis-server") {
            let ping = Program("redis-cli", ["-s", "\(folder)/redis.sock", "ping"])
            while (try? await ping.output(within: .seconds(5)))?.hasPrefix("PONG") != true {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    /// A task that is answered with 202 shows that puma, Sidekiq and Redis are there.
    private static func waitForPuma(_ port: Int) async throws {
        try await inTime(.seconds(30), "puma") {
            let url = "http://127.0.0.1:\(port)/tasks"
            let task = #"{"username":"octocat","repository":"Hello-World"}"#
            while (try? await HTTP.post(task, to: url)) != 202 { try await Task.sleep(for: .milliseconds(100)) }
        }
    }

    static func versions() async throws -> String {
        let script = """
            require 'puma'; require 'sidekiq'; require 'rack'
            print "Ruby #{RUBY_VERSION}, puma #{Puma::Const::VERSION}, Sidekiq #{Sidekiq::VERSION}, Rack #{Rack.release}"
            """
        let ruby = try await Program("ruby", ["-e", script]).output(within: .seconds(30))
        let redis = try await Program("redis-server", ["--version"]).output(within: .seconds(10))
        let version = redis.split(separator: " ").first { $0.hasPrefix("v=") }.map { $0.dropFirst(2) } ?? "?"
        return "\(ruby), Redis \(version)"
    }
}
