import TestSupport
import Testing

@testable import JobStore

extension API {
    var writerCapacity: Int { Writer.capacity }

    /// Holds the store's writer for as long as `body` runs, as a slow disk does; what it starts waits together.
    func holdingWriter(_ body: (_ waitingCount: () -> Int) async throws -> Void) async throws {
        let writer = try #require(store as? SQLiteStore).writer
        let latch = BlockingLatch()
        async let first: Void = writer.write { _ in latch.wait() }
        await latch.isReached()
        do {
            try await body { writer.waitingCount }
        } catch {
            latch.open()
            throw error
        }
        latch.open()
        try await first
    }
}
