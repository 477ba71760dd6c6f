import Foundation

/// A destination that a task names, written in the one way in which it is kept, compared and connected to: what two parsers
/// could read in two ways is none.
package struct DestinationURL: Hashable, Sendable {
    static let maxBytes = 2048

    package let text: String
    package let host: Host

    package init(_ text: String) throws(DestinationRefusal) {
        guard text.utf8.count <= Self.maxBytes else { throw .tooLong }
        // Whatever else may be wrong with it, nobody is to hear its password.
        guard let url = URLComponents(string: text, encodingInvalidCharacters: false),
            let scheme = url.scheme?.lowercased(), scheme == "http" || scheme == "https",
            let written = url.encodedHost, !written.isEmpty
        else { throw .notHTTP }
        guard url.user == nil, url.password == nil else { throw .credentials }
        guard url.fragment == nil else { throw .fragment }
        guard (1...65535).contains(url.port ?? 80), url.port != nil || url.rangeOfPort?.isEmpty ?? true else {
            throw .port
        }
        guard let host = Self.host(written) else { throw .host }
        self.host = host
        let port = url.port.flatMap { $0 == (scheme == "http" ? 80 : 443) ? nil : ":\($0)" } ?? ""
        let path = url.percentEncodedPath.isEmpty ? "/" : url.percentEncodedPath
        let query = url.percentEncodedQuery.map { "?\($0)" } ?? ""
        self.text = "\(scheme)://\(host)\(port)\(path)\(query)"
    }

    /// Brackets stand around an IPv6 address, and around nothing else.
    private static func host(_ written: String) -> Host? {
        guard written.hasPrefix("[") else { return Host(written) }
        guard written.hasSuffix("]"), written.contains(":") else { return nil }
        return IPAddress(String(written.dropFirst().dropLast())).map(Host.address)
    }
}
