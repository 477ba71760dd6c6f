import Jobs
import Testing

@testable import Daemon

/// How commands write for people.
struct TableTests {
    @Test func `columns are aligned, numbers to the right, and no line has blanks at its end`() {
        var table = Table(["ID", "TASK", "ERROR"], numbers: [0])
        table.add(["7", "octocat/Hello-World", ""])
        table.add(["1234", "a/b", "it is down"])
        #expect(
            table.text == """
                  ID  TASK                 ERROR
                   7  octocat/Hello-World
                1234  a/b                  it is down
                """)
    }

    @Test func `what comes from outside stays on its line, and commands no terminal`() {
        var table = Table()
        table.add(["one\ntwo\u{1B}[2J\u{202E}", "b"])
        #expect(table.text == "one two [2J  b")
    }

    @Test func `a moment is told from now`() {
        let now = Timestamp(millisecondsSinceEpoch: 1_800_000_000_000)
        let waits: [Int64] = [9000, 8001, 1, 0, -999, -1000, -61_000, 7_500_000]
        #expect(
            waits.map { (now + Milliseconds($0)).words(at: now) }
                == ["in 9 s", "in 9 s", "in 1 s", "now", "now", "1 s ago", "1 min 1 s ago", "in 2 h 5 min"])
        #expect(now.second == "2027-01-15 08:00:00")
    }

    @Test func `a progress bar is full at the end, and not before`() {
        let bar = ProgressBar(total: 1000, isShown: false)
        #expect(bar.text(done: 999, others: 2).hasSuffix("█░ 999 of 1,000 finished, 2 of them not completed"))
        #expect(!bar.text(done: 1000, others: 0).contains("░"))
        #expect(!ProgressBar(total: 0, isShown: false).text(done: 0, others: 0).contains("░"))
    }
}
