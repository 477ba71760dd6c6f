@testable import GitHub

extension Property {
    /// GitHub's `link` header: where it leads, we ask on with our token.
    static let link = Property("link") { input in
        guard let next = LinkHeader(input.text).next else { return }
        try require(input.text.contains("<\(next)>"), "the target is what was written")
        guard let start = GitHubURL(base: "https://api.github.com", segments: ["repos", "a", "b", "issues"]),
            let url = start.following(next)
        else { return }
        try require(isGitHubs(url), "the next page is GitHub's, not at \(url.text)")
        let others = [url.pageAfter, url.withSmallerPages, url.withLargestPages].compactMap(\.self)
        for other in others {
            try require(isGitHubs(other), "a page after the next one is GitHub's, not at \(other.text)")
        }
        try require(url.pageAfter != url, "the page after is another one")
        for other in [url.withSmallerPages, url.withLargestPages] {
            try require(
                other?.itemsBefore ?? url.itemsBefore == url.itemsBefore, "another size begins with the same item")
        }
        try require(url.withLargestPages.withLargestPages == url.withLargestPages, "the largest pages are the largest")
        _ = (url.path, url.repositoryID)
    }

    /// Read by hand, since the parser of URLs is what is in question.
    private static func isGitHubs(_ url: GitHubURL) -> Bool {
        guard url.text.lowercased().hasPrefix("https://") else { return false }
        let authority = url.text.dropFirst("https://".count).prefix { !"/?#\\".contains($0) }.lowercased()
        return ["api.github.com", "api.github.com:443", "api.github.com:"].contains(authority)
    }
}

extension GitHubURL {
    fileprivate var itemsBefore: Int? {
        guard let page, let pageSize else { return nil }
        return (page - 1) * pageSize
    }
}
