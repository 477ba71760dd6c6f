import Foundation
import Loopback
import Outbound
import Promises

/// A client that does all that the API allows, at random, until the daemon is gone.
struct SoakClient: Sendable {
    private let soak: Soak
    private let client: CrashClient

    init(_ soak: Soak, _ daemon: DaemonProcess) {
        self.soak = soak
        client = CrashClient(daemon, soak.world.journal)
    }

    private var journal: Journal { soak.world.journal }

    /// Where tasks are sent: nil is WEBHOOK_URL.
    static func destinations(_ world: CrashWorld) -> [String?] {
        [nil, world.webhookURL + "/other"]
    }

    func run(_ random: SplitMix64) async throws {
        var random = random
        // Whoever paused it has perhaps died with it.
        _ = await client.ask(.post, "/queue/resume")
        for post in journal.takeUnanswered() { _ = try await client.post(post) }
        while try await act(&random) {
            // Not a wait for anything: clients are not endless loops. Cut short by the end of this life.
            guard (try? await Task.sleep(for: .milliseconds(random.number(1...20)))) != nil else { return }
        }
    }

    /// - Returns: whether the daemon answered.
    private func act(_ random: inout SplitMix64) async throws -> Bool {
        switch random.number(0...99) {
        case 0..<35: try await post(1, &random)
        case 35..<50: try await post(random.number(2...8), &random)
        case 50..<65: await look(&random)
        case 65..<71: await cancel(&random)
        case 71..<77: await change(&random, \.redeliveries, .post, "/redeliver")
        case 77..<83: await change(&random, \.retries, .post, "/retry")
        case 83..<86: await change(&random, \.deletions, .delete)
        case 86..<89: await pause(&random)
        case 89..<92: await hold(&random)
        default: await client.ask(.get, random.one(of: ["/stats", "/metrics", "/destinations", "/tasks", "/"])) != nil
        }
    }

    /// Two of three single posts, and all batches, have a key.
    private func post(_ count: Int, _ random: inout SplitMix64) async throws -> Bool {
        let names = soak.newRepositories(count)
        guard !names.isEmpty else { return true }
        let tasks = names.map { name in
            Post.Task(
                repository: name, webhookURL: random.number(0...9) < 3 ? Self.destinations(soak.world)[1] : nil,
                maxRetries: random.number(0...19) == 0 ? 1 : nil
            )
        }
        let key = count > 1 || random.number(0...2) > 0 ? names[0] : nil
        return try await client.post(Post(tasks: tasks, isBatch: count > 1, key: key))
    }

    private func look(_ random: inout SplitMix64) async -> Bool {
        guard let task = recentTask(&random) else { return true }
        let path = random.one(of: ["", "?wait=1", "/attempts", "/payload"])
        return await client.ask(.get, "/tasks/\(task.id)" + path) != nil
    }

    private func cancel(_ random: inout SplitMix64) async -> Bool {
        guard let task = recentTask(&random) else { return true }
        let answer = await change(task, \.deletions, .post, "/cancel")
        if answer?.status == 200 { journal.cancelled(task.id) }
        return answer != nil
    }

    /// Asks something of a job that changes it. What is refused has changed nothing.
    private func change(
        _ random: inout SplitMix64, _ change: WritableKeyPath<AcceptedTask, Int>, _ method: OutboundRequest.Method,
        _ path: String = ""
    ) async -> Bool {
        guard let task = recentTask(&random) else { return true }
        return await self.change(task, change, method, path) != nil
    }

    /// - Returns: nil where the daemon did not answer.
    private func change(
        _ task: AcceptedTask, _ change: WritableKeyPath<AcceptedTask, Int>, _ method: OutboundRequest.Method,
        _ path: String
    ) async -> OutboundResponse? {
        journal.note(change, of: task.id)
        let answer = await client.ask(method, "/tasks/\(task.id)" + path)
        if let answer, (400...499).contains(answer.status) { journal.note(change, of: task.id, -1) }
        return answer
    }

    private func recentTask(_ random: inout SplitMix64) -> AcceptedTask? {
        let tasks = journal.latestTasks(200)
        return tasks.isEmpty ? nil : random.one(of: Array(tasks))
    }

    private func pause(_ random: inout SplitMix64) async -> Bool {
        guard await client.ask(.post, "/queue/pause") != nil else { return false }
        // An operator's second thought; cut short by the end of this life.
        try? await Task.sleep(for: .milliseconds(random.number(50...300)))
        return await client.ask(.post, "/queue/resume") != nil
    }

    private func hold(_ random: inout SplitMix64) async -> Bool {
        let destination = random.one(of: Self.destinations(soak.world))
        guard await client.ask(.post, "/destinations/hold", body: CrashClient.body(of: destination)) != nil else {
            return false
        }
        try? await Task.sleep(for: .milliseconds(random.number(50...500)))
        return await client.release(destination)
    }
}

extension CrashClient {
    static func body(of destination: String?) -> [UInt8] {
        Array(#"{"destination":"\#(destination ?? "default")","force":true}"#.utf8)
    }

    /// - Returns: whether the daemon answered.
    @discardableResult
    func release(_ destination: String?) async -> Bool {
        await ask(.post, "/destinations/release", body: Self.body(of: destination)) != nil
    }
}
