/// One page of a list, as far as we read it, and where the next one is. What the cache keeps is this, as JSON.
struct Page<Item: Codable & Sendable>: Codable, Sendable {
    var items: [Item]
    /// The address of the next page. Nil: this is the last.
    var next: String?
    /// The number that GitHub redirected an old name of the repository to.
    var repositoryID: Int64?

    private enum CodingKeys: String, CodingKey {
        case items
        case next
        case repositoryID = "repository_id"
    }

    init(_ answer: GitHubAnswer) throws(GitHubError) {
        // 204: GitHub's word for the contributors of an empty repository.
        items = answer.status == 204 ? [] : try answer.decoded()
        next = try answer.nextPage?.text
        repositoryID = answer.redirectedToID
    }
}
