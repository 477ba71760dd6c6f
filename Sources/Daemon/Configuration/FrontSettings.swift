import HTTPAPI
import Outbound

/// Who may come in, and with how much.
extension SettingParser {
    /// Entries are separated by white space, so that a file may have one a line.
    mutating func tokens() -> TokenList {
        let texts = text(.authTokens).split(whereSeparator: \.isWhitespace)
        var entries: [TokenEntry] = []
        for (number, text) in zip(1..., texts) {
            let name = "AUTH_TOKENS" + (texts.count > 1 ? ", entry \(number) of \(texts.count)," : "")
            do throws(TokenEntryError) {
                let entry = try TokenEntry(text)
                if entries.contains(where: entry.hasSameToken(as:)) {
                    note("\(name) has the token of an entry before it")
                }
                entries.append(entry)
            } catch {
                note("\(name) \(error)")
            }
        }
        return TokenList(entries)
    }

    mutating func requestsPerMinute() -> Int? {
        let limit = limit(.authRequestsPerMinute)
        if limit == 0 { note("AUTH_REQUESTS_PER_MINUTE is '0', but must be -1, or a whole number from 1") }
        return limit
    }

    mutating func front() -> FrontLimits {
        var limits = FrontLimits()
        limits.connections = number(.httpMaxConnections, in: 1...1_000_000)
        limits.headTimeout = milliseconds(.httpHeadTimeout, atLeast: 1)
        limits.bodyTimeout = milliseconds(.httpBodyTimeout, atLeast: 1)
        return limits
    }

    /// Whoever reaches the port may do everything where there are no tokens.
    mutating func checkExposure(of host: String, to tokens: TokenList) {
        guard !flag(.allowUnauthenticated), tokens.isEmpty, !Settings.isLoopback(host), !host.isEmpty else { return }
        note(
            "HOST is '\(host)', which others may reach, but AUTH_TOKENS is empty: make a token with `hookme token`, or "
                + "listen on 127.0.0.1, or set ALLOW_UNAUTHENTICATED=true where something else keeps others away"
        )
    }
}

extension Settings {
    /// Whether only this machine reaches the port.
    var isLoopbackOnly: Bool {
        Self.isLoopback(host)
    }

    static func isLoopback(_ host: String) -> Bool {
        host.lowercased() == "localhost" || IPAddress(host)?.isLoopback == true
    }
}
