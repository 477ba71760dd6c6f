import Foundation
import Testing

/// Every input that was thought of, and each that once broke something.
struct ReplayTests {
    private static let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "corpus")

    private static func inputs(of property: Property) throws -> [(name: String, bytes: [UInt8])] {
        let folder = corpus.appendingPathComponent(property.name)
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
            (name, Array(try Data(contentsOf: folder.appendingPathComponent(name))))
        }
    }

    @Test(arguments: Property.all)
    func `it holds for every input that is kept, and for its parts`(property: Property) throws {
        let inputs = try Self.inputs(of: property)
        #expect(!inputs.isEmpty)
        for (name, bytes) in inputs {
            for count in Set([0, bytes.count / 3, bytes.count / 2, max(0, bytes.count - 1), bytes.count]) {
                #expect(throws: Never.self, "\(name), its first \(count) bytes") {
                    try property.holds(for: Array(bytes.prefix(count)))
                }
            }
        }
    }

    /// What takes longer the longer it is already would take hours.
    @Test(.timeLimit(.minutes(2)), arguments: Property.all)
    func `it is found out soon also for 64 KiB of the same`(property: Property) throws {
        for (name, bytes) in try Self.inputs(of: property) where !bytes.isEmpty {
            let long = Array(repeatElement(bytes, count: (64 << 10) / bytes.count + 1).joined())
            #expect(throws: Never.self, "\(name), again and again") { try property.holds(for: long) }
        }
    }
}

extension Property: CustomTestStringConvertible {
    var testDescription: String { name }
}
