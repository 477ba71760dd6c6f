extension GitHubURL {
    private static let smallestPage = 25
    private static let largestPage = 100

    /// How many items a page has. Nil where the address does not say.
    var pageSize: Int? {
        number("per_page")
    }

    /// The page behind this one.
    var pageAfter: GitHubURL? {
        pageSize.flatMap { page(page + 1, of: $0) }
    }

    /// The page of half the size that begins with the same item. Nil where there is none, or none of at least 25 items.
    var withSmallerPages: GitHubURL? {
        guard let size = pageSize, size.isMultiple(of: 2), size / 2 >= Self.smallestPage else { return nil }
        return page(2 * page - 1, of: size / 2)
    }

    /// The largest page that begins with the same item, or this one where there is none.
    var withLargestPages: GitHubURL {
        guard let size = pageSize, size < Self.largestPage else { return self }
        let (before, overflow) = (page - 1).multipliedReportingOverflow(by: size)
        guard !overflow, before.isMultiple(of: Self.largestPage) else { return self }
        return page(before / Self.largestPage + 1, of: Self.largestPage) ?? self
    }

    /// From 1.
    private var page: Int {
        max(1, number("page") ?? 1)
    }

    private var query: [Substring] {
        text.drop { $0 != "?" }.dropFirst().split(separator: "&")
    }

    private func number(_ name: String) -> Int? {
        query.first { $0.hasPrefix(name + "=") }.flatMap { Int($0.dropFirst(name.count + 1)) }
    }

    private func page(_ page: Int, of size: Int) -> GitHubURL? {
        let others = query.filter { !$0.hasPrefix("page=") && !$0.hasPrefix("per_page=") }.map(String.init)
        let items = others + ["per_page=\(size)"] + (page > 1 ? ["page=\(page)"] : [])
        return following("?" + items.joined(separator: "&"))
    }
}
