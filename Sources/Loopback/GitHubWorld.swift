/// What `LoopbackGitHub` has: repositories by number and by name, accounts, and the pages made from them so far.
struct GitHubWorld {
    enum Place {
        case here(GitHubRepository)
        /// Its name was this one's once.
        case moved(id: Int)
    }

    private var repositories: [Int: GitHubRepository] = [:]
    private var idByName: [String: Int] = [:]
    private var idByFormerName: [String: Int] = [:]
    private var users: [String: Entity] = [:]
    private var pages: [PageKey: GitHubPage] = [:]

    /// Pages are made once: a benchmark asks for the same ones again and again.
    private static let maxPages = 4096

    struct PageKey: Hashable {
        var repository: Int
        var listing: GitHubListing
        var page: Int
        var size: Int
    }

    mutating func put(_ repository: GitHubRepository) {
        remove(repository: repository.id)
        repositories[repository.id] = repository
        idByName[repository.fullName.lowercased()] = repository.id
        for name in repository.formerNames {
            idByFormerName[name.lowercased()] = repository.id
        }
    }

    mutating func remove(repository id: Int) {
        repositories[id] = nil
        idByName = idByName.filter { $0.value != id }
        idByFormerName = idByFormerName.filter { $0.value != id }
        pages = pages.filter { $0.key.repository != id }
    }

    mutating func put(_ user: GitHubUser) {
        users[user.login.lowercased()] = Entity(user.json)
    }

    func user(_ login: String) -> Entity? {
        users[login]
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
        let key = PageKey(repository: repository.id, listing: listing, page: query.page, size: query.pageSize)
        if let page = pages[key] { return page }
        let page = listing.page(of: repository, query: query)
        if pages.count >= Self.maxPages { pages.removeAll() }
        pages[key] = page
        return page
    }
}
