import Jobs
import TestSupport
import Testing

/// A short run of what `make crash-test` does in full.
@Suite(.timeLimit(.minutes(5)))
struct CrashPointTests {
    @Test(arguments: CrashPoint.allCases)
    func `a daemon that dies on the way of a task keeps every promise`(at point: CrashPoint) async throws {
        let probe = try hookmeProgram().replacing(/hookme$/, with: "probe")
        let result = try await run(
            probe, ["crashes", "--hookme", try hookmeProgram(), "--passes", "1", "--point", "\(point)"]
        )
        #expect(result.status == 0, "\(result.output)\(result.errors)")
    }

    @Test func `a point that is not known is refused`() async throws {
        let environment = ["WEBHOOK_URL": "http://127.0.0.1:9", "HOOKME_CRASH_AT": "deliverd:1"]
        let result = try await run(hookmeProgram(), ["serve"], environment: environment)
        #expect(result.status == 78)
        #expect(result.errors.contains("HOOKME_CRASH_AT is 'deliverd:1'"))
    }
}
