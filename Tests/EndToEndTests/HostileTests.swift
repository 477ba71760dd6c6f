import Foundation
import TestSupport
import Testing

/// A short run of what `make hostile` does at length.
@Suite(.timeLimit(.minutes(2)))
struct HostileTests {
    @Test func `among hostile clients of every kind a good one gets its answers, and none of them a server error`()
        async throws
    {
        let probe = try hookmeProgram().replacing(/hookme$/, with: "probe")
        let result = try await run(
            probe,
            ["hostile", "--hookme", try hookmeProgram(), "--requests", "510", "--slow", "100", "--wait", "10000"]
        )
        #expect(result.status == 0, "\(result.output)\(result.errors)")
    }
}
