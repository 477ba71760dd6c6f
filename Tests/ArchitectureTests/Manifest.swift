/// What `Package.swift` says about the rooms, read from its text.
struct Manifest {
    /// What each target under `Sources/` depends on, by its name.
    let dependencies: [String: Set<String>]

    init(_ text: String) {
        let products = Dictionary(
            uniqueKeysWithValues: text.matches(of: /let (\w+) = Target\.Dependency\.product\(name: "(\w+)"/)
                .map { (String($0.1), String($0.2)) }
        )
        let targets = text.matches(
            of: /(?:room\(|\.(?:executableT|t)arget\(\s*name:)\s*"(\w+)"(?:,\s*(?:uses|dependencies):\s*\[([^\]]*)\])?/
        )
        dependencies = Dictionary(
            targets.map { (String($0.1), Self.names(in: $0.2 ?? "", products)) }, uniquingKeysWith: { $0.union($1) }
        )
    }

    /// Rooms stand in a list as strings, products as constants or as `.product(name: "…", package: "…")`.
    private static func names(in list: Substring, _ products: [String: String]) -> Set<String> {
        let inline = /\.product\(name: "(\w+)", package: "[^"]+"\)/
        let rest = String(list.replacing(inline, with: ""))
        let rooms = rest.matches(of: /"(\w+)"/).map { String($0.1) }
        let constants = rest.replacing(/"\w+"/, with: "").matches(of: /\w+/).map { String($0.0) }
        return Set(list.matches(of: inline).map { String($0.1) } + rooms + constants.map { products[$0] ?? $0 })
    }
}
