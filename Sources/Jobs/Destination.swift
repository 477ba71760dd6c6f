import Foundation

/// Where a job's payload goes.
package enum Destination: Hashable, Sendable {
    /// WEBHOOK_URL, whatever it is when the delivery is made. The URL itself stays out of the database: it may be a secret.
    case `default`
    /// This job's own URL.
    case url(String)

    /// Reads it as the database and operators write it.
    package init(text: String) {
        self = text == "default" ? .default : .url(text)
    }

    /// As it stands in the database: `default`, or the whole URL, which may hold a secret.
    package var text: String {
        switch self {
        case .default: "default"
        case .url(let url): url
        }
    }

    /// What everybody may see of it: of a URL the scheme and the host.
    package var publicText: String {
        guard case .url(let text) = self else { return self.text }
        guard let url = URLComponents(string: text, encodingInvalidCharacters: false), let scheme = url.scheme,
            let host = url.host, !host.isEmpty
        else { return "a URL" }
        let port = url.port.map { ":\($0)" } ?? ""
        return "\(scheme)://\(host)\(port)"
    }
}
