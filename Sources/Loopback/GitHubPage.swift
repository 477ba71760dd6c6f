/// One page of a listing.
struct GitHubPage {
    let entity: Entity
    /// From 1; may lie behind the last.
    let number: Int
    /// At least 1: an empty listing has one empty page.
    let count: Int

    /// The page that the query asks for.
    init(of list: GitHubList, query: GitHubQuery) {
        let size = query.pageSize
        number = query.page
        count = max(1, (list.count + size - 1) / size)
        let range = number > count ? 0..<0 : (number - 1) * size..<min(number * size, list.count)
        entity = Entity(.array(range.map(list.element)))
    }

    /// The `Link` header: prev, next, last and first, those that make sense. Nil where there is just one page.
    ///
    /// https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
    ///
    /// - Parameter url: That of the listing, without a query.
    func links(url: String, query: GitHubQuery) -> String? {
        var targets: [(relation: String, page: Int)] = []
        if number > 1 { targets.append(("prev", min(number - 1, count))) }
        if number < count { targets.append(("next", number + 1)) }
        if number != count { targets.append(("last", count)) }
        if number > 1 { targets.append(("first", 1)) }
        guard !targets.isEmpty else { return nil }
        return targets.map { "<\(url)?\(query.text(page: $0.page))>; rel=\"\($0.relation)\"" }.joined(separator: ", ")
    }
}
