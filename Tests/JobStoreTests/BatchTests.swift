import Testing

@testable import JobStore

struct BatchTests {
    private func request(_ tasks: Int) -> PendingWrite {
        PendingWrite(taskCount: tasks, { _ in }, answer: { (_: Result<Void, StoreError>) in })
    }

    @Test func `where very many tasks wait a commit takes a share of them, and all that workers write`() {
        var batch = Batch()
        for tasks in [1000, 0, 1000, 1000, 0] { batch.add(request(tasks)) }
        let first = batch.takeShare(most: 512)
        #expect(first.count == 3 && first.taskCount == 1000)
        #expect(batch.count == 2 && batch.taskCount == 2000)
        #expect(batch.takeShare(most: 1001).taskCount == 2000)
        #expect(batch.count == 0)
    }
}
