import Foundation
import Loopback

/// What goes wrong on both sides of the daemon while it is soaked: by the number of the request, so that the same
/// seed makes the same weather.
struct SoakWeather: Sendable {
    let seed: UInt64

    func come(over world: CrashWorld) {
        let receiver = world.receiver.faults
        // Six seconds of each minute, in which it is held.
        receiver.add(.status(503)) { $0.path.hasSuffix("/other") && Int($0.arrivedAt.timeIntervalSince1970) % 60 < 6 }
        strike(
            receiver,
            [
                (60, .status(500)), (25, .status(429, retryAfter: 1)), (20, .status(503)), (15, .drop),
                (8, .silence(.seconds(2))), (2, .status(410)), (5, .status(404)), (80, .delay(.milliseconds(150))),
            ])
        strike(
            world.github.faults,
            [
                (2, .secondaryRateLimit(retryAfter: 1)), (2, .secondaryRateLimit(status: 429, retryAfter: 1)),
                (10, .status(502)), (5, .drop), (2, .silence(.seconds(2))), (3, .malformed),
                (50, .delay(.milliseconds(100))),
            ])
    }

    /// - Parameter faults: with how many of a thousand requests have each.
    private func strike(_ script: FaultScript, _ faults: [(perMille: Int, fault: Fault)]) {
        var least = 0
        for (perMille, fault) in faults {
            let struck = least..<least + perMille
            script.add(fault) { request in
                var random = SplitMix64(seed: seed &+ UInt64(request.number))
                return struck.contains(random.number(0...999))
            }
            least = struck.upperBound
        }
    }
}
