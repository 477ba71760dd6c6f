import HTTPTypes
package import Hummingbird
import Outbound

/// Where a request says that it comes from and goes to. Browsers say so for the pages that they show, and let no page say
/// otherwise.
package enum WebOrigin {
    /// Whether a page of another site or port has sent it (https://www.w3.org/TR/fetch-metadata, RFC 6454). What is no browser
    /// says nothing of this.
    package static func isForeign(_ request: Request) -> Bool {
        if let name = HTTPField.Name("sec-fetch-site"), let site = request.headers[name] {
            guard site == "same-origin" || site == "none" else { return true }
        }
        if let origin = request.headers[.origin] {
            let parts = origin.split(separator: "/", maxSplits: 2)
            guard parts.count == 2, parts[1].lowercased() == request.head.authority?.lowercased() else { return true }
        }
        return false
    }

    /// Whether this is a name of this machine alone. A page of somebody else's whose name leads here (DNS rebinding) says that
    /// name.
    ///
    /// - Parameter authority: a host, and perhaps a port.
    package static func isLoopback(_ authority: String) -> Bool {
        var host = authority[...]
        if let colon = host.lastIndex(of: ":"), host[host.index(after: colon)...].allSatisfy(\.isNumber),
            host.hasPrefix("[") || host.firstIndex(of: ":") == colon
        {
            host = host[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return host.lowercased() == "localhost" || IPAddress(String(host))?.isLoopback == true
    }
}
