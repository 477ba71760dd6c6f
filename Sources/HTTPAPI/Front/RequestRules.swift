import NIOHTTP1

extension HTTPRequestHead {
    /// What is wrong with it that the parser lets pass; nil when nothing is.
    ///
    /// A message that two readers could take for two different ones is refused, since a proxy before us may be the other reader
    /// (request smuggling; RFC 9112, section 11.2).
    var problem: Problem? {
        if uri.utf8.count > FrontLimits.uriBytes { return .uriTooLong }
        // RFC 9112, section 3.2. HTTP/1.0 knew no Host.
        let hosts = headers["host"].count
        guard hosts == 1 || (hosts == 0 && version.minor == 0) else { return .malformed("there must be one Host") }
        // RFC 9112, section 6.1. Another coding would have to be undone before anybody knows where the body ends.
        let codings = headers["transfer-encoding"]
        if !codings.isEmpty, codings.count > 1 || codings[0].lowercased() != "chunked" || version.minor == 0 {
            return .malformed("Transfer-Encoding must be chunked, once, and of HTTP/1.1")
        }
        return nil
    }

    /// Whether what follows is no HTTP, so that the parser stops behind this request.
    var endsParsing: Bool {
        method == .CONNECT || headers.contains(name: "upgrade")
    }

    var expectsContinue: Bool {
        headers["expect"].first?.lowercased() == "100-continue"
    }

    var isHealthCheck: Bool {
        let path = uri.prefix { $0 != "?" }
        return path == "/livez" || path == "/readyz"
    }
}
