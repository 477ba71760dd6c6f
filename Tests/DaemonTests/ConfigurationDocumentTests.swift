import Foundation
import Testing

@testable import Daemon

struct ConfigurationDocumentTests {
    @Test func `docs/CONFIGURATION.md is what hookme config --markdown prints`() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../docs/CONFIGURATION.md").standardized
        #expect(try String(contentsOf: file, encoding: .utf8) == Setting.markdown)
    }
}
