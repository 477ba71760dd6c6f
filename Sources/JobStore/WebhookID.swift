import Synchronization

/// The `webhook-id` of each new job: unlike any other's, in this database and in every other one.
///
/// 64 bits drawn at random when the process starts, then 64 bits that count up. Not a secret, and cheap: a number drawn at
/// random for each job would cost two system calls.
enum WebhookID {
    private static let process = hex(UInt64.random(in: .min ... .max))
    private static let last = Atomic<UInt64>(0)

    static func next() -> String {
        "msg_" + process + hex(last.add(1, ordering: .relaxed).newValue)
    }

    private static func hex(_ number: UInt64) -> String {
        String(unsafeUninitializedCapacity: 16) { digits in
            for place in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: number >> (60 - 4 * UInt64(place))) & 0xF
                digits.initializeElement(at: place, to: digit + (digit < 10 ? 48 : 87))
            }
            return 16
        }
    }
}
