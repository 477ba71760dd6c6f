/// The pages of one list, read one after another as they are asked for, so that no more than one is in memory.
package struct PageWalk<Item: Codable & Sendable>: Sendable {
    /// Pages after which a list is cut, so that a server that always names a next page cannot keep us for ever.
    static var maxPages: Int { 10_000 }

    private let reader: PageReader
    private let reading: Reading
    private var url: GitHubURL?
    private var pages = 0

    /// The number that GitHub redirected an old name of the repository to. Nil where it did not.
    package private(set) var repositoryID: Int64?

    init(_ reader: PageReader, from url: GitHubURL, for reading: Reading) {
        self.reader = reader
        self.reading = reading
        self.url = url
    }

    /// GitHub has no more than what was returned.
    package var isAtEnd: Bool {
        url == nil
    }

    /// The items of the next page, or nil when there is none, or none that we would read.
    ///
    /// A page that takes GitHub too long to put together, or that is too large, is asked for in smaller ones.
    package mutating func next() async throws(GitHubError) -> [Item]? {
        guard var place = url, pages < Self.maxPages else { return nil }
        while true {
            do {
                let page: Page<Item> = try await reader.page(at: place, for: reading)
                pages += 1
                repositoryID = repositoryID ?? page.repositoryID
                url = try following(page, at: place)
                return page.items
            } catch let error where error.asksForLess {
                guard let smaller = place.withSmallerPages else { throw error }
                place = smaller
            }
        }
    }
}

extension PageWalk {
    /// What comes after a page. One that is full has another behind it even where it names none: that is empty, and says so
    /// again for nothing when it is asked for the next time. A kept page alone could not tell that its list has grown, since
    /// a version is that of the items and not of the link.
    private func following(_ page: Page<Item>, at place: GitHubURL) throws(GitHubError) -> GitHubURL? {
        guard let next = page.next else { return page.items.count >= (place.pageSize ?? .max) ? place.pageAfter : nil }
        guard let url = place.following(next), url != place else { throw .answer("a next page that is none") }
        return url.withLargestPages
    }
}

extension GitHubError {
    /// GitHub gives up on an answer after ten seconds, with 502 or 504; by then we may have given up ourselves.
    fileprivate var asksForLess: Bool {
        switch self {
        case .status(502, _), .status(504, _), .timeout, .tooLarge: true
        default: false
        }
    }
}
