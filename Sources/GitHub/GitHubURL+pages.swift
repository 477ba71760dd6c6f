extension GitHubURL {
    private static let smallestPage = 25
    private static let largestPage = 100

    /// How many items a page has. Nil where the address does not say.
    var pageSize: Int? {
        number("per_page", orWithout: nil)
    }

    /// The page behind this one. Nil where the address does not say which it is.
    var pageAfter: GitHubURL? {
        guard let page, let size = pageSize else { return nil }
        return self.page(page + 1, of: size)
    }

    /// The page of half the size that begins with the same item. Nil where there is none, or none of at least 25 items.
    var withSmallerPages: GitHubURL? {
        guard let page, let size = pageSize, size.isMultiple(of: 2), size / 2 >= Self.smallestPage else { return nil }
        return self.page(2 * page - 1, of: size / 2)
    }

    /// The largest page that begins with the same item, or this one where there is none.
    var withLargestPages: GitHubURL {
        guard let page, let size = pageSize, size < Self.largestPage else { return self }
        let before = (page - 1) * size
        guard before.isMultiple(of: Self.largestPage) else { return self }
        return self.page(before / Self.largestPage + 1, of: Self.largestPage) ?? self
    }

    /// From 1.
    var page: Int? {
        number("page", orWithout: 1)
    }

    private var query: [Substring] {
        text.drop { $0 != "?" }.dropFirst().split(separator: "&")
    }

    /// A number of the query: from 1, and of 31 bits, so that no sum and no product here overflows. Nil for any other.
    private func number(_ name: String, orWithout absent: Int?) -> Int? {
        guard let item = query.first(where: { $0.hasPrefix(name + "=") }) else { return absent }
        return Int32(item.dropFirst(name.count + 1)).flatMap { $0 > 0 ? Int($0) : nil }
    }

    private func page(_ page: Int, of size: Int) -> GitHubURL? {
        let others = query.filter { !$0.hasPrefix("page=") && !$0.hasPrefix("per_page=") }.map(String.init)
        let items = others + ["per_page=\(size)"] + (page > 1 ? ["page=\(page)"] : [])
        return following("?" + items.joined(separator: "&"))
    }
}
