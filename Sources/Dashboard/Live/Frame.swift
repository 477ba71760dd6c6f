import HTTPAPI
import NIOCore

/// A view as it looked at a moment, as the event that tells of it (https://html.spec.whatwg.org/multipage/server-sent-events.html).
struct Frame: Sendable {
    /// The same for what looks the same.
    let name: String
    let event: ByteBuffer

    init(_ html: String) {
        name = Self.name(of: html)
        var event = "id: \(name)\nevent: view\n"
        for line in html.split(whereSeparator: \.isNewline) { event += "data: \(line)\n" }
        self.event = ByteBuffer(string: event + "\n")
    }

    static func name(of html: String) -> String {
        EntityTag(of: html.utf8).text.filter { $0 != "\"" }
    }
}
