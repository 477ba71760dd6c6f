import Outbound
import Testing

struct GzipTests {
    /// What `printf hookme | gzip -n` writes.
    private static let hookme: [UInt8] = [
        0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 0x03, 0xCB, 0xC8, 0xCF, 0xCF, 0xCE, 0x4D, 0x05, 0x00, 0xA1, 0x8F, 0x4B,
        0x84,
        0x06, 0, 0, 0,
    ]

    @Test(arguments: [0, 1, 1000, 65_536, 1_000_000])
    func `what was compressed comes back as it was`(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
        let compressed = Gzip.compress(bytes)
        #expect(compressed.prefix(3) == [0x1F, 0x8B, 8])
        #expect(Gzip.inflate(compressed, limit: count) == bytes)
        #expect(Gzip.compress(bytes) == compressed, "the same each time")
    }

    @Test func `what gzip itself has written is read`() {
        #expect(Gzip.inflate(Self.hookme, limit: 6) == Array("hookme".utf8))
    }

    @Test func `what is not gzip, not whole, more than that, or too long is nothing`() {
        #expect(Gzip.inflate([], limit: 9) == nil)
        #expect(Gzip.inflate(Array("hookme".utf8), limit: 9) == nil)
        #expect(Gzip.inflate(Array(Self.hookme.dropLast()), limit: 9) == nil)
        #expect(Gzip.inflate(Self.hookme + [0], limit: 9) == nil)
        #expect(Gzip.inflate(Self.hookme, limit: 5) == nil)
        let bomb = Gzip.compress([UInt8](repeating: 0, count: 10_000_000))
        #expect(bomb.count < 20_000 && Gzip.inflate(bomb, limit: 100_000) == nil)
    }
}
