/// What `LoopbackGitHub` has: repositories by number and by name, accounts, and the pages made from them so far.
struct GitHubWorld {
    enum Place {
        case here(GitHubRepository)
        /// Its name was this one's once.
        case moved(id: Int)
    }

    let site: GitHubSite
    var accounts = GitHubAccounts()
    private var repositories: [Int: GitHubRepository] = [:]
    private var idByName: [String: Int] = [:]
    private var idByFormerName: [String: Int] = [:]
    private var lists: [ListKey: GitHubList] = [:]
    private var pages: [PageKey: GitHubPage] = [:]

    /// Pages are made once: a benchmark asks for the same ones again and again.
    private static let maxPages = 4096

    private struct ListKey: Hashable {
        var repository: Int
        var listing: GitHubListing
    }

    private struct PageKey: Hashable {
        var list: ListKey
        var page: Int
        var size: Int
    }

    init(site: GitHubSite) {
        self.site = site
    }

    mutating func put(_ repository: GitHubRepository) {
        remove(repository: repository.id)
        repositories[repository.id] = repository
        idByName[repository.fullName.lowercased()] = repository.id
        for name in repository.formerNames {
            idByFormerName[name.lowercased()] = repository.id
        }
        accounts.meet(repository.contributors)
    }

    mutating func remove(repository id: Int) {
        guard repositories.removeValue(forKey: id) != nil else { return }
        idByName = idByName.filter { $0.value != id }
        idByFormerName = idByFormerName.filter { $0.value != id }
        lists = lists.filter { $0.key.repository != id }
        pages = pages.filter { $0.key.list.repository != id }
    }

    /// A name in use goes before one given up: GitHub redirects only until somebody takes the old name.
    func find(_ key: GitHubEndpoint.Key) -> Place? {
        switch key {
        case .id(let id):
            repositories[id].map { .here($0) }
        case .name(let name):
            idByName[name].flatMap { repositories[$0] }.map { .here($0) }
                ?? idByFormerName[name].map { .moved(id: $0) }
        }
    }

    mutating func page(of listing: GitHubListing, in repository: GitHubRepository, query: GitHubQuery) -> GitHubPage {
        let listKey = ListKey(repository: repository.id, listing: listing)
        let key = PageKey(list: listKey, page: query.page, size: query.pageSize)
        if let page = pages[key] { return page }
        let list = lists[listKey] ?? listing.list(of: repository)
        lists[listKey] = list
        let page = GitHubPage(of: list, query: query)
        if pages.count >= Self.maxPages { pages.removeAll() }
        pages[key] = page
        return page
    }
}
