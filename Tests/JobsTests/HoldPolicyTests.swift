import Jobs
import Testing

struct HoldPolicyTests {
    @Test(
        arguments: [
            (0, 5000), (1, 10_000), (2, 20_000), (3, 40_000), (4, 80_000), (5, 160_000), (6, 300_000),
            (100, 300_000), (Int.max, 300_000),
        ] as [(Int, Milliseconds)])
    func `each probe that fails doubles the pause, up to the longest`(probes: Int, pause: Milliseconds) {
        #expect(HoldPolicy().pause(afterProbes: probes) == pause)
    }

    @Test func `no pause overflows`() {
        let policy = HoldPolicy(base: Milliseconds(.max / 2), cap: Milliseconds(.max))
        #expect(policy.pause(afterProbes: 60) == Milliseconds(.max))
    }
}
