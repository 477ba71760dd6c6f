import HTTPTypes

/// Which methods each path has, for whoever asks with another one (RFC 9110, section 15.5.6).
struct AllowedMethods: Sendable {
    private let routes: [(segments: [Substring], allow: String)]

    /// - Parameter table: paths as the router takes them, with `:` before what may be anything.
    init(_ table: [(path: String, methods: some Collection<HTTPRequest.Method>)]) {
        routes = table.map { path, methods in
            let all = methods.contains(.get) ? Array(methods) + [.head] : Array(methods)
            return (path.split(separator: "/"), all.map(\.rawValue).sorted().joined(separator: ", "))
        }
    }

    /// As the Allow header has it. Nil where there is no such path.
    func allow(for path: String) -> String? {
        let segments = path.split(separator: "/")
        return routes.first { route in
            route.segments.count == segments.count
                && zip(route.segments, segments).allSatisfy { $0.hasPrefix(":") || $0 == $1 }
        }?.allow
    }
}
