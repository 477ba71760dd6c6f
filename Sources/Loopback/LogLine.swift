import Foundation

/// One line of the daemon's JSON log.
package struct LogLine: Sendable {
    package let message: String
    /// As it was written.
    package let text: String
    private let fields: [String: String]

    /// Nil where the line is not one of the log.
    init?(_ text: String) {
        guard let fields = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8)),
            let message = fields["message"]
        else { return nil }
        self.fields = fields
        self.text = text
        self.message = message
    }

    package subscript(_ field: String) -> String? {
        fields[field]
    }
}
