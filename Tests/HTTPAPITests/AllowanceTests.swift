import Jobs
import TestSupport
import Testing

@testable import HTTPAPI

struct AllowanceTests {
    private let clock = ManualClock()

    private func allowance(_ perMinute: Int) -> RequestAllowance {
        RequestAllowance(perMinute: perMinute, now: { [clock] in clock.now })
    }

    @Test func `a minute's requests may come at once, and then as they are granted again`() {
        let allowance = allowance(6)
        for _ in 0..<6 { #expect(allowance.take(for: "ci") == nil) }
        #expect(allowance.take(for: "ci") == 10_000)
        clock.advance(by: 9_999)
        #expect(allowance.take(for: "ci") == 1)
        clock.advance(by: 1)
        #expect(allowance.take(for: "ci") == nil)
        #expect(allowance.take(for: "ci") == 10_000)
    }

    @Test func `one name's requests are not another's`() {
        let allowance = allowance(1)
        #expect(allowance.take(for: "ci") == nil)
        #expect(allowance.take(for: "ci") != nil)
        #expect(allowance.take(for: "ops") == nil)
    }

    @Test func `nobody saves up more than a minute's`() {
        let allowance = allowance(2)
        clock.advance(by: 86_400_000)
        #expect(allowance.take(for: "ci") == nil && allowance.take(for: "ci") == nil)
        #expect(allowance.take(for: "ci") == 30_000)
        clock.advance(by: 86_400_000)
        #expect(allowance.take(for: "ci") == nil && allowance.take(for: "ci") == nil)
        #expect(allowance.take(for: "ci") == 30_000)
    }

    @Test func `a clock that is set back grants nothing and costs nothing`() {
        let allowance = allowance(2)
        #expect(allowance.take(for: "ci") == nil)
        clock.advance(by: -3_600_000)
        #expect(allowance.take(for: "ci") == nil)
        #expect(allowance.take(for: "ci") == 30_000)
        clock.advance(by: 30_000)
        #expect(allowance.take(for: "ci") == nil)
    }
}
