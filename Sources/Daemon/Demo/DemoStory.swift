import AsyncHTTPClient
import Foundation
import Loopback
import Outbound
import Subprocess

/// The demo's three chapters: three tasks go their way; the daemon is killed in the middle of a fourth; what is left of it.
struct DemoStory {
    let world: DemoWorld
    let database: String
    let apiURL: String
    let webhookURL: String
    private let terminal = Terminal()

    init(world: DemoWorld, database: String, apiURL: String, webhookURL: String) {
        self.world = world
        self.database = database
        self.apiURL = apiURL
        self.webhookURL = webhookURL
    }

    func tell() async throws {
        chapter("1. Three tasks", "one repository is missing, one task's receiver answers 503 twice before it is well")
        try await withDaemon { daemon in
            for repository in [DemoWorld.normal, DemoWorld.missing, DemoWorld.stubborn] {
                try await post(repository, to: daemon)
            }
            try await follow(daemon, untilCompleted: 3)
        }

        chapter("2. kill -9", "a fourth task, and the daemon dies while it is being collected")
        try await withDaemon { daemon in
            try await post(DemoWorld.killed, to: daemon)
            try await follow(daemon, until: "job claimed")
            try daemon.kill()
            terminal.print("            " + terminal.styled("kill -9 \(daemon.processID)", .red))
        }
        try await showTable("SELECT * FROM v_jobs WHERE state <> 'completed'")
        terminal.print("  started again:")
        try await withDaemon { daemon in
            try await follow(daemon, untilCompleted: 1)
        }

        chapter("3. What is left", "the delivered JSON, and the database as an operator sees it")
        showDelivery(of: DemoWorld.normal, lines: 80)
        showDelivery(of: DemoWorld.missing, lines: 20)
        try await showTable("SELECT * FROM v_jobs")
        try await showTable("SELECT * FROM v_attempts")
        try checkDeliveries()
    }

    private func withDaemon(_ body: (DaemonProcess) async throws -> Void) async throws {
        let environment = [
            "WEBHOOK_URL": webhookURL, "API_URL": apiURL, "DATABASE_PATH": database, "PORT": "0",
            "SCHEDULE_INTERVAL": "300", "RESCHEDULE_INTERVAL": "1000", "LOG_LEVEL": "debug",
        ]
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        do {
            _ = try await DaemonProcess.run(program, environment: environment) { daemon in
                for line in daemon.startLog { DemoNarrator(terminal: terminal).tell(line) }
                try await body(daemon)
            }
        } catch let error as LoopbackError {
            throw Failure(.unavailable, "\(error)")
        }
    }

    private func post(_ repository: String, to daemon: DaemonProcess) async throws {
        let body = #"{"username":"\#(DemoWorld.owner)","repository":"\#(repository)"}"#
        terminal.print("  " + terminal.styled("curl \(daemon.baseURL)/tasks --json '\(body)'", .bold))
        let answer = try await OutboundClient(HTTPClient.shared).send(
            OutboundRequest(
                method: .post, url: daemon.baseURL + "/tasks", headers: ["content-type": "application/json"],
                body: Array(body.utf8), timeout: .seconds(5), maxResponseBytes: 65_536, demand: .whole
            )
        )
        try await follow(daemon, until: "task accepted")
        terminal.print("                → \(answer.status), location: \(answer.header("location") ?? "")")
    }

    /// Tells the log as it comes, until so many jobs are completed.
    private func follow(_ daemon: DaemonProcess, untilCompleted jobs: Int) async throws {
        var completed = 0
        let narrator = DemoNarrator(terminal: terminal)
        for await line in daemon.log {
            narrator.tell(line)
            if line.message == "job completed" { completed += 1 }
            if completed == jobs { return }
        }
        throw Failure(.unavailable, "the daemon ended before its jobs were completed")
    }

    private func follow(_ daemon: DaemonProcess, until message: String) async throws {
        let narrator = DemoNarrator(terminal: terminal)
        for await line in daemon.log {
            narrator.tell(line)
            if line.message == message { return }
        }
        throw Failure(.unavailable, "the daemon ended before '\(message)'")
    }

    private func showDelivery(of repository: String, lines: Int) {
        guard let delivery = world.deliveries(of: repository).last else { return }
        terminal.print(
            "\n" + terminal.styled("POST \(webhookURL)", .bold) + "  webhook-id: \(delivery.webhookID ?? "")")
        terminal.print(terminal.pretty(delivery.body, lines: lines))
    }

    private func showTable(_ sql: String) async throws {
        terminal.print("\n" + terminal.styled("sqlite3 -box hookme.db \"\(sql)\"", .bold))
        do {
            let result = try await Subprocess.run(
                .name("sqlite3"), arguments: ["-box", database, sql], output: .string(limit: 1 << 20)
            )
            terminal.print(result.standardOutput)
        } catch is SubprocessError {
            terminal.print("(sqlite3 is not installed: apt-get install sqlite3)")
        }
    }

    /// The demo is a test too: each task reached the receiver with a 2xx exactly once, and the stubborn one thrice in all.
    private func checkDeliveries() throws {
        for repository in [DemoWorld.normal, DemoWorld.missing, DemoWorld.stubborn, DemoWorld.killed] {
            let statuses = world.deliveries(of: repository).compactMap(\.status)
            let expected = repository == DemoWorld.stubborn ? [503, 503, 200] : [200]
            guard statuses == expected else {
                throw Failure(.unavailable, "\(repository) was answered \(statuses), and not \(expected)")
            }
        }
        terminal.print(terminal.styled("4 tasks posted, 4 delivered, 1 kill -9, nothing lost.", .green))
    }

    private func chapter(_ title: String, _ summary: String) {
        terminal.print("\n" + terminal.styled(title, .bold) + ": " + summary + "\n")
    }
}
