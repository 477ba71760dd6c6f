import Foundation
import Synchronization

private let isInterrupted = Atomic(false)

/// Runs `body`, and cancels it at Ctrl-C or SIGTERM, so that every child process is ended and every file removed.
func untilInterrupted(_ body: @escaping @Sendable () async throws -> Void) async throws {
    // A handler, not SIG_IGN: that the child processes would inherit.
    isInterrupted.store(false, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
        signal(number) { _ in isInterrupted.store(true, ordering: .relaxed) }
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await body() }
        group.addTask {
            while !isInterrupted.load(ordering: .relaxed) { try await Task.sleep(for: .milliseconds(100)) }
            throw CancellationError()
        }
        defer { group.cancelAll() }
        try await group.next()
    }
}
