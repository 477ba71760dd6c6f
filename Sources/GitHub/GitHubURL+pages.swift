extension GitHubURL {
    private static let smallestPage = 25

    /// The page of half the size that begins with the same item. Nil where there is none, or none of at least 25 items.
    var withSmallerPages: GitHubURL? {
        guard let size = number("per_page"), size.isMultiple(of: 2), size / 2 >= Self.smallestPage else { return nil }
        let page = number("page") ?? 1
        return replacingQuery { name in
            switch name {
            case "per_page": size / 2
            case "page": 2 * page - 1
            default: nil
            }
        }
    }

    private var query: Substring {
        text.drop { $0 != "?" }.dropFirst()
    }

    private func number(_ name: String) -> Int? {
        query.split(separator: "&").first { $0.hasPrefix(name + "=") }.flatMap { Int($0.dropFirst(name.count + 1)) }
    }

    private func replacingQuery(_ value: (Substring) -> Int?) -> GitHubURL? {
        let items = query.split(separator: "&").map { item in
            let name = item.prefix { $0 != "=" }
            return value(name).map { "\(name)=\($0)" } ?? String(item)
        }
        return following("?" + items.joined(separator: "&"))
    }
}
